#!lua flags=allow-oom
-- release hands a claim back at once, so that another worker need not wait for the
-- lease to lapse. What is in flight is never handed back.
-- KEYS due_lane due_direct due_held due_look due_call lane_of state_of call_of
-- ARGV kind name token delay
-- Include clock
-- kind is LANE, LINE, LOOK or CALL; delay in microseconds is how long nobody should claim it.
-- A call that is handed back at once was no try.
-- Returns OK | STALE
-- Cost O(log of lines and lanes)

local me = (kind == 'LANE' and lane_of or state_of) .. name
if kind == 'CALL' then me = call_of .. name end
local s = redis.call('HMGET', me, 'token', 'fly', 'state')
if s[1] ~= token or (s[2] and s[2] ~= '') or s[3] == 'fly' then return 'STALE' end
local due = due_held
if kind == 'LANE' then
  due = due_lane
elseif kind == 'LOOK' then
  due = due_look
elseif kind == 'CALL' then
  due = due_call
  if delay == '0' then redis.call('HINCRBY', me, 'tries', -1) end
elseif name:sub(1, 1) == 'd' then
  due = due_direct
end
redis.call('HDEL', me, 'token')
redis.call('ZADD', due, 'XX', text(clock() + delay), name)
return 'OK'
