#!lua
-- forget puts one consent record in the place of several, once whoever does it.
-- KEYS consent
-- ARGV ids how who acts
-- ids is a JSON list of the records; who is what the number is known by without being told,
-- acts what was recorded, as JSON.
-- Returns how many records there were
-- Cost O(records)

local gone = redis.call('XDEL', consent, unpack(cjson.decode(ids)))
if gone > 0 then redis.call('XADD', consent, '*', 'how', how, 'who', who, 'acts', acts) end
return gone
