-- leave takes away what is kept under a member's ID and number, at once. A text to the
-- member that is under way finds nothing to settle any more. What is kept elsewhere is left
-- to a chore, which is told where it ends: at the last consent and the last message before.
-- It comes when most is sent that is to be sent yet.
local function leave(id, number, nickname, seq, now)
  local function drop_line(name)
    local ref = redis.call('HGET', state_of .. name, 'ref')
    if ref then redis.call('HDEL', doubts, ref) end
    redis.call('DEL', line_of .. name, state_of .. name)
    for _, due in ipairs({due_held, due_look, due_quiet}) do redis.call('ZREM', due, name) end
  end
  drop_line('h' .. id)
  drop_line('n' .. number)
  redis.call('SREM', off, id)
  redis.call('HDEL', quiet, id)
  redis.call('HDEL', asleep, id)
  redis.call('HDEL', last_of .. math.floor((id - 1) / 512), id)
  redis.call('HDEL', invitations, number)
  for _, of in ipairs(redis.call('HKEYS', mutes_of .. id)) do redis.call('SREM', muters_of .. of, id) end
  for _, by in ipairs(redis.call('SMEMBERS', muters_of .. id)) do redis.call('HDEL', mutes_of .. by, id) end
  for _, call in ipairs(redis.call('ZRANGE', due_call, 0, -1)) do
    if redis.call('HGET', call_of .. call, 'member') == id then
      redis.call('ZREM', due_call, call)
      redis.call('DEL', call_of .. call)
    end
  end
  redis.call('DEL', uses_of .. id, member_of .. id, mutes_of .. id, muters_of .. id, chats_of .. id, invite_of .. id, number_of .. number)

  redis.call('ZREMRANGEBYSCORE', departed, '-inf', text(now - 86400000000))
  redis.call('ZADD', departed, text(now), hidden(number))
  redis.call('PEXPIRE', departed, 86400000)
  local last = redis.call('XREVRANGE', consent, '+', '-', 'COUNT', 1)
  redis.call('HSET', leaving, id, cjson.encode({number = number, nickname = nickname, seq = text(seq),
    consent = last[1] and last[1][1] or '0', at = text(math.floor(now / 1000))}))
  redis.call('ZADD', due_chore, text(now + 10000000), 'forget:' .. id)
  if redis.call('ZCARD', due_lane) + redis.call('ZCARD', due_held) == 0 then redis.call('HDEL', meta, 'backlog') end
end
