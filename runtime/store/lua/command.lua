#!lua
-- command changes one of the commands that were made on the screen; every pod notices with its
-- next text, by the revision.
-- KEYS commands disabled fails meta
-- ARGV verb name value most
-- verb is put (value is the command; it is in force again, and there may be most of them),
-- drop, or disable (value is why and when).
-- Returns 1 | 0: there is none of that name | -1: there are too many
-- Cost O(1)

local known = redis.call('HEXISTS', commands, name) == 1
if verb == 'put' then
  if not known and redis.call('HLEN', commands) >= tonumber(most) then return -1 end
  redis.call('HSET', commands, name, value)
elseif not known then
  return 0
end
if verb == 'disable' then
  redis.call('HSET', disabled, name, value)
else
  redis.call('HDEL', disabled, name)
  redis.call('HDEL', fails, name)
end
if verb == 'drop' then redis.call('HDEL', commands, name) end
redis.call('HINCRBY', meta, 'commands', 1)
return 1
