#!lua
-- later lets a service answer a call later, a few times and not for long, and counts it.
-- KEYS later_of
-- ARGV verb id member command uses keep
-- verb is open, with all that follows (keep in milliseconds), or use, with the id alone.
-- Returns for open OK; for use {OK, member, command, how many are left} | {SPENT} | {NONE}
-- Cost O(1)

local key = later_of .. id
if verb == 'open' then
  redis.call('HSET', key, 'member', member, 'command', command, 'left', uses)
  redis.call('PEXPIRE', key, keep)
  return 'OK'
end
local kept = redis.call('HMGET', key, 'member', 'command', 'left')
if not kept[1] then return {'NONE'} end
if tonumber(kept[3]) < 1 then return {'SPENT'} end
return {'OK', kept[1], kept[2], redis.call('HINCRBY', key, 'left', -1)}
