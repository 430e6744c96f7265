-- bury keeps what ended without success, ten thousand of them.
local function bury(ref, name, item, code, reason, tries)
  redis.call('XADD', failed, 'MAXLEN', '~', 10000, '*', 'ref', ref, 'line', name, 'item', item,
    'code', code, 'reason', reason, 'tries', tries)
  redis.call('HINCRBY', stats, 'dead', 1)
end
