#!lua
-- attempt counts something that may be tried a few times in a while, by one client and by
-- all together.
-- KEYS tries_of
-- ARGV what client add window perclient intotal
-- add is 0 to ask without counting. Times are in milliseconds.
-- Returns 1 | 0: it was tried too often
-- Cost O(1)

local function within(key, limit)
  local n = tonumber(redis.call('GET', tries_of .. key) or 0)
  if add == '1' then
    n = redis.call('INCR', tries_of .. key)
    if n == 1 then redis.call('PEXPIRE', tries_of .. key, window) end
    return n <= tonumber(limit)
  end
  return n < tonumber(limit)
end

local ours, all = within(what .. ':' .. client, perclient), within(what, intotal)
return ours and all and 1 or 0
