#!lua
-- look_begin tells a worker what the doubt at the head of a line is about.
-- KEYS log ids line_of state_of
-- ARGV name token
-- Include clock
-- Returns {STALE} | {LOOK, ref, number, body, started}
-- Cost O(1)

local s = redis.call('HMGET', state_of .. name, 'token', 'state', 'ref', 'at')
if s[1] ~= token or s[2] ~= 'doubt' then return {'STALE'} end
local entry = redis.call('LINDEX', line_of .. name, 0)
if name:sub(1, 1) == 'd' then
  local d = cjson.decode(entry:match('^%d+|%d+|(.*)$'))
  return {'LOOK', s[3], name:sub(2), d.b, tonumber(s[4])}
end
local found = redis.call('XRANGE', log, entry .. '-0', entry .. '-0')
local body, flat = '', found[1] and found[1][2] or {}
for i = 1, #flat, 2 do
  if flat[i] == 'b' then body = flat[i + 1] end
end
return {'LOOK', s[3], redis.call('HGET', ids, name:sub(2)) or '', body, tonumber(s[4])}
