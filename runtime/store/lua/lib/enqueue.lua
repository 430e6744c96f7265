-- enqueue puts a direct text on its line; gives 1 if that is work nobody knew of.
local function enqueue(name, item, now)
  local id = redis.call('HINCRBY', meta, 'direct', 1)
  local entry = text(id) .. '|' .. text(math.floor(now / 1000)) .. '|' .. item
  -- Behind another entry it waits, whatever state that one is in.
  if redis.call('RPUSH', line_of .. name, entry) > 1 then return 0 end
  return redis.call('ZADD', due_direct, text(now), name)
end
