-- rest leaves a member alone for a while and puts messages that the carrier took and did
-- not deliver back on the member's line, among what waits there, in order. A message
-- older than half an hour is chat no more and stays a dead letter, where it did not wait
-- for the end of quiet hours; so does what a member without a place among the active would
-- have got. Gives false then.
local function rest(id, item, now, wait)
  local name = 'h' .. id
  local oldest = redis.call('XRANGE', log, item:match('^%d+') .. '-0', item:match('^%d+') .. '-0')
  if not oldest[1] or not receives(id) then return false end
  local since = tonumber(redis.call('HGET', member_of .. id, 'w') or 0)
  for i = 1, #oldest[1][2], 2 do
    if oldest[1][2][i] == 't' then since = math.max(since, oldest[1][2][i + 1] * 1000) end
  end
  if now - since > 1800000000 then return false end

  local s = redis.call('HMGET', state_of .. name, 'state', 'fixed', 'k')
  local bound = (s[1] or s[2]) and tonumber(s[3] or 1) or 0
  local function put(seq)
    for _, other in ipairs(redis.call('LRANGE', line_of .. name, bound, -1)) do
      if other == seq then return end
      if tonumber(other) > tonumber(seq) then
        redis.call('LINSERT', line_of .. name, 'BEFORE', other, seq)
        return
      end
    end
    redis.call('RPUSH', line_of .. name, seq)
  end
  for seq in item:gmatch('%d+') do put(seq) end
  redis.call('SADD', off, id)
  if s[1] then return true end
  if bound == 0 then redis.call('DEL', state_of .. name) end
  if redis.call('ZSCORE', due_quiet, name) then return true end
  redis.call('ZADD', due_held, text(now + wait), name)
  return true
end
