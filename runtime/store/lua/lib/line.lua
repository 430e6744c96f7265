-- A line is one phone's queue: "d<number>" of direct texts, "h<member>" of what a
-- member off the lane still has to get, "n<number>" of direct texts that wait for the
-- end of quiet hours. Its first entry is waiting (in due_direct or due_held; in due_quiet
-- while the member has quiet hours), in flight (in due_direct or due_held, scored with the
-- end of the lease) or in doubt (in due_look, whatever the hour). It is in exactly one of
-- these sets, or it does not exist.

local function due_of(name)
  if name:sub(1, 1) == 'd' then return due_direct end
  return due_held
end

-- A held member's text may join several entries. line_count is of how many the text
-- consists that is in flight, in doubt or to be tried again as it was.
local function line_count(name)
  return tonumber(redis.call('HGET', state_of .. name, 'k') or 1)
end

-- line_item is the first text as letters keep it: an entry, or Seqs with _ between them.
local function line_item(name)
  return table.concat(redis.call('LRANGE', line_of .. name, 0, line_count(name) - 1), '_')
end

-- backlog_paid takes from the backlog what need not be sent any more; without lanes and
-- held lines there is none.
local function backlog_paid(owed)
  if redis.call('ZCARD', due_lane) + redis.call('ZCARD', due_held) == 0 then
    redis.call('HDEL', meta, 'backlog')
  elseif tonumber(owed or 0) > 0 then
    redis.call('HINCRBY', meta, 'backlog', 0 - owed)
  end
end

-- line_next ends the first text and makes the next entry due, or ends the line: then a
-- held member is back on the lane.
local function line_next(name, now)
  local owed = redis.call('HGET', state_of .. name, 'owed')
  redis.call('LPOP', line_of .. name, line_count(name))
  redis.call('DEL', state_of .. name)
  redis.call('ZREM', due_look, name)
  if redis.call('EXISTS', line_of .. name) == 1 then
    redis.call('ZADD', due_of(name), text(now), name)
  else
    redis.call('ZREM', due_of(name), name)
    if name:sub(1, 1) == 'h' then redis.call('SREM', off, name:sub(2)) end
  end
  if name:sub(1, 1) == 'h' then backlog_paid(owed) end
end

-- line_wait lets the first entry be tried again. What was never in doubt may be joined
-- anew by then; what was stays as it is, so that a late proof still fits.
local function line_wait(name, due)
  redis.call('HDEL', state_of .. name, 'token', 'state', 'looks')
  if redis.call('HEXISTS', state_of .. name, 'fixed') == 0 then redis.call('HDEL', state_of .. name, 'k', 'owed') end
  redis.call('ZREM', due_look, name)
  redis.call('ZADD', due_of(name), text(due), name)
end

-- line_taken ends the first entry as accepted by the carrier. The text to who has left is
-- not kept for a final status: the number is to be forgotten.
local function line_taken(name, ref, sid, now)
  bind(now, {sid})
  local entry = redis.call('LINDEX', line_of .. name, 0)
  if name:sub(1, 1) == 'd' and not entry:find('"k":"farewell"', 1, true) then
    redis.call('HSET', turn('sent', sent0, sent1, now, 36000000000), ref, name .. '|' .. entry)
  end
  redis.call('HDEL', doubts, ref)
  redis.call('HINCRBY', stats, 'accepted', 1)
  line_next(name, now)
end

-- line_tried counts a try of the first entry that may have reached the carrier.
local function line_tried(name, at)
  redis.call('HSETNX', state_of .. name, 'first', at)
  return redis.call('HINCRBY', state_of .. name, 'n', 1)
end

-- line_doubt: nobody knows whether the first entry was taken. A callback may already
-- have told; otherwise it is looked for, never blindly sent again.
local function line_doubt(name, ref, now, due)
  redis.call('HINCRBY', stats, 'doubts', 1)
  local sid = proof(ref)
  if sid then
    redis.call('HINCRBY', stats, 'proved', 1)
    return line_taken(name, ref, sid, now)
  end
  redis.call('HSET', state_of .. name, 'state', 'doubt', 'ref', ref, 'fixed', '1')
  redis.call('HDEL', state_of .. name, 'token', 'looks')
  redis.call('ZREM', due_of(name), name)
  redis.call('ZADD', due_look, text(due), name)
  redis.call('HSET', doubts, ref, name)
end

-- take_off takes a member off the lane with the text that could not be sent there. The
-- loop guard may have put older ones on the line meanwhile; they have not been begun,
-- and what is in doubt has to go before them.
local function take_off(id, seq, at, tries, doubt)
  local name = 'h' .. id
  if doubt then redis.call('DEL', state_of .. name) end
  redis.call(doubt and 'LPUSH' or 'RPUSH', line_of .. name, seq)
  redis.call('SADD', off, id)
  redis.call('HSET', state_of .. name, 'at', text(at), 'first', text(at), 'n', tries)
  return name
end
