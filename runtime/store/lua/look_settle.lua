#!lua flags=allow-oom
-- look_settle ends one look for a send in doubt.
-- KEYS meta numbers phones addresses due_lane due_held due_direct due_look off lane_of line_of state_of doubts failed parked stats proof0 proof1 bound0 bound1 sent0 sent1
-- ARGV name token outcome sids again limit park
-- Include clock turn bind line dead phone
-- outcome is looked or failed (the carrier's list could not be read); sids is a JSON
-- list of the texts that could be it, best first; again is the time to the second
-- look, in microseconds. After two empty looks the text is sent again, or kept in
-- parked if park is 1. A list that cannot be read tells nothing, so the text is looked
-- for again, but not for ever: after 25 minutes a person has to decide. That is sooner
-- than bind forgets. A text that nobody knows yet may be another one to the same phone that
-- is in flight, so nothing is concluded before that one has landed.
-- Returns FOUND | AGAIN | RESEND | PARKED | DEAD | STALE
-- Cost O(candidates)

local now = clock()
local me = state_of .. name
local s = redis.call('HMGET', me, 'token', 'state', 'ref', 'looks', 'n', 'at')
if s[1] ~= token or s[2] ~= 'doubt' then return 'STALE' end
local ref, tries = s[3], tonumber(s[5] or 0)

local function look_again(looks)
  redis.call('HSET', me, 'looks', looks)
  redis.call('HDEL', me, 'token')
  redis.call('ZADD', due_look, text(now + again), name)
  return 'AGAIN'
end

-- another says whether something else is in flight to the phone: from its other line, or
-- from the member's lane.
local function another()
  local direct, rest = name:sub(1, 1) == 'd', name:sub(2)
  local id = direct and redis.call('HGET', numbers, rest) or not direct and rest
  if not id then return false end
  local line = direct and 'h' .. id or 'd' .. (phone(id) or '')
  if redis.call('HGET', state_of .. line, 'state') == 'fly' then return true end
  local fly = redis.call('HGET', lane_of .. math.floor((id - 1) / 512), 'fly') or ''
  return (',' .. fly .. ','):find(',' .. id .. ',', 1, true) ~= nil
end

local sid = proof(ref)
if not sid then
  for _, one in ipairs(cjson.decode(sids)) do
    if not sid and not is_bound(one) then sid = one end
  end
  if sid and another() then return look_again(s[4] or 0) end
end
if sid then
  redis.call('HINCRBY', stats, 'found', 1)
  line_taken(name, ref, sid, now)
  return 'FOUND'
end
local looks = tonumber(s[4] or 0)
local blind = outcome == 'failed'
if blind and now - tonumber(s[6]) < 1500000000 then return look_again(looks) end
if not blind and looks < 1 then return look_again(looks + 1) end

redis.call('HDEL', doubts, ref)
local entry = line_item(name)
if park == '1' or blind then
  redis.call('XADD', parked, '*', 'ref', ref, 'line', name, 'item', entry, 'code', '0',
    'reason', blind and 'in doubt, and the list cannot be read' or 'in doubt', 'tries', tries)
  redis.call('HINCRBY', stats, 'parked', 1)
  line_next(name, now)
  return 'PARKED'
end
if tries >= tonumber(limit) then
  bury(ref, name, entry, '0', 'in doubt too often', tries)
  line_next(name, now)
  return 'DEAD'
end
redis.call('HINCRBY', stats, 'resent', 1)
line_wait(name, now)
return 'RESEND'
