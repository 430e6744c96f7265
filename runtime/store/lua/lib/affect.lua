-- affect is what a carrier's answer means for the number it was about. Of an opt-out that
-- the room did not know of there is a record, as of any other.
local function affect(id, number, effect)
  if effect == 'opted-out' and number and redis.call('SADD', optout, number) == 1 then
    redis.call('XADD', consent, '*', 'number', number, 'how', 'carrier-opt-out')
  end
  if not id or id == '0' or redis.call('EXISTS', member_of .. id) == 0 then return end
  local record = member_of .. id
  if effect == 'opted-out' then
    redis.call('HSET', record, 'o', '1')
  elseif effect == 'unreachable' then
    redis.call('HSET', record, 'u', '1')
  elseif effect == 'failing' then
    if redis.call('HINCRBY', record, 'x', 1) < 3 then return end
    redis.call('HSET', record, 'u', '1')
  else
    return
  end
  seat(id)
end
