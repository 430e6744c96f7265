#!lua
-- look_begin tells a worker what the doubt at the head of a line is about.
-- KEYS log phones addresses line_of state_of
-- ARGV name token
-- Include clock phone
-- Returns {STALE} | {LOOK, ref, number, body, started, media}
-- Cost O(1)

local s = redis.call('HMGET', state_of .. name, 'token', 'state', 'ref', 'at', 'k')
if s[1] ~= token or s[2] ~= 'doubt' then return {'STALE'} end
local entry = redis.call('LINDEX', line_of .. name, 0)
if name:sub(1, 1) == 'd' then
  local d = cjson.decode(entry:match('^%d+|%d+|(.*)$'))
  return {'LOOK', s[3], name:sub(2), d.b, tonumber(s[4]), d.m and cjson.encode(d.m) or ''}
end

local function logged(seq)
  local found = redis.call('XRANGE', log, seq .. '-0', seq .. '-0')
  local e, flat = {}, found[1] and found[1][2] or {}
  for i = 1, #flat, 2 do e[flat[i]] = flat[i + 1] end
  return e
end

local bodies, media = {}, nil
for i, seq in ipairs(redis.call('LRANGE', line_of .. name, 0, (s[5] or 1) - 1)) do
  local e = logged(seq)
  bodies[i], media = e.b or '', media or e.m
end
return {'LOOK', s[3], phone(name:sub(2)) or '', table.concat(bodies, '\n'), tonumber(s[4]), media or ''}
