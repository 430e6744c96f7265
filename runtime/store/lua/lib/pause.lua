-- pause_for holds the whole room back after trouble with the carrier: twice as long
-- each time in a row, half a minute at most, or as long as the carrier asked.
local function pause_for(now, asked, why, mixed)
  local strikes = mixed and 0 or tonumber(redis.call('HGET', gate, 'strikes') or 0)
  local wait = math.min(250000 * 2 ^ math.min(strikes, 10), 30000000)
  redis.call('HSET', gate, 'strikes', strikes + 1, 'why', why,
    'pause', text(now + math.max(wait, asked)))
end

-- pause_over: a text was taken, so the carrier is back.
local function pause_over()
  redis.call('HDEL', gate, 'strikes', 'pause', 'why')
end
