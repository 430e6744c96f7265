-- A line whose member has quiet hours waits in due_quiet for their end. What it holds is
-- no backlog until then, for nothing can be done about it: asleep has, by member, the
-- segments that count again in the morning.

-- night_begins lets a held line wait. It must be in no other set.
local function night_begins(name, till, segments)
  redis.call('ZADD', due_quiet, text(till), name)
  redis.call('HSET', asleep, name:sub(2), text(segments))
  backlog_paid(segments)
end

-- patient_over puts the direct texts that have waited back among those to the same phone,
-- before what came later. What is under way or has been tried stays the first.
local function patient_over(name, due)
  local line = 'd' .. name:sub(2)
  local waits = redis.call('EXISTS', line_of .. line) == 1
  local s = redis.call('HMGET', state_of .. line, 'state', 'first')
  local tried = waits and (s[1] or s[2]) and redis.call('LPOP', line_of .. line)
  local list = redis.call('LRANGE', line_of .. name, 0, -1)
  for i = #list, 1, -1 do redis.call('LPUSH', line_of .. line, list[i]) end
  if tried then redis.call('LPUSH', line_of .. line, tried) end
  redis.call('DEL', line_of .. name)
  if not waits and #list > 0 then redis.call('ZADD', due_direct, text(due), line) end
end

-- night_over lets a line go on, and keeps when: what waited is no older than that.
local function night_over(name, due, now)
  redis.call('ZREM', due_quiet, name)
  if name:sub(1, 1) == 'n' then return patient_over(name, due) end
  local id = name:sub(2)
  redis.call('ZADD', due_held, text(due), name)
  local segments = redis.call('HGET', asleep, id)
  if segments then
    redis.call('HDEL', asleep, id)
    redis.call('HINCRBY', meta, 'backlog', segments)
  end
  if redis.call('EXISTS', member_of .. id) == 1 then redis.call('HSET', member_of .. id, 'w', text(now)) end
end
