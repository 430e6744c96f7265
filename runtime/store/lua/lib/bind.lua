-- bind notes that an outbound SID belongs to a known send. This has to outlast the last
-- look for a send that was begun up to four minutes later: what is forgotten too soon would
-- be taken for a later text with the same words, which would be lost.
local function bind(now, sids)
  if #sids == 0 then return end
  local new = turn('bound', bound0, bound1, now, 1800000000)
  redis.call('SADD', new, unpack(sids))
end

local function is_bound(sid)
  return redis.call('SISMEMBER', bound0, sid) == 1 or redis.call('SISMEMBER', bound1, sid) == 1
end

-- proof is the SID that a callback brought for a send, before the answer to the send
-- itself was known.
local function proof(ref)
  return redis.call('HGET', proof0, ref) or redis.call('HGET', proof1, ref)
end
