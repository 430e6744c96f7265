#!lua
-- commit does all that one inbound text does, whole and once.
-- KEYS meta seen0 seen1 numbers active log consent due_lane due_direct due_held due_look due_quiet due_chore quiet asleep off doubts lane_of line_of state_of member_of last_of mutes_of muters_of number_of chats_of invite_of invitations reactions_of banned bans leaving departed names key due_call call_of uses_of wake
-- ARGV sid from sender rev work fields
-- Include clock turn seat say pace enqueue react hidden leave
-- sender is the member ID that the decision was made for, 0 for a stranger; rev is the
-- membership revision it rests on, empty if it rests on none. work is JSON: ops
-- (Redis commands, MUTE, REACT, LEAVE, UNBAN and NAME), seats (members whose flags changed), bump, pace (who
-- chats), parts (log entries), lines (direct texts), calls (of services), uses (what of custom
-- commands counts for the sender's rate, and the most in a minute), done (the call that this
-- answers; it is a duplicate without it); what is empty may be absent. fields is
-- what came with the text; it is apart from work, where it would be escaped and read anew.
-- Returns {OK, first Seq} | {DUPLICATE} | {CONFLICT}
-- Cost O(lanes + ops + parts + lines)

local DAYS2 = 172800000000

local now = clock()
local m = redis.call('HMGET', meta, 'seen', 'seen_turn', 'rev', 'seq', 'member', 'receivers', 'backlog')
local new, old = turn('seen', seen0, seen1, now, DAYS2, m)
if redis.call('SISMEMBER', old, sid) == 1 or redis.call('SADD', new, sid) == 0 then
  return {'DUPLICATE'}
end
if (redis.call('HGET', numbers, from) or '0') ~= sender or rev ~= '' and (m[3] or '0') ~= rev then
  redis.call('SREM', new, sid)
  return {'CONFLICT'}
end

local todo = cjson.decode(work)
if todo.done and redis.call('EXISTS', call_of .. todo.done) == 0 then return {'DUPLICATE'} end

-- used_up says whether the sender has used a custom command as often as it may in a minute.
local function used_up(use)
  local used = 0
  for _, one in ipairs(redis.call('ZRANGEBYSCORE', uses_of .. sender, text(now - 60000000), text(now))) do
    if one:match('^%S+') == use.command then used = used + 1 end
  end
  return used >= use.most
end

for _, use in ipairs(todo.uses or {}) do
  if used_up(use) then
    redis.call('SREM', new, sid)
    return {'CONFLICT'}
  end
end

local seq, top = tonumber(m[4] or 0), tonumber(m[5] or 0)
local woken, first = 0, 0

-- MUTE keeps from which Seq to which a member's chat was muted, so that #resend can
-- tell what was addressed to whom; the sixteen latest spans are enough for that.
local function mute(by, of, on)
  redis.call(on == '1' and 'SADD' or 'SREM', muters_of .. of, by)
  local spans = redis.call('HGET', mutes_of .. by, of) or ''
  local open = spans:sub(-1) == '-'
  if on == '1' and not open then
    spans = spans .. (spans == '' and '' or ',') .. text(seq + 1) .. '-'
  elseif on == '0' and open then
    spans = spans .. text(seq)
  end
  local _, count = spans:gsub('-', '-')
  if count > 16 then spans = spans:gsub('^[^,]*,', '') end
  redis.call('HSET', mutes_of .. by, of, spans)
end

-- packed_sid is a MessageSid in 18 bytes, as packed fields have it: consent records stay for
-- good, one for each member at least.
local function packed_sid()
  if #sid ~= 34 or sid:find('[^0-9a-f]', 3) then return sid end
  return sid:sub(1, 2) .. sid:sub(3):gsub('..', function(digits) return string.char(tonumber(digits, 16)) end)
end

local function fill(word)
  if word == '\31seq' then return text(seq) end
  if word == '\31now' then return text(math.floor(now / 1000)) end
  if word == '\31fields' then return fields end
  if word == '\31sid' then return packed_sid() end
  return word
end

local function unban(number)
  redis.call('SREM', banned, number)
  local all = redis.call('HGETALL', bans)
  for i = 1, #all, 2 do
    if all[i + 1] == number then redis.call('HDEL', bans, all[i]) end
  end
end

-- NAME keeps the index of nicknames up, where somebody uses it.
local function name(nick)
  if redis.call('EXISTS', names) == 1 then redis.call('ZADD', names, 0, nick) end
end

local left = false

local function apply(op)
  if op[1] == 'MUTE' then return mute(op[2], op[3], op[4]) end
  if op[1] == 'REACT' then
    woken = woken + react(op[2], op[3], op[4], tonumber(op[5]), tonumber(op[6]), now)
    return
  end
  if op[1] == 'UNBAN' then return unban(op[2]) end
  if op[1] == 'NAME' then return name(op[2]) end
  if op[1] == 'LEAVE' then
    left = true
    return leave(op[2], op[3], op[4], seq, now)
  end
  for i = 2, #op do op[i] = fill(op[i]) end
  redis.call(unpack(op))
end

-- A lane that a join has opened begins behind what is accepted already.
local function open_lanes()
  local joined = tonumber(redis.call('HGET', meta, 'member') or 0)
  for n = math.ceil(top / 512), math.ceil(joined / 512) - 1 do
    redis.call('HSETNX', lane_of .. n, 'pos', text(seq + 1))
  end
end

if sender ~= '0' then redis.call('HSET', last_of .. math.floor((sender - 1) / 512), sender, fields) end
for _, op in ipairs(todo.ops or {}) do apply(op) end
for _, id in ipairs(todo.seats or {}) do seat(id) end
if todo.bump then
  redis.call('HINCRBY', meta, 'rev', 1)
  open_lanes()
end
if todo.pace then
  redis.call('HINCRBY', member_of .. todo.pace, 'm', 1)
  pace(todo.pace, times_of(todo.pace), now)
end
if left then m = redis.call('HMGET', meta, 'seen', 'seen_turn', 'rev', 'seq', 'member', 'receivers', 'backlog') end
if todo.parts then
  first = seq + 1
  local last, owed = say(todo.parts, seq, text(top), tonumber(m[6] or 0), text(math.floor(now / 1000)), left and '' or fields)
  woken = woken + said(last, (tonumber(m[7]) or 0) + owed, top, now)
end
for i, use in ipairs(todo.uses or {}) do
  local key = uses_of .. sender
  redis.call('ZADD', key, text(now), use.command .. ' ' .. sid .. '.' .. i)
  redis.call('ZREMRANGEBYSCORE', key, '-inf', text(now - 60000000))
  redis.call('PEXPIRE', key, 60000)
end
for i, call in ipairs(todo.calls or {}) do
  local id = sid .. '.' .. i
  redis.call('HSET', call_of .. id, 'sid', sid, 'from', from, 'member', sender, 'at', text(math.floor(now / 1000)),
    'fields', fields, unpack(call))
  woken = woken + redis.call('ZADD', due_call, text(now), id)
end
if todo.done then
  redis.call('ZREM', due_call, todo.done)
  redis.call('DEL', call_of .. todo.done)
end
for _, line in ipairs(todo.lines or {}) do woken = woken + enqueue(line.name, line.item, now) end
if woken > 0 then redis.call('PUBLISH', wake, 'work') end
return {'OK', first}
