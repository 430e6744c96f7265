#!lua
-- redial makes a call due that was made before.
-- KEYS due_call call_of numbers wake
-- ARGV id from member sid fields call
-- Include clock
-- call is a JSON list of further fields and values.
-- Returns 1 | 0: the member has left
-- Cost O(1)

if member ~= '0' and redis.call('HGET', numbers, from) ~= member then return 0 end
local now = clock()
redis.call('HSET', call_of .. id, 'sid', sid, 'from', from, 'member', member, 'at', text(math.floor(now / 1000)),
  'fields', fields, unpack(cjson.decode(call)))
redis.call('ZADD', due_call, text(now), id)
redis.call('PUBLISH', wake, 'work')
return 1
