#!lua
-- begin starts the next wave of a lane: who gets the message now, by the flags and
-- mutes of this very moment.
-- KEYS meta log active phones addresses due_lane due_held due_direct due_quiet due_chore quiet asleep off wake lane_of line_of member_of muters_of gate
-- ARGV lane token wave want lease yield rate slack budget day dayend behind
-- Include clock gate quiet land member wave_next
-- wave numbers the waves of this claim: the same call again gets the same answer
-- and a new lease. With
-- yield 1 the lane is handed back while a direct text is due.
-- Returns {STALE} | {IDLE} | {MORE} (call again) | {WAIT, microseconds} (lane handed back)
-- | {WAVE, seq, body, media, segments, audience, started, IDs, numbers, {addresses}}
-- IDs have commas between them; numbers are those of the first ID to the last, 16
-- bytes each; where one is @, the address of the i-th ID is among the addresses.
-- A message that has waited for longer than behind, in microseconds, with another one
-- after it, is put on the lines of its recipients: there what waits is joined. 0 is never.
-- Who has quiet hours gets chat on the line, to wait there, and announcements not at all.
-- A closed gate hands back for five seconds at most: budget and rate may be changed.
-- Cost O(want + messages passed over)

return next_wave(lane, wave, clock())
