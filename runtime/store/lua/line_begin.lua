#!lua
-- line_begin starts the first entry of a line, dropping those that must not be sent
-- any more: the number opted out, the member stopped, muted the author or left; and
-- those that a callback has proved since they were last tried.
-- KEYS meta log numbers ids active optout banned due_direct due_held due_look off line_of state_of muters_of doubts gate failed stats proof0 proof1 bound0 bound1 sent0 sent1
-- ARGV name token lease validity rate slack budget day dayend
-- Include clock turn gate bind dead line
-- validity, in microseconds, ends an entry so long after it was first tried, whether or
-- not the carrier could be reached.
-- Returns {STALE} | {IDLE} | {MORE} (call again) | {WAIT, microseconds} (line handed back)
-- | {SEND, ref, number, kind, body, media, segments, tries before, started, audience}
-- Cost O(entries dropped)

local now = clock()
local me = state_of .. name
local s = redis.call('HMGET', me, 'token', 'state', 'n', 'first', 'ref')
if s[1] ~= token or s[2] then return {'STALE'} end

local function direct(entry)
  local number = name:sub(2)
  local id, accepted, body = entry:match('^(%d+)|(%d+)|(.*)$')
  local d = cjson.decode(body)
  local ref = 'd' .. id .. '.' .. (redis.call('HGET', numbers, number) or '0')
  if redis.call('SISMEMBER', banned, number) == 1 then return nil end
  if d.k ~= 'opt-out' and redis.call('SISMEMBER', optout, number) == 1 then return nil end
  return {ref, number, d.k, d.b, d.m and cjson.encode(d.m) or '', d.g}
end

local function held(entry)
  local id = name:sub(2)
  local found = redis.call('XRANGE', log, entry .. '-0', entry .. '-0')
  local number = redis.call('HGET', ids, id)
  if not found[1] or not number or not redis.call('ZSCORE', active, id) then return nil end
  local e, flat = {}, found[1][2]
  for i = 1, #flat, 2 do e[flat[i]] = flat[i + 1] end
  if e.a and redis.call('SISMEMBER', muters_of .. e.a, id) == 1 then return nil end
  return {'b' .. entry .. '.' .. id, number, e.k, e.b or '', e.m or '', tonumber(e.g)}
end

local function expired()
  local first = tonumber(s[4] or 0)
  return first > 0 and now - first > tonumber(validity)
end

local function send(job)
  local allowed, open_at = gate_admit(now, job[6], 1)
  if allowed < 1 then
    open_at = math.min(open_at, now + 5000000)
    line_wait(name, open_at)
    return {'WAIT', math.max(open_at - now, 1)}
  end
  gate_charge(now, job[6], tonumber(lease))
  redis.call('HSET', me, 'state', 'fly', 'ref', job[1], 'at', text(now))
  redis.call('ZADD', due_of(name), text(now + lease), name)
  return {'SEND', job[1], job[2], job[3], job[4], job[5], job[6], tonumber(s[3] or 0), now,
    redis.call('ZCARD', active)}
end

-- Keeps the claim for the next entry after one has ended.
local function go_on()
  s = {token}
  if redis.call('EXISTS', line_of .. name) == 1 then
    redis.call('HSET', me, 'token', token)
    redis.call('ZADD', due_of(name), text(now + lease), name)
  end
end

for _ = 1, 64 do
  local entry = redis.call('LINDEX', line_of .. name, 0)
  if not entry then
    line_next(name, now)
    return {'IDLE'}
  end
  local job = (name:sub(1, 1) == 'd' and direct or held)(entry)
  local sid = job and tonumber(s[3] or 0) > 0 and proof(job[1])
  if job and not sid and not expired() then return send(job) end
  if sid then
    redis.call('HINCRBY', stats, 'proved', 1)
    line_taken(name, job[1], sid, now)
  elseif job then
    bury(job[1], name, entry, '0', 'expired', s[3] or '0')
    line_next(name, now)
  else
    redis.call('HINCRBY', stats, 'dropped', 1)
    line_next(name, now)
  end
  go_on()
end
return {'MORE'}
