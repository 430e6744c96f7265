-- The quiet hours of a member, as store/quiet.go packs them: the second at which the first
-- night begins, then by turns how long a night lasts and how long it is to the next one.
-- Behind the last one nothing is known, so nothing is held: better a text at night than
-- none ever after.
local function quiet_number(hours, from, to)
  local n = 0
  for i = from, to do n = n * 128 + hours:byte(i) end
  return n
end

-- quiet_till says when the quiet hours end in which a moment lies, or nothing. Nobody is
-- left for longer than a day without being looked at again.
local function quiet_till(hours, now)
  if not hours or hours == '' then return nil end
  local at = quiet_number(hours, 1, 5) * 1000000
  for i = 6, #hours, 6 do
    if now < at then return nil end
    at = at + quiet_number(hours, i, i + 2) * 1000000
    if now < at then return math.min(at, now + 86400000000) end
    if i + 2 == #hours then return nil end
    at = at + quiet_number(hours, i + 3, i + 5) * 1000000
  end
end
