#!lua
-- begin starts the next wave of a lane: who gets the message now, by the flags and
-- mutes of this very moment.
-- KEYS meta log active ids due_lane due_held due_direct off wake lane_of line_of muters_of gate
-- ARGV lane token wave want lease yield rate slack budget day dayend behind
-- Include clock gate
-- wave numbers the waves of this claim: the same call again gets the same answer
-- and a new lease. With
-- yield 1 the lane is handed back while a direct text is due.
-- Returns {STALE} | {IDLE} | {MORE} (call again) | {WAIT, microseconds} (lane handed back)
-- | {WAVE, seq, body, media, segments, audience, started, {IDs}, {numbers}}
-- A message that has waited for longer than behind, in microseconds, with another one
-- after it, is put on the lines of its recipients: there what waits is joined. 0 is never.
-- A closed gate hands back for five seconds at most: budget and rate may be changed.
-- Cost O(want + messages passed over)

local now = clock()
local me = lane_of .. lane
local l = redis.call('HMGET', me, 'token', 'wave', 'pos', 'cur', 'fly', 'end', 'at')
if l[1] ~= token then return {'STALE'} end

local low = lane * 512
local pos, cur = tonumber(l[3] or 1), math.max(tonumber(l[4] or 0), low)
local seq = tonumber(redis.call('HGET', meta, 'seq') or 0)

local function read(at)
  local found = redis.call('XRANGE', log, text(at) .. '-0', text(at) .. '-0')
  if not found[1] then return nil end
  local entry, flat = {}, found[1][2]
  for i = 1, #flat, 2 do entry[flat[i]] = flat[i + 1] end
  return entry
end

local function wave_of(at, entry, list, started)
  return {'WAVE', at, entry.b or '', entry.m or '', tonumber(entry.g), redis.call('ZCARD', active),
    started, list, redis.call('HMGET', ids, unpack(list))}
end

if l[5] and l[5] ~= '' then
  if l[2] ~= wave then return {'STALE'} end
  local list = {}
  for id in l[5]:gmatch('%d+') do list[#list + 1] = id end
  redis.call('ZADD', due_lane, text(now + lease), lane)
  return wave_of(pos, read(pos) or {g = 1}, list, tonumber(l[7]))
end

local function hand_back(at)
  redis.call('HSET', me, 'pos', text(pos), 'cur', cur)
  redis.call('HDEL', me, 'token')
  redis.call('ZADD', due_lane, text(at), lane)
  return {'WAIT', math.max(at - now, 1)}
end

local function late(entry)
  return tonumber(behind) > 0 and pos < seq and now - entry.t * 1000 > tonumber(behind)
end

local parted = false

-- put appends the message to a member's line, which takes the member off the lane.
local function put(id)
  local name = 'h' .. id
  if redis.call('RPUSH', line_of .. name, text(pos)) > 1 then return end
  redis.call('SADD', off, id)
  redis.call('ZADD', due_held, text(now), name)
  parted = true
end

-- Who of the next members gets it: 'send', or 'hold' for who is off the lane.
local function plan(entry)
  local high = math.min(low + 512, tonumber(entry.h))
  local list = redis.call('ZRANGEBYSCORE', active, '(' .. cur, high, 'LIMIT', 0, want)
  local steps, sends, all = {}, 0, late(entry)
  if #list == 0 then return steps, sends, true end
  local author = entry.a or '0'
  local muted = author ~= '0' and redis.call('SMISMEMBER', muters_of .. author, unpack(list)) or {}
  local away = redis.call('SMISMEMBER', off, unpack(list))
  for i, id in ipairs(list) do
    if id ~= author and muted[i] ~= 1 then
      local how = (all or away[i] == 1) and 'hold' or 'send'
      steps[#steps + 1] = {id, how}
      if how == 'send' then sends = sends + 1 end
    end
  end
  return steps, sends, #list < tonumber(want), list[#list]
end

-- Walks the plan until so many sends are gathered. What is held on the way is
-- appended once, because the cursor passes it.
local function walk(steps, allowed)
  local chosen, last = {}, cur
  for _, step in ipairs(steps) do
    if step[2] == 'send' and #chosen == allowed then return chosen, last, false end
    if step[2] == 'send' then
      chosen[#chosen + 1] = step[1]
    else
      put(step[1])
    end
    last = step[1]
  end
  return chosen, last, true
end

for _ = 1, 64 do
  if pos > seq then
    redis.call('HSET', me, 'pos', text(pos), 'cur', 0)
    redis.call('HDEL', me, 'token')
    redis.call('ZREM', due_lane, lane)
    if redis.call('ZCARD', due_lane) + redis.call('ZCARD', due_held) == 0 then redis.call('HDEL', meta, 'backlog') end
    if parted then redis.call('PUBLISH', wake, 'work') end
    return {'IDLE'}
  end
  local entry = read(pos)
  local steps, sends, last_page, last = {}, 0, true, nil
  if entry then steps, sends, last_page, last = plan(entry) end
  if sends > 0 then
    if yield == '1' and redis.call('ZCOUNT', due_direct, '-inf', text(now)) > 0 then return hand_back(now) end
    local allowed, open_at = gate_admit(now, tonumber(entry.g), sends)
    if allowed < 1 then return hand_back(math.min(open_at, now + 5000000)) end
    local chosen, reached, whole = walk(steps, allowed)
    if whole then reached = last_page and low + 512 or last end
    gate_charge(now, entry.g * #chosen, tonumber(lease))
    redis.call('HSET', me, 'pos', text(pos), 'cur', cur, 'wave', wave, 'fly', table.concat(chosen, ','),
      'end', reached, 'at', text(now))
    redis.call('ZADD', due_lane, text(now + lease), lane)
    return wave_of(pos, entry, chosen, now)
  end
  walk(steps, 0)
  if last_page then pos, cur = pos + 1, low else cur = tonumber(last) end
end
redis.call('HSET', me, 'pos', text(pos), 'cur', cur)
redis.call('ZADD', due_lane, text(now + lease), lane)
return {'MORE'}
