-- receives says whether the member gets chat now.
local function receives(id)
  return redis.call('GETBIT', active, id - 1) == 1
end
