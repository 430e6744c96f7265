#!lua flags=allow-oom
-- look_settle ends one look for a send in doubt.
-- KEYS meta due_lane due_held due_direct due_look off line_of state_of doubts failed parked stats proof0 proof1 bound0 bound1 sent0 sent1
-- ARGV name token outcome sids again limit park
-- Include clock turn bind line dead
-- outcome is looked or failed (the carrier's list could not be read); sids is a JSON
-- list of the texts that could be it, best first; again is the time to the second
-- look, in microseconds. After two empty looks the text is sent again, or kept in
-- parked if park is 1. A list that cannot be read tells nothing, so the text is looked
-- for again, but not for ever: after 25 minutes a person has to decide. That is sooner
-- than bind forgets.
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

local sid = proof(ref)
for _, one in ipairs(cjson.decode(sids)) do
  if not sid and not is_bound(one) then sid = one end
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
