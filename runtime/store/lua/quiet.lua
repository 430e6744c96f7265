#!lua
-- quiet keeps what is newly known of quiet hours, unless the member has chosen others
-- meanwhile, or none, or has left.
-- KEYS quiet due_quiet phones addresses member_of wake
-- ARGV list
-- Include clock quiet phone
-- list is JSON: for each member the ID, the setting that the hours were computed from, and
-- the hours. What waits for the end of hours that are not the same any more is due at
-- once, and waits anew if it has to.
-- Returns how many were kept
-- Cost O(members)

local now, kept = clock(), 0

local function keep(id, hours)
  local before = redis.call('HGET', quiet, id)
  if hours then
    redis.call('HSET', quiet, id, hours)
    kept = kept + 1
  else
    redis.call('HDEL', quiet, id)
  end
  if quiet_till(before, now) == quiet_till(hours, now) then return end
  local woken = redis.call('ZADD', due_quiet, 'XX', 'CH', text(now), 'h' .. id)
  local number = phone(id)
  if number then woken = woken + redis.call('ZADD', due_quiet, 'XX', 'CH', text(now), 'n' .. number) end
  if woken > 0 then redis.call('PUBLISH', wake, 'work') end
end

for _, one in ipairs(cjson.decode(list)) do
  local id, setting, hours = one[1], one[2], one[3]
  local chosen = redis.call('HGET', member_of .. id, 'q')
  if not chosen then
    keep(id, nil)
  elseif chosen == setting then
    keep(id, hours)
  end
end
return kept
