#!lua
-- signin_try takes one of the tries that a browser has with its code, and says what the
-- right code would be; the last try ends it.
-- KEYS signin_of
-- ARGV id
-- Returns {member, hashed code, tries left} | {}: there is nothing to try any more
-- Cost O(1)

local s = redis.call('HMGET', signin_of .. id, 'm', 'c')
if not s[1] then return {} end
local left = redis.call('HINCRBY', signin_of .. id, 'n', -1)
if left < 1 then redis.call('DEL', signin_of .. id) end
return {s[1], s[2], left}
