package chat

import "slices"

// strangersPerHour bounds the answers to all who are no members, for each segment a second
// of the room's rate. A flood of made-up numbers takes a sixtieth of it at most.
const strangersPerHour = 60

// dam drops the answer to someone who is no member once there were too many. Who joins is
// a member from then on, and what answers the carrier's keywords has to be said.
func (t *turn) dam() {
	if t.facts.StrangersThisHour < strangersPerHour*max(t.room.SegmentsPerSecond, 1) || !t.answersStranger() {
		return
	}
	out := Outcome{Kind: KindFlood, Tags: t.out.Tags}
	for _, c := range t.out.Changes {
		if _, told := c.(StrangerTold); !told {
			out.Changes = append(out.Changes, c)
		}
	}
	t.out = out
}

func (t *turn) answersStranger() bool {
	joins := slices.ContainsFunc(t.out.Changes, func(c Change) bool {
		_, ok := c.(Join)
		return ok
	})
	keyword := t.out.Kind == KindKeywordStop || t.out.Kind == KindKeywordHelp || t.out.Kind == KindOptedOut
	says := len(t.out.Directs) + len(t.out.Broadcasts) + len(t.out.Calls)
	return says > 0 && !joins && !keyword
}
