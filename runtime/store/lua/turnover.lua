#!lua flags=allow-oom
-- turnover settles a wave of a lane and begins the next one: both at the same moment, and
-- one script costs half of what two cost.
-- KEYS meta log active phones addresses optout consent due_lane due_held due_direct due_look due_chore due_quiet quiet asleep off wake lane_of line_of state_of member_of muters_of doubts gate failed stats proof0 proof1 bound0 bound1 sent0 sent1
-- ARGV lane token wave lease grace sweep result next want yield rate slack budget day dayend behind
-- Include clock turn bind line land pause dead phone seat affect member wave_over gate quiet wave_next
-- The arguments are those of settle and begin; next is the number of the wave to begin.
-- What was settled before stays so, and the next wave is the one that began then.
-- Returns what begin returns
-- Cost O(want + messages passed over)

local now = clock()
if wave_over(wave, '0', now) == 'STALE' then return {'STALE'} end
return next_wave(lane, next, now)
