#!lua flags=no-writes
-- facts reads what deciding about a text needs, at one moment.
-- KEYS meta numbers nicks active optout banned member_of number_of pace_of invite_of gate
-- ARGV from nicknames others
-- Include clock
-- nicknames and others (numbers) are JSON lists.
-- Returns {now, {rev, seq, members, admins, backlog}, receivers, sender, chat texts in
-- the last minute, invitations of the day, {one per nickname}, {one per number}, {{day,
-- segments spent}, the last day of whose rest admins know}}; a
-- number is {member or false, opted out, banned, {invited, told, rate, rest}}, a member is
-- {ID, field, value …}
-- Cost O(nicknames + numbers)

local now = clock()

local function member(id)
  if not id then return false end
  local fields = redis.call('HGETALL', member_of .. id)
  table.insert(fields, 1, id)
  return fields
end

local function about(number)
  return {
    member(redis.call('HGET', numbers, number)),
    redis.call('SISMEMBER', optout, number),
    redis.call('SISMEMBER', banned, number),
    redis.call('HMGET', number_of .. number, 'invited', 'told', 'rate', 'rest'),
  }
end

local function each(list, look)
  local found = {}
  for i, word in ipairs(cjson.decode(list)) do found[i] = look(word) end
  return found
end

local sender = about(from)
local id = sender[1] and sender[1][1] or '0'
return {
  now,
  redis.call('HMGET', meta, 'rev', 'seq', 'members', 'admins', 'backlog'),
  redis.call('ZCARD', active),
  sender,
  redis.call('ZCOUNT', pace_of .. id, text(now - 60000000), text(now)),
  redis.call('ZCOUNT', invite_of .. id, text(math.floor(now / 1000) - 86400000), text(math.floor(now / 1000))),
  each(nicknames, function(key) return member(redis.call('HGET', nicks, key)) end),
  each(others, about),
  {redis.call('HMGET', gate, 'day', 'spent'), redis.call('HGET', meta, 'rest')},
}
