#!lua
-- receipt takes what the carrier told about texts that it took. A receipt with our ref
-- proves the send, whether or not the send's own answer ever came. Only a final status
-- counts, once; so doubled and disordered receipts do no harm.
-- KEYS meta log active phones addresses numbers optout consent due_lane due_held due_direct due_look due_quiet due_chore asleep off lane_of line_of state_of member_of doubts gate failed stats proof0 proof1 bound0 bound1 final0 final1 sent0 sent1 departed key
-- ARGV receipts
-- Include clock hidden turn bind line night pause dead phone receives seat affect rest
-- receipts is a JSON list of ref, sid, to, final, ok, code, reason, effect; from the
-- carrier's list, where there is no ref, also item: the text as a direct line keeps it. rest is
-- how long the loop guard wants the member left alone: messages that it stopped are not
-- dead but go back to the member's line. pause (with why) or cap hold the whole room back.
-- Returns the number of final statuses that were new
-- Cost O(receipts)

local now = clock()
local fresh = 0

-- What ended is no proof of the try that may have followed.
local function ended(sid)
  return redis.call('SISMEMBER', final0, sid) == 1 or redis.call('SISMEMBER', final1, sid) == 1
end

local function prove(r)
  bind(now, {r.sid})
  if ended(r.sid) then return end
  local name = redis.call('HGET', doubts, r.ref)
  if name and redis.call('HGET', state_of .. name, 'ref') == r.ref then
    redis.call('HINCRBY', stats, 'proved', 1)
    line_taken(name, r.ref, r.sid, now)
    return
  end
  -- A text that is to be sent again in the morning is kept longer than the proof would be.
  name = r.ref:match('^b[%d_]+%.(%d+)$')
  name = name and 'h' .. name
  if name and redis.call('ZSCORE', due_quiet, name) then
    local s = redis.call('HMGET', state_of .. name, 'ref', 'fixed')
    if s[1] == r.ref and s[2] then
      redis.call('HINCRBY', stats, 'proved', 1)
      night_over(name, now, now)
      line_taken(name, r.ref, r.sid, now)
      return
    end
  end
  redis.call('HSET', turn('proof', proof0, proof1, now, 600000000), r.ref, r.sid)
end

-- has_left says whether a number of which a list tells was a member's who has left within a
-- day, and is to be forgotten.
local function has_left(number)
  return redis.call('HEXISTS', numbers, number) == 0 and redis.call('ZSCORE', departed, hidden(number))
end

-- A text that was taken and never arrived: the member's id and number, and what it was.
local function about(r)
  if r.item ~= '' and has_left(r.to) then return '0', '', '' end
  local id = r.ref:match('%.(%d+)$') or (r.to ~= '' and redis.call('HGET', numbers, r.to)) or '0'
  if r.item ~= '' then return id, 'd' .. r.to, '0|' .. text(math.floor(now / 1000)) .. '|' .. r.item end
  if r.ref:sub(1, 1) == 'b' then return id, 'h' .. id, r.ref:match('^b([%d_]+)') end
  local kept = redis.call('HGET', sent0, r.ref) or redis.call('HGET', sent1, r.ref)
  if kept then return id, kept:match('^([^|]*)|(.*)$') end
  return id, id ~= '0' and 'h' .. id or '', ''
end

local learned = redis.call('HEXISTS', gate, 'learned') == 1

local function final(r)
  local new, old = turn('final', final0, final1, now, 36000000000)
  if redis.call('SISMEMBER', old, r.sid) == 1 or redis.call('SADD', new, r.sid) == 0 then return end
  fresh = fresh + 1
  local id, name, item = about(r)
  if r.ok then
    redis.call('HINCRBY', stats, 'delivered', 1)
    if r.ref:sub(1, 1) == 'd' then
      redis.call('HDEL', sent0, r.ref)
      redis.call('HDEL', sent1, r.ref)
    end
    if redis.call('HEXISTS', member_of .. id, 'x') == 1 then redis.call('HDEL', member_of .. id, 'x') end
    if learned then redis.call('HDEL', gate, 'learned') end
    learned = false
    return
  end
  if r.cap then pause_capped(now, r.cap) end
  if r.pause then
    pause_learned(now, r.pause, r.why)
    learned = true
  end
  redis.call('HINCRBY', stats, 'undelivered', 1)
  if r.rest and r.ref:sub(1, 1) == 'b' and rest(id, item, now, r.rest) then
    redis.call('HDEL', proof0, r.ref)
    redis.call('HDEL', proof1, r.ref)
    return
  end
  bury(r.ref ~= '' and r.ref or 'list.' .. id, name, item, r.code, r.reason, 1)
  local number = r.to ~= '' and r.to or phone(id)
  affect(id, number, r.effect)
end

for _, r in ipairs(cjson.decode(receipts)) do
  if r.ref ~= '' then prove(r) end
  if r.final then final(r) end
end
return fresh
