-- is_member says whether somebody has not left.
local function is_member(id) return redis.call('EXISTS', member_of .. id) == 1 end

-- is_said says whether what stands in the log may be sent: nothing that somebody said who has
-- left since. That somebody left may be.
local function is_said(entry) return entry.k ~= 'chat' or not entry.a or is_member(entry.a) end
