#!lua
-- signin_ask keeps what a browser may sign in with, and queues the text that brings the code.
-- KEYS meta member_of signin_of tries_of line_of due_direct wake
-- ARGV id member code client line item window perclient intotal permember perday ttl most
-- Include clock enqueue
-- id and code are hashed. member is 0 if nobody may sign in by what was typed: then there is
-- a code all the same, which nobody is told, so that a stranger sees no difference; so there
-- is for an admin who was sent enough of them. Times are in milliseconds.
-- Returns 1 | 0: this client, or all together, have asked too often; nothing is kept
-- Cost O(1)

local function count(what, within, limit)
  local n = redis.call('INCR', tries_of .. what)
  if n == 1 then redis.call('PEXPIRE', tries_of .. what, within) end
  return n <= tonumber(limit)
end

local ours, all = count('ask:' .. client, window, perclient), count('asks', window, intotal)
if not (ours and all) then return 0 end

local known = member ~= '0' and redis.call('HGET', member_of .. member, 'd') == '1'
if known then
  local few, today = count('ask:m' .. member, window, permember), count('day:m' .. member, 86400000, perday)
  known = few and today
end
redis.call('HSET', signin_of .. id, 'm', known and member or '0', 'c', code, 'n', most)
redis.call('PEXPIRE', signin_of .. id, ttl)
if known and enqueue(line, item, clock()) > 0 then redis.call('PUBLISH', wake, 'work') end
return 1
