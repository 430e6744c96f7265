-- The time in microseconds, from the server that all pods share.
local function clock()
  local t = redis.call('TIME')
  return t[1] * 1000000 + t[2]
end

-- Whole numbers as text; Lua's own conversion loses digits behind the fourteenth, and that
-- of a fraction costs four times as much.
local function text(n)
  return string.format('%d', n)
end
