-- next_wave begins a wave of a lane: who gets the message now, by the flags and mutes of
-- this very moment. Reads the arguments token, want, lease, yield, behind and those of the
-- gate; gives what begin returns.
local function next_wave(lane, wave, now)
  local me = lane_of .. lane
  local l = redis.call('HMGET', me, 'token', 'wave', 'pos', 'cur', 'fly', 'end', 'at')
  if l[1] ~= token then return {'STALE'} end

  local low = lane * 512
  local pos, cur = tonumber(l[3] or 1), math.max(tonumber(l[4] or 0), low)
  local room = redis.call('HMGET', meta, 'seq', 'receivers')
  local seq, audience = tonumber(room[1] or 0), tonumber(room[2] or 0)

  local function read(at)
    local found = redis.call('XRANGE', log, text(at) .. '-0', text(at) .. '-0')
    if not found[1] then return nil end
    local entry, flat = {}, found[1][2]
    for i = 1, #flat, 2 do entry[flat[i]] = flat[i + 1] end
    return is_said(entry) and entry or nil
  end

  local function wave_of(at, entry, list, started)
    local first, last = list:match('^%d+'), list:match('%d+$')
    local numbers, others = redis.call('GETRANGE', phones, (first - 1) * 16, last * 16 - 1), {}
    if numbers:find('@', 1, true) then
      local members = {}
      for id in list:gmatch('%d+') do members[#members + 1] = id end
      others = redis.call('HMGET', addresses, unpack(members))
    end
    return {'WAVE', at, entry.b or '', entry.m or '', tonumber(entry.g), audience, started, list, numbers, others}
  end

  if l[5] and l[5] ~= '' then
    if l[2] ~= wave then return {'STALE'} end
    local entry = read(pos)
    if entry then
      redis.call('ZADD', due_lane, text(now + lease), lane)
      return wave_of(pos, entry, l[5], tonumber(l[7]))
    end
    -- Its author has left. Nobody was told of the wave, or would not ask again.
    lane_landed(me, cur)
    l = redis.call('HMGET', me, 'pos', 'cur')
    pos, cur = tonumber(l[1]), math.max(tonumber(l[2]), low)
  end

  local function hand_back(at, due)
    redis.call('HSET', me, 'pos', text(pos), 'cur', cur)
    redis.call('HDEL', me, 'token')
    redis.call('ZADD', due_lane, text(due or at), lane)
    return {'WAIT', math.max(at - now, 1)}
  end

  local function late(entry)
    return tonumber(behind) > 0 and pos < seq and now - entry.t * 1000 > tonumber(behind)
  end

  local parted = false

  -- put appends the message to a member's line, which takes the member off the lane.
  local function put(id)
    local name = 'h' .. id
    if redis.call('RPUSH', line_of .. name, text(pos)) > 1 then return end
    redis.call('SADD', off, id)
    redis.call('ZADD', due_held, text(now), name)
    parted = true
  end

  -- put_by does so for who has quiet hours, and says what is no backlog because of that. A
  -- line that is under way learns of the hours before its next text.
  local function put_by(id, till, segments)
    local name = 'h' .. id
    if redis.call('RPUSH', line_of .. name, text(pos)) == 1 then
      redis.call('SADD', off, id)
      redis.call('ZADD', due_quiet, text(till), name)
      if till - now < 60000000 then redis.call('PUBLISH', wake, 'work') end -- sooner than pods look by themselves
    elseif not redis.call('ZSCORE', due_quiet, name) then
      return 0
    end
    redis.call('HINCRBY', asleep, id, segments)
    return segments
  end

  -- The members of the lane who receive, as one bit each; they do not change in a script.
  local bits

  -- ahead gives the next members who receive, up to the last one that the entry is for.
  local function ahead(entry)
    bits = bits or redis.call('GETRANGE', active, low / 8, low / 8 + 63)
    local list, most = {}, tonumber(want)
    local high = math.min(low + #bits * 8, tonumber(entry.h))
    local id = cur + 1
    while id <= high and #list < most do
      local at = id - low - 1
      local byte = bits:byte(math.floor(at / 8) + 1)
      if byte == 0 then
        id = id + 8 - at % 8
      else
        if bit.band(byte, bit.rshift(128, at % 8)) ~= 0 then list[#list + 1] = id end
        id = id + 1
      end
    end
    return list
  end

  -- among says which of the list are in a set; most sets are empty.
  local function among(set, list)
    if redis.call('EXISTS', set) == 0 then return {} end
    return redis.call('SMISMEMBER', set, unpack(list))
  end

  -- nights says of each of the list when the quiet hours end that it has now.
  local function nights(list)
    local till = {}
    if redis.call('EXISTS', quiet) == 0 then return till end
    for i, hours in ipairs(redis.call('HMGET', quiet, unpack(list))) do till[i] = quiet_till(hours, now) end
    return till
  end

  -- Who of the next members gets it: 'send', or 'hold' for who is off the lane.
  local function plan(entry)
    local list, all = ahead(entry), late(entry)
    local steps, sends = {}, 0
    if #list == 0 then return steps, sends, true end
    local author = tonumber(entry.a or 0)
    local muted = author > 0 and among(muters_of .. entry.a, list) or {}
    local away, till = among(off, list), nights(list)
    for i, id in ipairs(list) do
      if id ~= author and muted[i] ~= 1 and not (till[i] and entry.k == 'announcement') then
        local how = (all or till[i] or away[i] == 1) and 'hold' or 'send'
        steps[#steps + 1] = {id, how, till[i]}
        if how == 'send' then sends = sends + 1 end
      end
    end
    return steps, sends, #list < tonumber(want), list[#list]
  end

  -- Walks the plan until so many sends are gathered. What is held on the way is
  -- appended once, because the cursor passes it.
  local function walk(steps, allowed, segments)
    local chosen, last, whole, slept = {}, cur, true, 0
    for _, step in ipairs(steps) do
      whole = step[2] == 'hold' or #chosen < allowed
      if not whole then break end
      if step[2] == 'send' then
        chosen[#chosen + 1] = step[1]
      elseif step[3] then
        slept = slept + put_by(step[1], step[3], segments)
      else
        put(step[1])
      end
      last = step[1]
    end
    if slept > 0 then redis.call('HINCRBY', meta, 'backlog', -slept) end
    return chosen, last, whole
  end

  for _ = 1, 64 do
    if pos > seq then
      redis.call('HSET', me, 'pos', text(pos), 'cur', 0)
      redis.call('HDEL', me, 'token')
      redis.call('ZREM', due_lane, lane)
      if redis.call('ZCARD', due_lane) + redis.call('ZCARD', due_held) == 0 then redis.call('HDEL', meta, 'backlog') end
      if parted then redis.call('PUBLISH', wake, 'work') end
      return {'IDLE'}
    end
    local entry = read(pos)
    local steps, sends, last_page, last = {}, 0, true, nil
    if entry then steps, sends, last_page, last = plan(entry) end
    if sends > 0 then
      if yield == '1' and redis.call('ZCOUNT', due_direct, '-inf', text(now)) > 0 then return hand_back(now) end
      local allowed, open_at, due = gate_admit(now, tonumber(entry.g), sends)
      if allowed < 1 then return hand_back(math.min(open_at, now + 5000000), due) end
      local chosen, reached, whole = walk(steps, allowed, tonumber(entry.g))
      if whole then reached = last_page and low + 512 or last end
      gate_charge(now, entry.g * #chosen, tonumber(lease))
      local fly = table.concat(chosen, ',')
      redis.call('HSET', me, 'pos', text(pos), 'cur', cur, 'wave', wave, 'fly', fly, 'end', reached, 'at', text(now))
      redis.call('ZADD', due_lane, text(now + lease), lane)
      return wave_of(pos, entry, fly, now)
    end
    walk(steps, 0, entry and tonumber(entry.g))
    if last_page then pos, cur = pos + 1, low else cur = tonumber(last) end
  end
  redis.call('HSET', me, 'pos', text(pos), 'cur', cur)
  redis.call('ZADD', due_lane, text(now + lease), lane)
  return {'MORE'}
end
