#!lua
-- summary ends the chore of telling a message's author who reacted to it: the text is
-- queued, and what it tells is kept, so that it is told once.
-- KEYS meta reactions_of due_chore due_direct line_of wake
-- ARGV seq sent told line item every
-- Include clock enqueue
-- sent is when the author was last told, as it was read; told is a JSON list of {member,
-- reaction}; item is empty if nothing is to be said of them. What came since is told in
-- every microseconds.
-- Returns 1 | 0: it is told already, or a reaction has changed since; read again
-- Cost O(reactions)

local now = clock()
local key, chore = reactions_of .. seq, 'react:' .. seq

if (redis.call('HGET', key, 'sent') or '') ~= sent then return 0 end
local list = cjson.decode(told)
for _, one in ipairs(list) do
  if redis.call('HGET', key, one[1]) ~= one[2] then return 0 end
end

for _, one in ipairs(list) do redis.call('HSET', key, 't' .. one[1], one[2]) end
redis.call('ZREM', due_chore, chore)
if item ~= '' then
  redis.call('HSET', key, 'sent', text(math.floor(now / 1000)))
  redis.call('PEXPIRE', key, 172800000)
  if enqueue(line, item, now) > 0 then redis.call('PUBLISH', wake, 'work') end
end

local kept, all = {}, redis.call('HGETALL', key)
for i = 1, #all, 2 do kept[all[i]] = all[i + 1] end
for by, what in pairs(kept) do
  if by:match('^%d+$') and kept['t' .. by] ~= what then
    redis.call('ZADD', due_chore, text(now + every), chore)
    break
  end
end
return 1
