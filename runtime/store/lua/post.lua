#!lua
-- post does what commit does for plain texts, which go to the room and do nothing else: for
-- those of many members at once, each whole and once if what it rests on holds.
-- KEYS meta seen0 seen1 numbers active optout banned log due_lane gate member_of last_of chats_of wake
-- ARGV texts
-- Include clock turn say pace
-- texts is MessagePack: a list of {sid, from, sender, nickname, city, state, country,
-- chats, spent, backlog, segments, fields, ruled, parts}. sender is a member ID; the next four are
-- what the member's record has to say. The sender's texts of the last minute have to be
-- fewer than chats, the segments of the last day on which something was sent fewer than
-- spent, without a cap of the carriers' in force or a closed intake, and those to be sent,
-- with segments for everyone, fewer than backlog; 0 is no bound. Who has no bound of chats is
-- not counted. ruled is what rules have seen of the record: "messages admin private", or nothing.
-- fields and parts are as in commit.
-- Returns for each text its first Seq | DUPLICATE | CONFLICT
-- Cost O(lanes + texts)

local DAYS2 = 172800000000

local now = clock()
local m = redis.call('HMGET', meta, 'seen', 'seen_turn', 'seq', 'member', 'receivers', 'backlog')
local new, old = turn('seen', seen0, seen1, now, DAYS2, m)
local seq, top = tonumber(m[3] or 0), tonumber(m[4] or 0)
local receivers, owed = tonumber(m[5] or 0), tonumber(m[6] or 0)

local list = cmsgpack.unpack(texts)
local sids, froms, seats = {}, {}, {}
for i, t in ipairs(list) do
  sids[i], froms[i] = t[1], t[2]
  local n = 3 * i
  seats[n - 2], seats[n - 1], seats[n] = 'GET', 'u1', t[3] - 1
end
local seen_before = redis.call('SMISMEMBER', old, unpack(sids))
local seen = redis.call('SMISMEMBER', new, unpack(sids))
local ids = redis.call('HMGET', numbers, unpack(froms))
local receives = redis.call('BITFIELD_RO', active, unpack(seats))
local stopped = redis.call('SMISMEMBER', optout, unpack(froms))
local unheard = redis.call('SMISMEMBER', banned, unpack(froms))

local g = redis.call('HMGET', gate, 'spent', 'cap', 'closed')
local closed = g[3]
local spent_so_far, capped = tonumber(g[1] or 0), tonumber(g[2] or 0) > now

local function is_spent(limit) return capped or limit > 0 and spent_so_far >= limit end

local function is_fast(times, limit) return times and #times >= limit * TIME and paced(times, now) >= limit end

local function is_known(sender, nickname, city, state, country)
  local r = redis.call('HMGET', member_of .. sender, 'n', 'c', 'r', 'y', 'z')
  return r[1] == nickname and (r[2] or '') == city and (r[3] or '') == state and (r[4] or '') == country and
    tonumber(r[5] or 0) * 1000 <= now
end

local function is_ruled(sender, ruled)
  if ruled == '' then return true end
  local r = redis.call('HMGET', member_of .. sender, 'm', 'd', 'p')
  return (r[1] or '0') .. ' ' .. (r[2] or '0') .. ' ' .. (r[3] or '0') == ruled
end

local high, at = text(top), text(math.floor(now / 1000))
local replies, took, lasts, first = {}, {}, {}, seq + 1

local function post(i, sid, _, sender, nickname, city, state, country, chats, spent, backlog, segments, fields, ruled, parts)
  local times = chats > 0 and times_of(sender)
  if closed or ids[i] ~= sender or receives[i] ~= 1 or stopped[i] == 1 or unheard[i] == 1 or is_spent(spent) or
    backlog > 0 and owed + receivers * segments >= backlog or
    is_fast(times, chats) or not is_known(sender, nickname, city, state, country) or
    not is_ruled(sender, ruled) then
    return 'CONFLICT'
  end
  if seen_before[i] == 1 or seen[i] == 1 or took[sid] then return 'DUPLICATE' end
  took[sid], took[#took + 1] = true, sid
  local start, more = seq + 1
  seq, more = say(parts, seq, high, receivers, at, fields)
  owed = owed + more
  redis.call('HINCRBY', member_of .. sender, 'm', 1)
  if times then pace(sender, times, now) end
  local lane = math.floor((sender - 1) / 512)
  local last = lasts[lane] or {}
  last[#last + 1] = sender
  last[#last + 1] = fields
  lasts[lane] = last
  return start
end

for i, t in ipairs(list) do replies[i] = post(i, unpack(t)) end
if seq < first then return replies end
redis.call('SADD', new, unpack(took))
for lane, last in pairs(lasts) do redis.call('HSET', last_of .. lane, unpack(last)) end
if said(seq, owed, top, now) > 0 then redis.call('PUBLISH', wake, 'work') end
return replies
