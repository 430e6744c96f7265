#!lua
-- retry sends a dead letter or a parked doubt again, as a direct text, once.
-- KEYS meta failed parked due_direct line_of wake stats
-- ARGV list id name item
-- Include clock
-- list is failed or doubt. An empty item drops the entry without sending.
-- Returns 1, or 0 if the entry was gone
-- Cost O(1)

if redis.call('XDEL', list == 'doubt' and parked or failed, id) == 0 then return 0 end
if item == '' then return 1 end
local now = clock()
local direct = redis.call('HINCRBY', meta, 'direct', 1)
local entry = text(direct) .. '|' .. text(math.floor(now / 1000)) .. '|' .. item
if redis.call('RPUSH', line_of .. name, entry) == 1 then
  redis.call('ZADD', due_direct, text(now), name)
end
redis.call('HINCRBY', stats, 'retried', 1)
redis.call('PUBLISH', wake, 'work')
return 1
