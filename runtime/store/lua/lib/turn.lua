-- A pair of keys in turns keeps what was added for one period at least, without a key or
-- an expiry per entry. Gives the key to add to and the other. The older key goes only
-- when something is added, so that a long silence of all pods makes none of them forget.
-- known are the pair's fields of meta, if they were read already.
local function turn(name, a, b, now, period, known)
  local t = known or redis.call('HMGET', meta, name, name .. '_turn')
  local new, old = a, b
  if t[2] == '1' then new, old = b, a end
  if t[1] and now - t[1] < period then return new, old end
  redis.call('UNLINK', old)
  redis.call('HSET', meta, name, text(now), name .. '_turn', t[2] == '1' and '0' or '1')
  return old, new
end
