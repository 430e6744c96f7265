-- The quiet hours of a member, as store/quiet.go packs them: the second at which the first
-- night begins, then by turns how long a night lasts and how long it is to the next one.
-- Behind the last one nothing is known, so nothing is held: better a text at night than
-- none ever after.

-- quiet_till says when the quiet hours end in which a moment lies, or nothing. Nobody is
-- left for longer than a day without being looked at again.
local function quiet_till(hours, now)
  if not hours or hours == '' then return nil end
  local a, b, c, d, e, f = hours:byte(1, 5)
  local at = (((a * 128 + b) * 128 + c) * 128 + d) * 128 + e
  for i = 6, #hours, 6 do
    if now < at * 1000000 then return nil end
    a, b, c, d, e, f = hours:byte(i, i + 5)
    at = at + (a * 128 + b) * 128 + c
    if now < at * 1000000 then return math.min(at * 1000000, now + 86400000000) end
    if not d then return nil end
    at = at + (d * 128 + e) * 128 + f
  end
end
