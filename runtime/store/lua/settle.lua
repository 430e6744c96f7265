#!lua flags=allow-oom
-- settle ends a wave of a lane: the cursor moves behind it, and who could not be served
-- goes off the lane.
-- KEYS meta active phones addresses optout consent due_lane due_held due_direct due_look due_chore off lane_of line_of state_of member_of doubts gate failed stats proof0 proof1 bound0 bound1 sent0 sent1
-- ARGV lane token wave lease grace release sweep result
-- Include clock turn bind line land pause dead phone seat affect member wave_over
-- result is JSON: sids (taken), segments (as they were charged), more (what they cost beyond
-- that, or absent), pause (microseconds the carrier asked for, or
-- absent), why, exceptions: id, do (retry: was not sent, again: refused for now, doubt,
-- dead), code, reason, effect, delay. With release 1 the lane is handed back. sweep is
-- when to look for final statuses, in microseconds from now; 0 is never.
-- Returns OK | STALE | DONE (settled before)
-- Cost O(wave)

return wave_over(wave, release, clock())
