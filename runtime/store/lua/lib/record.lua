-- record is a member as Go reads it: {ID, number, field, value …}; nothing for nobody.
local function record(id, number)
  if not id then return false end
  local fields = redis.call('HGETALL', member_of .. id)
  table.insert(fields, 1, number or phone(id) or '')
  table.insert(fields, 1, id)
  return fields
end
