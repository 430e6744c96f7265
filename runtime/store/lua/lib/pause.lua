-- pause_for holds the whole room back after trouble with the carrier: twice as long
-- each time in a row, half a minute at most, or as long as the carrier asked. A shorter
-- pause never replaces a longer one. What was under way when the trouble began meets the
-- same trouble, not one more.
local function pause_for(now, at, asked, why, mixed)
  local g = redis.call('HMGET', gate, 'strikes', 'pause', 'since')
  local strikes = mixed and 0 or tonumber(g[1] or 0)
  if strikes > 0 and tonumber(at) < tonumber(g[3] or 0) then strikes = strikes - 1 end
  local wait = math.min(250000 * 2 ^ math.min(strikes, 10), 30000000)
  local till = now + math.max(wait, asked)
  redis.call('HSET', gate, 'strikes', strikes + 1, 'since', text(now))
  redis.call('HDEL', gate, 'probe')
  if till > tonumber(g[2] or 0) then redis.call('HSET', gate, 'pause', text(till), 'why', why) end
end

-- pause_over: the carrier has answered about a text that was sent at that time. What was
-- under way before the trouble proves nothing about it.
local function pause_over(at)
  if tonumber(at) < tonumber(redis.call('HGET', gate, 'since') or 0) then return end
  redis.call('HDEL', gate, 'strikes', 'pause', 'why', 'since', 'probe')
end

-- pause_capped: the carriers' day is used up. What answers commands goes all the same, and
-- the admins are to know.
local function pause_capped(now, asked)
  local till, known = now + asked, tonumber(redis.call('HGET', gate, 'cap') or 0)
  if till <= known and known - now < 90000000000 then return end
  redis.call('HSET', gate, 'cap', text(till))
  redis.call('ZADD', due_chore, 'NX', text(now), 'rest')
end

-- pause_learned holds the room back because of what became of texts that the carrier had
-- taken. That it takes another proves nothing, so each pause is twice as long as the one
-- before, half an hour at most, until a text has arrived. Those of one burst count once.
local function pause_learned(now, asked, why)
  local g = redis.call('HMGET', gate, 'pause', 'learned', 'lull', 'strikes')
  local lull = tonumber(g[3] or 0)
  if lull > now and lull - now < 3600000000 then return end
  local learned = tonumber(g[2] or 0)
  local till = now + math.min(asked * 2 ^ math.min(learned, 10), math.max(asked, 1800000000))
  redis.call('HSET', gate, 'learned', learned + 1, 'lull', text(till), 'strikes', math.max(tonumber(g[4] or 0), 1), 'since', text(now))
  redis.call('HDEL', gate, 'probe')
  if till > tonumber(g[1] or 0) then redis.call('HSET', gate, 'pause', text(till), 'why', why) end
end

-- pause_told draws the conclusion from what was sent together.
local function pause_told(now, at, r, answered, mixed)
  if r.cap then pause_capped(now, r.cap) end
  if r.pause then return pause_for(now, at, r.pause, r.why, mixed) end
  if redis.call('HEXISTS', gate, 'strikes') == 0 then return end
  if answered then return pause_over(at) end
  redis.call('HDEL', gate, 'probe')
end
