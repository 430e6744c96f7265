#!lua flags=allow-oom
-- empty drops what waits to be sent, and the calls of services that wait. What is in flight
-- or in doubt stays, for its outcome has still to be written down; a lane in flight skips the
-- rest when it settles.
-- KEYS meta due_lane due_direct due_held due_quiet due_call asleep off lane_of line_of state_of call_of
-- ARGV
-- Include clock
-- Returns how many messages (one per lane), texts and calls were dropped
-- Cost O(lanes + lines + calls)

local seq = tonumber(redis.call('HGET', meta, 'seq') or 0)
local dropped = 0

for _, n in ipairs(redis.call('ZRANGE', due_lane, 0, -1)) do
  local l = redis.call('HMGET', lane_of .. n, 'pos', 'fly')
  dropped = dropped + math.max(seq + 1 - tonumber(l[1] or 1), 0)
  if l[2] and l[2] ~= '' then
    redis.call('HSET', lane_of .. n, 'skip', text(seq))
  else
    redis.call('HSET', lane_of .. n, 'pos', text(seq + 1), 'cur', 0)
    redis.call('HDEL', lane_of .. n, 'token')
    redis.call('ZREM', due_lane, n)
  end
end

local function drop_lines(due)
  for _, name in ipairs(redis.call('ZRANGE', due, 0, -1)) do
    local line, keep = line_of .. name, 0
    local s = redis.call('HMGET', state_of .. name, 'state', 'k')
    if s[1] == 'fly' then keep = tonumber(s[2] or 1) end
    dropped = dropped + redis.call('LLEN', line) - keep
    redis.call('LTRIM', line, 0, keep - 1)
    if keep == 0 then
      redis.call('DEL', line, state_of .. name)
      redis.call('ZREM', due, name)
      if name:sub(1, 1) == 'h' then redis.call('SREM', off, name:sub(2)) end
    end
  end
end

-- A call is under way while the lease of who took it lasts.
local function drop_calls(now)
  local all = redis.call('ZRANGE', due_call, 0, -1, 'WITHSCORES')
  for i = 1, #all, 2 do
    local id = all[i]
    if tonumber(all[i + 1]) <= now or not redis.call('HGET', call_of .. id, 'token') then
      dropped = dropped + redis.call('DEL', call_of .. id)
      redis.call('ZREM', due_call, id)
    end
  end
end

drop_calls(clock())
drop_lines(due_direct)
drop_lines(due_held)
drop_lines(due_quiet)
redis.call('DEL', asleep)
redis.call('HDEL', meta, 'backlog')
return dropped
