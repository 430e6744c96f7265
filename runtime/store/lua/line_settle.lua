#!lua flags=allow-oom
-- line_settle ends the send of a line's first entry.
-- KEYS meta active phones addresses optout consent due_lane due_held due_direct due_look due_chore off lane_of line_of state_of member_of doubts gate failed stats proof0 proof1 bound0 bound1 sent0 sent1
-- ARGV name token grace limit sweep result
-- Include clock turn bind line pause dead phone seat affect
-- result is JSON: do (taken, retry: was not sent, again: refused for now, doubt, dead),
-- sid, segments and more as in settle, code, reason, effect, delay, pause (or absent), why. limit ends an entry that was
-- tried so many times.
-- Returns OK | STALE
-- Cost O(1)

local now = clock()
local me = state_of .. name
local s = redis.call('HMGET', me, 'token', 'state', 'n', 'first', 'ref', 'at')
if s[1] ~= token or s[2] ~= 'fly' then return 'STALE' end

local r = cjson.decode(result)
local ref, tries = s[5], tonumber(s[3] or 0)

local function finish()
  local id = ref:match('%.(%d+)$')
  local number = name:sub(1, 1) == 'd' and name:sub(2) or phone(id)
  bury(ref, name, line_item(name), r.code, r.reason, tries)
  affect(id, number, r.effect)
  line_next(name, now)
end

local function tried() tries = line_tried(name, s[6]) end

local answered = r['do'] == 'taken' or r['do'] == 'dead' or r['do'] == 'again'
pause_told(now, s[6], r, answered, false)
if tonumber(sweep) > 0 then redis.call('ZADD', due_chore, 'NX', text(now + sweep), 'sweep') end

if r['do'] == 'taken' then
  redis.call('HINCRBY', stats, 'segments', r.segments + (r.more or 0))
  if r.more then redis.call('HINCRBY', gate, 'spent', r.more) end
  line_taken(name, ref, r.sid, now)
elseif r['do'] == 'retry' then
  redis.call('HSETNX', me, 'first', s[6])
  line_wait(name, now + r.delay)
elseif r['do'] == 'doubt' then
  tried()
  line_doubt(name, ref, now, now + grace)
else
  tried()
  if r['do'] == 'again' and tries < tonumber(limit) then
    line_wait(name, now + r.delay)
  else
    finish()
  end
end
return 'OK'
