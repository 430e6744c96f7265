#!lua flags=allow-oom
-- release hands a claim back at once, so that another worker need not wait for the
-- lease to lapse. What is in flight is never handed back.
-- KEYS due_lane due_direct due_held due_look lane_of state_of
-- ARGV kind name token delay
-- Include clock
-- kind is LANE, LINE or LOOK; delay in microseconds is how long nobody should claim it.
-- Returns OK | STALE
-- Cost O(log of lines and lanes)

local me = (kind == 'LANE' and lane_of or state_of) .. name
local s = redis.call('HMGET', me, 'token', 'fly', 'state')
if s[1] ~= token or (s[2] and s[2] ~= '') or s[3] == 'fly' then return 'STALE' end
local due = due_held
if kind == 'LANE' then
  due = due_lane
elseif kind == 'LOOK' then
  due = due_look
elseif name:sub(1, 1) == 'd' then
  due = due_direct
end
redis.call('HDEL', me, 'token')
redis.call('ZADD', due, 'XX', text(clock() + delay), name)
return 'OK'
