-- react keeps each member's last reaction to a message; the empty one takes it away. The
-- message's author is told some time after the first, and not too often. Gives 1 if that is
-- work nobody knew of.
local function react(seq, by, what, after, every, now)
  local key = reactions_of .. seq
  if what == '' then
    redis.call('HDEL', key, by)
    return 0
  end
  redis.call('HSET', key, by, what)
  redis.call('PEXPIRE', key, 172800000)
  local told = tonumber(redis.call('HGET', key, 'sent') or 0) * 1000
  return redis.call('ZADD', due_chore, 'NX', text(math.max(now + after, told + every)), 'react:' .. seq)
end
