#!lua
-- sweep_end ends a sweep of the carrier's list: for now, or for as long as nothing is sent.
-- KEYS meta stats due_chore
-- ARGV mark open again
-- Include clock
-- mark, in milliseconds, is where the next sweep begins. open is 1 if some text was not
-- final yet. The sweep is over only if nothing was accepted since the one before ended:
-- what was accepted while the list was read is not in it.
-- Returns 1 if it is over
-- Cost O(1)

local accepted = redis.call('HGET', stats, 'accepted') or '0'
local quiet = redis.call('HGET', meta, 'swept') == accepted
redis.call('HSET', meta, 'sweep', mark, 'swept', accepted)
if open == '0' and quiet then
  redis.call('ZREM', due_chore, 'sweep')
  return 1
end
redis.call('ZADD', due_chore, text(clock() + again), 'sweep')
return 0
