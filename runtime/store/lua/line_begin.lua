#!lua
-- line_begin starts the first entry of a line, dropping those that must not be sent
-- any more: the number opted out, the member stopped, muted the author or left, as the
-- author may have; and those that a callback has proved since they were last tried.
-- KEYS meta log numbers phones addresses active optout banned due_direct due_lane due_held due_look due_quiet due_chore quiet asleep off lane_of line_of state_of member_of muters_of doubts gate failed stats proof0 proof1 bound0 bound1 sent0 sent1
-- ARGV name token lease validity rate slack budget day dayend join plan segments
-- Include clock turn gate bind dead line phone receives quiet night member
-- validity, in microseconds, ends an entry so long after it was first tried, whether or
-- not the carrier could be reached.
-- join is how many held entries may share one text. Where several wait, the script gives
-- them and the caller calls again with its plan: the Seqs that fit, with _ between them,
-- and what the joined text costs in segments. An entry that must not be sent any more by
-- then makes it ask again.
-- The same call again, after its reply was lost, gives the same text and a new lease.
-- Returns {STALE} | {IDLE} | {MORE} (call again) | {WAIT, microseconds} (line handed back)
-- | {JOIN, {Seqs}, {bodies}}
-- | {SEND, ref, number, kind, body, media, segments, tries before, started, audience}
-- In the member's quiet hours a held line waits for their end, and so do direct texts that
-- are patient. Their validity begins anew then.
-- Cost O(entries dropped and joined); when quiet hours begin O(entries of the line)

local now = clock()
local me = state_of .. name
local s = redis.call('HMGET', me, 'token', 'state', 'n', 'first', 'ref', 'fixed', 'k', 'at', 'g')
if s[1] ~= token or s[2] and s[2] ~= 'fly' then return {'STALE'} end

-- written is a direct text as it was queued.
local function written(entry)
  local id, accepted, body = entry:match('^(%d+)|(%d+)|(.*)$')
  local d, number = cjson.decode(body), name:sub(2)
  local ref = 'd' .. id .. '.' .. (redis.call('HGET', numbers, number) or '0')
  return {ref, number, d.k, d.b, d.m and cjson.encode(d.m) or '', d.g}, d.q
end

local function direct(entry)
  local job, patient = written(entry)
  if redis.call('SISMEMBER', banned, job[2]) == 1 then return nil end
  if job[3] ~= 'opt-out' and redis.call('SISMEMBER', optout, job[2]) == 1 then return nil end
  return job, patient
end

-- logged reads an entry of the log that may still be sent.
local function logged(entry)
  local found = redis.call('XRANGE', log, entry .. '-0', entry .. '-0')
  if not found[1] then return nil end
  local e, flat = {}, found[1][2]
  for i = 1, #flat, 2 do e[flat[i]] = flat[i + 1] end
  return is_said(e) and e or nil
end

-- held reads an entry of the log, if the member may still get it.
local function held(entry)
  local id, e = name:sub(2), logged(entry)
  if not e or not receives(id) then return nil end
  if e.a and redis.call('SISMEMBER', muters_of .. e.a, id) == 1 then return nil end
  return e
end

-- aloft_already gives what this claim has begun: nobody else can have been told of it, and
-- the caller was not, or it would not ask. It is nothing if the author has left meanwhile.
local function aloft_already()
  local entries = redis.call('LRANGE', line_of .. name, 0, tonumber(s[7] or 1) - 1)
  local job
  if name:sub(1, 1) == 'd' then
    job = written(entries[1])
  else
    local bodies, first = {}, nil
    for i, seq in ipairs(entries) do
      local e = logged(seq)
      if not e then return nil end
      bodies[i], first = e.b or '', first or e
    end
    job = {nil, phone(name:sub(2)) or '', first.k, table.concat(bodies, '\n'), first.m or ''}
  end
  redis.call('ZADD', due_of(name), text(now + lease), name)
  return {'SEND', s[5], job[2], job[3], job[4], job[5], tonumber(s[9]), tonumber(s[3] or 0), tonumber(s[8]),
    tonumber(redis.call('HGET', meta, 'receivers') or 0)}
end

if s[2] then
  local again = aloft_already()
  if again then return again end
  redis.call('HDEL', me, 'state')
  if not s[6] then redis.call('HDEL', me, 'k', 'owed') end
end

