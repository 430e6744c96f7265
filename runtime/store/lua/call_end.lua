#!lua flags=allow-oom
-- call_end ends a call, unless its answer did, and writes down how it went.
-- KEYS due_call call_of records_of recorded fails numbers
-- ARGV id name from member record ok
-- Include clock
-- name is the command's or, behind a slash, a rule's; record is JSON, which is not kept if the
-- member has left meanwhile; ok is 1 if the call succeeded. The last twenty are kept, a month.
-- Returns how many calls of that name have failed in a row
-- Cost O(1)

redis.call('ZREM', due_call, id)
redis.call('DEL', call_of .. id)
if record ~= '' and (member == '0' or redis.call('HGET', numbers, from) == member) then
  redis.call('LPUSH', records_of .. name, record)
  redis.call('LTRIM', records_of .. name, 0, 19)
  redis.call('PEXPIRE', records_of .. name, 2592000000)
  redis.call('SADD', recorded, name)
end
if ok == '1' then
  redis.call('HDEL', fails, name)
  return 0
end
return redis.call('HINCRBY', fails, name, 1)
