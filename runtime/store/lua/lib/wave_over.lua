-- wave_over ends a wave of a lane: the cursor moves behind it, and who could not be served
-- goes off the lane. Reads the arguments lane, token, lease, grace, sweep and result; gives
-- what settle returns.
local function wave_over(wave, release, now)
  local me = lane_of .. lane
  local l = redis.call('HMGET', me, 'token', 'wave', 'pos', 'fly', 'end', 'at')
  if l[1] ~= token then return 'STALE' end
  if l[2] ~= wave or not l[4] or l[4] == '' then return 'DONE' end

  local r = cjson.decode(result)
  local pos, at = l[3], tonumber(l[6])
  local answered = #r.sids > 0

  local function except(e)
    local ref = 'b' .. pos .. '.' .. e.id
    if e['do'] == 'dead' or e['do'] == 'again' then answered = true end
    if e['do'] == 'dead' then
      bury(ref, 'h' .. e.id, pos, e.code, e.reason, 1)
      affect(e.id, phone(e.id), e.effect)
      return
    end
    if not is_member(e.id) then return end
    local tries = e['do'] == 'retry' and 0 or 1
    local name = take_off(e.id, pos, at, tries, e['do'] == 'doubt')
    if e['do'] == 'doubt' then
      line_doubt(name, ref, now, now + grace)
    else
      redis.call('ZADD', due_held, text(now + e.delay), name)
    end
  end

  bind(now, r.sids)
  for _, e in ipairs(r.exceptions) do except(e) end
  pause_told(now, at, r, answered, #r.sids > 0)
  redis.call('HINCRBY', stats, 'accepted', #r.sids)
  redis.call('HINCRBY', stats, 'segments', r.segments + (r.more or 0))
  if r.more then redis.call('HINCRBY', gate, 'spent', r.more) end
  redis.call('HINCRBY', meta, 'backlog', 0 - r.segments)
  lane_landed(me, l[5])
  if tonumber(sweep) > 0 and #r.sids > 0 then
    redis.call('ZADD', due_chore, 'NX', text(now + sweep), 'sweep')
  end
  if release == '1' then
    redis.call('HDEL', me, 'token')
    redis.call('ZADD', due_lane, text(now), lane)
  else
    redis.call('ZADD', due_lane, text(now + lease), lane)
  end
  return 'OK'
end
