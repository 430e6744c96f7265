-- A pair of keys in turns keeps what was added for one period at least and two at
-- most, without a key or an expiry per entry. Gives the key to add to and the other.
local function turn(name, a, b, now, period)
  local last = tonumber(redis.call('HGET', meta, name) or -2)
  local epoch = math.max(math.floor(now / period), last)
  local new, old = a, b
  if epoch % 2 == 1 then new, old = b, a end
  if epoch > last then
    redis.call('UNLINK', new)
    if epoch > last + 1 then redis.call('UNLINK', old) end
    redis.call('HSET', meta, name, text(epoch))
  end
  return new, old
end
