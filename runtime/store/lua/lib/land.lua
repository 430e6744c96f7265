-- lane_landed moves a lane behind its wave, or behind all that was dropped meanwhile.
local function lane_landed(lane, reached)
  local skip = redis.call('HGET', lane, 'skip')
  redis.call('HSET', lane, 'fly', '', 'cur', reached)
  if not skip then return end
  redis.call('HSET', lane, 'pos', text(skip + 1), 'cur', 0)
  redis.call('HDEL', lane, 'skip')
end
