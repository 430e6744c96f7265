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

// mostSegments is the most that one SMS can cost: 1,600 UTF-16 units at 67 a segment.
const mostSegments = 24

// needRoom asks for what a text to the room depends on.
func needRoom(room *Room, need *Need) {
	need.Chat = true
	if room.SegmentsPerDay > 0 {
		need.Budget = max(room.SegmentsPerDay-mostSegments, 1)
	}
}

// resting is why what the room says waits for another day, as members and admins are told.
type resting struct {
	member, admins message
	until          time.Time
}

// rests says whether the room rests before it can send a text of so many segments: that
// much of the day's segments is not left, or the carriers take no more.
func (r *Room) rests(f *Facts, segments int64) (resting, bool) {
	if f.Resting.Cap && f.Resting.Until.After(f.Now) {
		return resting{msgCap, msgCapAdmins, f.Resting.Until}, true
	}
	_, end := BudgetDay(f.Now)
	return resting{msgRests, msgSpent, end}, r.SegmentsPerDay > 0 && f.SpentToday+segments > r.SegmentsPerDay
}

// rest tells a member once a day that the room rests, and all admins once that it does.
// What is said meanwhile is accepted and goes out when the room wakes.
func (t *turn) rest() {
	why, ok := t.room.rests(&t.facts, t.room.dearest(t.out.Broadcasts))
	if !ok {
		return
	}
	today, _ := BudgetDay(t.facts.Now)
	if told, _ := BudgetDay(t.facts.SenderNumber.RestToldAt); told != today {
		t.change(RestTold{Number: t.text.From, At: t.facts.Now})
		t.direct(Notice, t.text.From, t.say(why.member, "time", t.clock(why.until)))
	}
	t.tellAdmins(why)
}

// tellAdmins tells them once a day.
func (t *turn) tellAdmins(why resting) {
	if t.facts.RestKnown {
		return
	}
	today, _ := BudgetDay(t.facts.Now)
	t.change(RestKnown{Day: today})
	limit := strconv.FormatInt(t.room.SegmentsPerDay, 10)
	for _, m := range t.facts.Admins {
		if !m.OptedOut && !m.Unreachable {
			t.tell(m, t.say(why.admins, "count", limit, "time", t.clock(why.until)))
		}
	}
}

func (t *turn) clock(at time.Time) string {
	return at.In(t.room.TimeZone).Format(t.room.words()[timeLayout])
}

// RestNeed are the facts that Rest needs.
func RestNeed(room Room) (need Need) {
	needRoom(&room, &need)
	return need
}

// Rest tells the admins that the room rests, where what waits was said before it did and
// nobody says more.
func Rest(room Room, facts Facts) Outcome {
	t := &turn{room: room, facts: facts}
	if why, ok := room.rests(&facts, mostSegments); ok {
		t.tellAdmins(why)
	}
	return t.out
}
