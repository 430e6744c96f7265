-- A member's chat texts of the last minute are kept as the times of them, in microseconds of
-- sixteen digits each, the latest last: a thousand of them, which is the most that a room may
-- allow. One string costs half of a sorted set to look at and to write.
local TIME, KEPT, MINUTE = 16, 16 * 1000, 60000000

local function times_of(id) return redis.call('GET', chats_of .. id) or '' end

-- paced is how many of the times are of the last minute. Those to come were before the clock
-- was set back.
local function paced(times, now)
  local n = 0
  for at = #times - TIME + 1, 1, -TIME do
    local t = tonumber(times:sub(at, at + TIME - 1))
    if t < now - MINUTE then break end
    if t <= now then n = n + 1 end
  end
  return n
end

-- pace counts one more.
local function pace(id, times, now)
  local from = math.max(#times - KEPT + TIME, 0) + 1
  while from < #times and tonumber(times:sub(from, from + TIME - 1)) < now - MINUTE do from = from + TIME end
  redis.call('SET', chats_of .. id, times:sub(from) .. text(now), 'PX', MINUTE / 1000)
end
