-- say appends a text, part by part, to the log behind seq; a part that begins is the first
-- of another text. high is the highest member ID, at the time in milliseconds, both as text;
-- fields are what the carrier sent with the text. Gives the last Seq, and the segments that
-- are to be sent on its account.
local function say(parts, seq, high, receivers, at, fields)
  local first, owed = text(seq + 1), 0
  for i, part in ipairs(parts) do
    seq = seq + 1
    if part.begins then first = text(seq) end
    local entry = part.fields
    local n = #entry
    entry[n + 1], entry[n + 2] = 't', at
    entry[n + 3], entry[n + 4] = 'f', first
    entry[n + 5], entry[n + 6] = 'h', high
    if i == 1 then entry[n + 7], entry[n + 8] = 'x', fields end
    redis.call('XADD', log, text(seq) .. '-0', unpack(entry))
    owed = owed + part.segments * receivers
  end
  return seq, owed
end

-- said writes down what was appended and makes all lanes due; gives how many were not.
local function said(seq, backlog, top, now)
  redis.call('HSET', meta, 'seq', text(seq), 'backlog', text(backlog))
  local add = {}
  for n = 0, math.ceil(top / 512) - 1 do
    add[#add + 1] = text(now)
    add[#add + 1] = n
  end
  if #add == 0 then return 0 end
  return redis.call('ZADD', due_lane, 'NX', unpack(add))
end
