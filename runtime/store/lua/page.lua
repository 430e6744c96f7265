#!lua flags=no-writes
-- page reads members in the order of their IDs.
-- KEYS meta phones addresses member_of
-- ARGV after count
-- Include phone record
-- after is the ID behind which to begin. Who has left is passed over, eight thousand in one
-- call: then there may be fewer than count, and more behind them.
-- Returns {ID behind which there may be more or 0, {members as in facts}, how many the room has}
-- Cost O(count); where many have left O(8192)

local at, most = tonumber(after), tonumber(count)
local last = redis.call('STRLEN', phones) / 16
local till = math.min(last, at + 8192)
local found, more = {}, 0

local function each(number)
  if number:sub(1, 1) == '\0' then return end
  if #found == most then
    more = at - 1
    return
  end
  local fields = record(string.format('%d', at))
  if #fields > 2 then found[#found + 1] = fields end
end

while at < till and more == 0 do
  local stretch = redis.call('GETRANGE', phones, at * 16, math.min(at + 128, till) * 16 - 1)
  for i = 1, #stretch, 16 do
    at = at + 1
    each(stretch:sub(i, i + 15))
    if more > 0 then break end
  end
end
if more == 0 and at < last then more = at end
return {more, found, redis.call('HGET', meta, 'members')}
