-- hidden is a number that can be compared, and that nobody can guess who has not the room's
-- key.
local function hidden(number) return redis.sha1hex((redis.call('GET', key) or '') .. number) end