-- gather gives what may be sent of the first n entries and drops the rest of them.
local function gather(n)
  local seqs, entries = {}, {}
  for i, seq in ipairs(redis.call('LRANGE', line_of .. name, 0, n - 1)) do
    local e = held(seq)
    if e then
      seqs[#seqs + 1], entries[#entries + 1] = seq, e
    else
      redis.call('LREM', line_of .. name, 1, seq)
      redis.call('HINCRBY', stats, 'dropped', 1)
      -- What was tried with it is gone with it.
      if i == 1 and not s[6] then redis.call('HDEL', me, 'n', 'first', 'ref', 'fixed', 'k') s = {token} end
    end
  end
  return seqs, entries
end

-- How many of the entries may share one text: a picture goes alone.
local function company(entries)
  for i, e in ipairs(entries) do
    if e.m and e.m ~= '' then return math.max(i - 1, 1) end
  end
  return #entries
end

-- several gives the job of a held line, or what may be joined for the caller to choose
-- from, or nothing if all was dropped.
local function several()
  local most = tonumber(join)
  if s[6] then most = tonumber(s[7] or 1) elseif plan ~= '' then most = select(2, plan:gsub('_', '')) + 1 end
  local seqs, entries = gather(most)
  local n = company(entries)
  if n == 0 then
    if s[6] then
      redis.call('DEL', me)
      redis.call('HSET', me, 'token', token)
      s = {token}
    end
    return nil
  end
  if s[6] then redis.call('HSET', me, 'k', n) end
  local bodies, owed = {}, 0
  for i = 1, n do
    bodies[i] = entries[i].b or ''
    owed = owed + entries[i].g
  end
  local planned = table.concat(seqs, '_', 1, n)
  if n > 1 and planned ~= plan then return nil, {'JOIN', {unpack(seqs, 1, n)}, bodies} end
  local first = entries[1]
  return {'b' .. planned .. '.' .. name:sub(2), phone(name:sub(2)), first.k,
    table.concat(bodies, '\n'), first.m or '', n > 1 and tonumber(segments) or tonumber(first.g), n, owed}
end

local function expired()
  local first = tonumber(s[4] or 0)
  return first > 0 and now - first > tonumber(validity)
end

local function send(job)
  local allowed, open_at, due = gate_admit(now, job[6], 1, name:sub(1, 1) == 'd')
  if allowed < 1 then
    open_at = math.min(open_at, now + 5000000)
    line_wait(name, due or open_at)
    return {'WAIT', math.max(open_at - now, 1)}
  end
  gate_charge(now, job[6], tonumber(lease))
  redis.call('HSET', me, 'state', 'fly', 'ref', job[1], 'at', text(now), 'g', job[6])
  if job[7] then redis.call('HSET', me, 'k', job[7], 'owed', job[8]) end
  redis.call('ZADD', due_of(name), text(now + lease), name)
  return {'SEND', job[1], job[2], job[3], job[4], job[5], job[6], tonumber(s[3] or 0), now,
    tonumber(redis.call('HGET', meta, 'receivers') or 0)}
end

-- Keeps the claim for the next entry after one has ended.
local function go_on()
  s = {token}
  if redis.call('EXISTS', line_of .. name) == 1 then
    redis.call('HSET', me, 'token', token)
    redis.call('ZADD', due_of(name), text(now + lease), name)
  end
end

-- drop ends the first text without a send, as a dead letter if it could still be sent.
local function drop(job)
  if job then
    bury(job, name, line_item(name), '0', 'expired', s[3] or '0')
  else
    redis.call('HINCRBY', stats, 'dropped', line_count(name))
  end
  line_next(name, now)
  go_on()
end

local function night(id) return id and quiet_till(redis.call('HGET', quiet, id), now) end

-- put_by takes the first direct text out of the way of those that do not wait. What was in
-- doubt stays, so that a late proof finds it: the phone may have it already.
local function put_by(entry, till)
  redis.call('LPOP', line_of .. name)
  redis.call('DEL', me)
  redis.call('RPUSH', line_of .. 'n' .. name:sub(2), entry)
  redis.call('ZADD', due_quiet, text(till), 'n' .. name:sub(2))
  go_on()
end

local function next_direct(entry)
  local job, patient = direct(entry)
  if patient and not s[6] then
    local till = night(redis.call('HGET', numbers, name:sub(2)))
    if till then return put_by(entry, till) end
    -- The night has ended since the claim, and what came in it goes first.
    local before = 'n' .. name:sub(2)
    if not s[4] and redis.call('EXISTS', line_of .. before) == 1 then return night_over(before, now, now) end
  end
  if job and not expired() then return job end
  drop(job and job[1])
end

-- aloft: the lane still has a text to this member in flight, which comes first.
local function aloft()
  local id = name:sub(2)
  local fly = redis.call('HGET', lane_of .. math.floor((id - 1) / 512), 'fly')
  return fly and (',' .. fly .. ','):find(',' .. id .. ',', 1, true)
end

-- sleep lets a held line wait, all of it.
local function sleep(till)
  local segments = 0
  for _, seq in ipairs(redis.call('LRANGE', line_of .. name, 0, -1)) do
    local e = logged(seq)
    segments = segments + (e and e.g or 0)
  end
  line_wait(name, till)
  redis.call('HDEL', me, 'first')
  redis.call('ZREM', due_held, name)
  night_begins(name, till, segments)
  return {'WAIT', till - now}
end

local function next_held(entry)
  if aloft() then
    line_wait(name, now + 1000000)
    return nil, {'WAIT', 1000000}
  end
  local till = night(name:sub(2))
  if till then return nil, sleep(till) end
  if not expired() then return several() end
  drop((s[6] or held(entry)) and (s[6] and s[5] or 'b' .. entry .. '.' .. name:sub(2)))
end

for _ = 1, 64 do
  local entry = redis.call('LINDEX', line_of .. name, 0)
  if not entry then
    line_next(name, now)
    return {'IDLE'}
  end
  local sid = tonumber(s[3] or 0) > 0 and s[5] and proof(s[5])
  if sid then
    redis.call('HINCRBY', stats, 'proved', 1)
    line_taken(name, s[5], sid, now)
    go_on()
  else
    local job, choice = (name:sub(1, 1) == 'd' and next_direct or next_held)(entry)
    if choice then return choice end
    if job then return send(job) end
  end
end
return {'MORE'}
