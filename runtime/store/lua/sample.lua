#!lua
-- sample keeps the totals of the moment.
-- KEYS meta stats figures
-- ARGV most
-- Returns 1
-- Cost O(1)

local s = redis.call('HMGET', stats, 'accepted', 'delivered', 'dead', 'segments')
local m = redis.call('HMGET', meta, 'seq', 'members')
redis.call('XADD', figures, 'MAXLEN', most, '*', 's', s[1] or 0, 'd', s[2] or 0, 'f', s[3] or 0, 'g', s[4] or 0,
  'q', m[1] or 0, 'm', m[2] or 0)
return 1
