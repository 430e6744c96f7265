#!lua
-- claim gives a worker the next thing to do, under a lease and a token.
-- KEYS due_look due_chore due_call call_of due_direct due_held due_lane due_quiet quiet asleep gate meta log active phones addresses member_of lane_of line_of state_of muters_of off doubts wake stats proof0 proof1 bound0 bound1 sent0 sent1
-- ARGV token again lease lines lanes calls call_lease ahead grace want yield behind rate slack budget day dayend
-- Include clock turn gate bind line land night quiet member wave_next
-- token is new with every claim; lines, lanes and calls are 1 if the pod has a worker free
-- for that. Looks, chores and calls need no right to send and come first; calls have workers
-- of their own, so they keep no text waiting. Then direct texts; then
-- held lines and lanes, whichever has waited longer. What a crashed worker left in
-- flight is turned into doubts here, and nowhere else.
-- What is due further ahead than anything ever is, is so because the clock was set back
-- (a failover to a server that is behind): it is due when a lease from now is over, which
-- takes nothing from a worker who is alive. It is looked for if ahead is 1.
-- With want the first wave of a lane begins at once, as begin with number 1 does it, unless
-- there are direct texts; a lane that has nothing to send is no claim. again is 1 if the answer to a claim of this token was
-- lost: the lane that it took is given again.
-- Returns {LOOK | CHORE | CALL | LINE | LANE, name, microseconds until there may be more, the wave as
-- begin returns it} | {WAIT, microseconds}; 0: nothing is due
-- Cost O(log of lines and lanes); a crashed lane: O(its wave); a first wave: as begin; again: O(lanes)

local now = clock()
local lapse = text(now + lease)

-- A lane waits for a lease or a few seconds, a text for minutes, a chore or a call for an hour, what
-- is for who sleeps for a day.
local farthest = {
  [due_lane] = lease + 60000000,
  [due_direct] = lease + grace + 600000000,
  [due_held] = lease + grace + 600000000,
  [due_look] = lease + grace + 600000000,
  [due_chore] = lease + 7200000000,
  [due_quiet] = lease + 90000000000,
  [due_call] = call_lease + 3600000000,
}
if ahead ~= '1' then farthest = {} end
for due, most in pairs(farthest) do
  for _, name in ipairs(redis.call('ZRANGEBYSCORE', due, '(' .. text(now + most), '+inf', 'LIMIT', 0, 500)) do
    redis.call('ZADD', due, lapse, name)
  end
end

-- head gives what is due first, when it is, and when the one behind it is.
local function head(due, wanted)
  if wanted ~= '1' then return nil, math.huge, math.huge end
  local h = redis.call('ZRANGE', due, 0, 1, 'WITHSCORES')
  return h[1], tonumber(h[2] or math.huge), tonumber(h[4] or math.huge)
end

local function until_then(at)
  if at == math.huge then return 0 end
  return math.max(at - now, 1)
end

local function take(due, what, name, more)
  redis.call('ZADD', due, lapse, name)
  if what ~= 'CHORE' then
    redis.call('HSET', (what == 'LANE' and lane_of or state_of) .. name, 'token', token)
  end
  return {what, name, until_then(more)}
end

-- take_call counts how often a call was taken; what is gone meanwhile is no claim.
local function take_call(id)
  if redis.call('EXISTS', call_of .. id) == 0 then
    redis.call('ZREM', due_call, id)
    return nil
  end
  redis.call('ZADD', due_call, text(now + call_lease), id)
  redis.call('HINCRBY', call_of .. id, 'tries', 1)
  redis.call('HSET', call_of .. id, 'token', token)
  return {'CALL', id, 1}
end

-- begun begins the first wave. While a direct text is claimed and has not been sent, that is
-- left to another trip: the claim took nothing from the rate, which the wave would.
local function begun(job)
  if want == '0' then return job end
  if redis.call('ZCARD', due_direct) > 0 then
    job[4] = {'MORE'}
    return job
  end
  job[4] = next_wave(job[2], '1', now)
  if job[4][1] == 'WAVE' or job[4][1] == 'MORE' then return job end
end

local function crashed_line(name)
  local s = redis.call('HMGET', state_of .. name, 'state', 'ref', 'at')
  if s[1] ~= 'fly' then return false end
  line_tried(name, s[3])
  line_doubt(name, s[2], now, now + grace)
  return true
end

local function recover_lane(n)
  local lane = lane_of .. n
  local l = redis.call('HMGET', lane, 'fly', 'pos', 'end', 'at')
  if not l[1] or l[1] == '' then return end
  for id in l[1]:gmatch('%d+') do
    if is_member(id) then
      local name = take_off(id, l[2], tonumber(l[4]), 1, true)
      line_doubt(name, 'b' .. l[2] .. '.' .. id, now, now + grace)
    end
  end
  lane_landed(lane, l[3])
end

-- nights lets lines go on whose quiet hours are over, and says when the next ones end. The
-- morning of a whole room takes more than one claim.
local function nights()
  for _ = 1, 100 do
    local name, at = head(due_quiet, lines)
    if at > now then return at end
    night_over(name, at, now)
  end
  return now
end

local quiet_at = nights()

local function pick()
  local look, look_at = head(due_look, lines)
  if look_at <= now then return take(due_look, 'LOOK', look, now) end
  local chore, chore_at = head(due_chore, lines)
  if chore_at <= now then return take(due_chore, 'CHORE', chore, now) end
  local call, call_at = head(due_call, calls)
  if call_at <= now then return take_call(call) end

  local direct, direct_at, direct_then = head(due_direct, lines)
  local held, held_at, held_then = head(due_held, lines)
  local lane, lane_at, lane_then = head(due_lane, lanes)
  local before = math.min(look_at, chore_at, call_at, quiet_at)
  local admitted, open_at = 0, 0
  if direct_at <= now then
    admitted, open_at = gate_admit(now, 1, 1, true)
    if admitted > 0 then
      if crashed_line(direct) then return nil end
      return take(due_direct, 'LINE', direct, math.min(before, direct_then, held_at, lane_at))
    end
    direct_at = open_at
  end
  local soonest = math.min(held_at, lane_at)
  if soonest <= now then admitted, open_at = gate_admit(now, 1, 1) end
  if soonest > now or admitted < 1 then
    return {'WAIT', until_then(math.min(before, direct_at, math.max(soonest, open_at)))}
  end
  if held_at <= lane_at then
    if crashed_line(held) then return nil end
    return take(due_held, 'LINE', held, math.min(before, direct_at, held_then, lane_at))
  end
  recover_lane(lane)
  return begun(take(due_lane, 'LANE', lane, math.min(before, direct_at, held_at, lane_then)))
end

-- taken finds what a claim of this token took before.
local function taken()
  for _, name in ipairs(redis.call('ZRANGE', due_lane, 0, -1)) do
    if redis.call('HGET', lane_of .. name, 'token') == token then return begun({'LANE', name, 1}) end
  end
end

local lost = again == '1' and taken()
if lost then return lost end
for _ = 1, 100 do
  local job = pick()
  if job then return job end
end
return {'WAIT', 1}
