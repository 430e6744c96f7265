-- passed is the last Seq with which the member's lane is done with the member.
local function passed(id)
  local at = redis.call('HMGET', lane_of .. math.floor((id - 1) / 512), 'pos', 'cur')
  local pos = tonumber(at[1] or 1)
  if id <= tonumber(at[2] or 0) then return pos end
  return pos - 1
end

-- seat puts the member among those who receive chat, or takes the member out, as the
-- member's own record says, and remembers from where on something was missed.
local function seat(id)
  local m = redis.call('HMGET', member_of .. id, 'j', 'a', 'o', 'u')
  local on = m[2] == '1' and m[3] ~= '1' and m[4] ~= '1'
  local was = redis.call('SETBIT', active, id - 1, on and 1 or 0) == 1
  if was ~= on then redis.call('HINCRBY', meta, 'receivers', on and 1 or -1) end
  if not m[1] then return end
  if on then
    redis.call('HDEL', member_of .. id, 'f')
  else
    redis.call('HSETNX', member_of .. id, 'f', text(passed(tonumber(id))))
  end
end
