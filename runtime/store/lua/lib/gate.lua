-- The gate is what all pods share of the right to send: the number's rate (GCRA in
-- whole microseconds, charged in segments), a pause after trouble with the carrier,
-- the carriers' cap, and the day's budget. Reads the arguments rate, slack, budget, day and dayend.

local function gate_cost(segments)
  return segments * math.ceil(1000000 / rate)
end

-- A debt of more than two minutes is a clock that jumped back.
local function gate_debt(tat, now)
  local debt = math.max(tonumber(tat or 0) - now, 0)
  if debt > 120000000 then return 0 end
  return debt
end

-- gate_rests lets somebody be told, once a day, that what remains is too little for what is
-- next: nobody may say anything that the room could answer to.
local function gate_rests(now, known)
  if known == day then return end
  redis.call('HSET', gate, 'rests', day)
  redis.call('ZADD', due_chore, 'NX', text(now), 'rest')
end

-- gate_admit says how many texts of so many segments may go now, and if none, when to
-- come back. After trouble one text goes first, to see whether it is over. What is free
-- counts for the day's budget but is not bound by it, nor by a cap: commands are answered
-- all day. Third, where somebody has stopped all sending, when to have it tried again: at
-- once, for no claim is given until somebody lets it go on, and then nobody waits.
local function gate_admit(now, segments, want, free)
  local g = redis.call('HMGET', gate, 'pause', 'strikes', 'tat', 'day', 'spent', 'probe', 'since', 'cap', 'rests', 'held')
  -- Somebody has stopped all sending: who lets it go on wakes the pods.
  if g[10] then return 0, now + 5000000, now end
  local pause = math.max(tonumber(g[1] or 0), tonumber(g[6] or 0))
  -- Trouble from the future was before the clock was set back: one text tries.
  if tonumber(g[7] or 0) > now then pause = 0 end
  if pause > now then return 0, pause end
  -- A cap of more than a day is a clock that was set back.
  local cap = tonumber(g[8] or 0)
  if not free and cap > now and cap - now < 90000000000 then return 0, cap end
  local n = want
  if tonumber(g[2] or 0) > 0 then n = math.min(n, 1) end
  local limit = tonumber(budget)
  if limit > 0 and not free then
    local spent = g[4] == day and tonumber(g[5]) or 0
    n = math.min(n, math.max(math.floor((limit - spent) / segments), 0))
    if n < 1 then
      gate_rests(now, g[9])
      return 0, math.max(tonumber(dayend), now + 1000000)
    end
  end
  if tonumber(rate) > 0 then
    local debt = gate_debt(g[3], now)
    if debt > tonumber(slack) then return 0, now + debt - slack end
    n = math.min(n, math.floor((slack - debt) / gate_cost(segments)) + 1)
  end
  return n, 0
end

-- gate_charge takes the segments from rate and budget, and holds the others back while
-- one text tries whether trouble is over.
local function gate_charge(now, segments, lease)
  local g = redis.call('HMGET', gate, 'tat', 'day', 'spent', 'strikes')
  if tonumber(rate) > 0 then
    redis.call('HSET', gate, 'tat', text(now + gate_debt(g[1], now) + gate_cost(segments)))
  end
  local spent = g[2] == day and tonumber(g[3]) or 0
  redis.call('HSET', gate, 'day', day, 'spent', text(spent + segments))
  if tonumber(g[4] or 0) > 0 then redis.call('HSET', gate, 'probe', text(now + lease)) end
end
