-- bury keeps what ended without success, ten thousand of them, and counts all by code.
local function bury(ref, name, item, code, reason, tries)
  redis.call('XADD', failed, 'MAXLEN', '~', 10000, '*', 'ref', ref, 'line', name, 'item', item,
    'code', code, 'reason', reason, 'tries', tries)
  redis.call('HINCRBY', stats, 'dead', 1)
  redis.call('HINCRBY', stats, 'code' .. code, 1)
end
