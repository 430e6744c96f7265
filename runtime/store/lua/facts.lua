#!lua flags=no-writes
-- facts reads what deciding about a text needs, at one moment.
-- KEYS meta numbers nicks optout banned phones addresses member_of number_of chats_of invite_of invitations strangers gate uses_of
-- ARGV from nicknames others budget calls
-- Include clock phone record pace
-- nicknames and others (numbers) are JSON lists, or empty; invitations are counted with
-- others alone. budget is 1 if what may be sent today matters, calls if the sender's uses of
-- custom commands do.
-- Returns {now, {rev, seq, members, admins, backlog, receivers, the last day of whose rest
-- admins know, topic, revision of the commands}, sender, chat texts in the last minute, invitations of the day, {one per
-- nickname}, {one per number}, {day, segments spent, end of
-- the carriers' cap, 1 if the intake is closed}, answers of the hour to people who are no members (for one of them),
-- {one "command SID" for each use in the last minute}}; a number is {member or false, opted
-- out, banned, {invited, told, rate, rest}}, a member is {ID, number, field, value …}
-- Cost O(nicknames + numbers)

local now = clock()

local function about(number)
  local times = redis.call('HMGET', number_of .. number, 'told', 'rate', 'rest')
  table.insert(times, 1, redis.call('HGET', invitations, number))
  return {
    record(redis.call('HGET', numbers, number), number),
    redis.call('SISMEMBER', optout, number),
    redis.call('SISMEMBER', banned, number),
    times,
  }
end

local function each(list, look)
  local found = {}
  if list == '' then return found end
  for i, word in ipairs(cjson.decode(list)) do found[i] = look(word) end
  return found
end

local sender = about(from)
local chats, invitations, answered, uses = 0, 0, 0, {}
if not sender[1] then
  answered = tonumber(redis.call('GET', strangers) or 0)
else
  local id = sender[1][1]
  if calls == '1' then uses = redis.call('ZRANGEBYSCORE', uses_of .. id, text(now - 60000000), text(now)) end
  chats = paced(times_of(id), now)
  if others ~= '' then
    invitations = redis.call('ZCOUNT', invite_of .. id, text(math.floor(now / 1000) - 86400000), text(math.floor(now / 1000)))
  end
end
return {
  now,
  redis.call('HMGET', meta, 'rev', 'seq', 'members', 'admins', 'backlog', 'receivers', 'rest', 'topic', 'commands'),
  sender,
  chats,
  invitations,
  each(nicknames, function(key) return record(redis.call('HGET', nicks, key)) end),
  each(others, about),
  budget == '1' and redis.call('HMGET', gate, 'day', 'spent', 'cap', 'closed') or {},
  answered,
  uses,
}
