package chat

import (
	"strconv"
	"sync"
	"time"
	_ "time/tzdata" // the image has no zone files, and the carriers' day ends in California
)

// BudgetDay is the day of the US carriers, which ends at midnight Pacific: its name and
// its end.
func BudgetDay(now time.Time) (string, time.Time) {
	now = now.In(pacific())
	y, m, d := now.Date()
	return now.Format(time.DateOnly), time.Date(y, m, d+1, 0, 0, 0, 0, pacific())
}

// pacific is read once, because reading a zone costs more than deciding about a text.
var pacific = sync.OnceValue(func() *time.Location {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		return time.UTC
	}
	return zone
})

// rest tells a member once a day that the day's segments are spent, and all admins once
// that they are. What is said meanwhile is accepted and goes out when the room wakes.
func (t *turn) rest() {
	if t.room.SegmentsPerDay <= 0 || t.facts.SpentToday < t.room.SegmentsPerDay {
		return
	}
	day, end := BudgetDay(t.facts.Now)
	until := end.In(t.room.TimeZone).Format(t.room.words()[timeLayout])
	if told, _ := BudgetDay(t.facts.SenderNumber.RestToldAt); told != day {
		t.change(RestTold{Number: t.text.From, At: t.facts.Now})
		t.direct(Notice, t.text.From, t.say(msgRests, "time", until))
	}
	if t.facts.RestKnown {
		return
	}
	t.change(RestKnown{Day: day})
	for _, m := range t.facts.Admins {
		if !m.OptedOut && !m.Unreachable {
			t.direct(Notice, m.Number, t.say(msgSpent, "count", strconv.FormatInt(t.room.SegmentsPerDay, 10), "time", until))
		}
	}
}
