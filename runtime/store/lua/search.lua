#!lua
-- search finds members by the beginning of a nickname, or one by number.
-- KEYS meta nicks numbers phones addresses member_of names
-- ARGV number beginning after count step keep
-- Include phone record
-- The index is made a step at a time and kept for a while after the last search: a room in
-- which nobody searches does without it. While it is not whole, a nickname is found by the
-- whole of it alone. after is the nickname's key behind which to begin. What a nickname looks
-- like stands in nicks behind a space, and is none. Without number and beginning nothing is
-- looked for.
-- Returns {1 if the index is whole, key behind which there is more or empty, {members as in facts}, how many the room has}
-- Cost O(step) until the index is whole; O(count + log of members)

-- An empty name keeps the key of a room without members.
local function grow()
  local state = redis.call('EXISTS', names) == 1 and redis.call('HGET', meta, 'names')
  if state ~= 'whole' then
    redis.call('ZADD', names, 0, '')
    local part = redis.call('HSCAN', nicks, state or '0', 'COUNT', step)
    for i = 1, #part[2], 2 do
      local nick = part[2][i]
      if nick:sub(1, 1) ~= ' ' then redis.call('ZADD', names, 0, nick) end
    end
    state = part[1] == '0' and 'whole' or part[1]
    redis.call('HSET', meta, 'names', state)
  end
  redis.call('PEXPIRE', names, keep)
  return state == 'whole'
end

local found, more = {}, ''

local function add(id, phone_number)
  local fields = record(id, phone_number)
  if fields then found[#found + 1] = fields end
end

local function add_beginning()
  local from = after == '' and '[' .. beginning or '(' .. after
  local most = tonumber(count)
  local list = redis.call('ZRANGEBYLEX', names, from, '(' .. beginning .. '\255', 'LIMIT', 0, most + 1)
  for i = 1, math.min(#list, most) do add(redis.call('HGET', nicks, list[i])) end
  if #list > most then more = list[most] end
end

local whole = grow()
if number ~= '' then
  add(redis.call('HGET', numbers, number), number)
elseif beginning == '' then
  -- the index was all that was wanted
elseif whole then
  add_beginning()
else
  add(redis.call('HGET', nicks, beginning))
end
return {whole and 1 or 0, more, found, redis.call('HGET', meta, 'members')}
