package chat

import "time"

// Premise is all that the outcome of a plain text rests on: one that goes to the room and
// does nothing else. As long as it holds the outcome is the same, whatever else became of
// the room. So a text can be decided from what was known of its sender before, and be
// committed if the premise turns out to hold.
//
// It always includes that the sender's number is neither banned nor opted out, that the
// sender receives what the room says and is not silenced, and that the room takes what is said.
type Premise struct {
	// Member, Nickname and Place are the sender's.
	Member   MemberID
	Nickname Nickname
	Place    Place
	// Chats is more than the sender's chat texts of the last 60 seconds; 0 is no bound.
	Chats int
	// Spent is more than the segments of the day; 0 is no bound. Whatever it is, the carriers'
	// own limit does not hold the room back.
	Spent int64
	// Backlog is more than the segments that wait to be sent when Segments for everyone who
	// receives are added; 0 is no bound.
	Backlog, Segments int64
	// Seen is what else rules have seen of the sender's record; nil where they have not.
	Seen *Seen
}

// Seen is what a member's record said when rules looked at it.
type Seen struct {
	Messages       int64
	Admin, Private bool
}

// SeenOf is what rules see of a member.
func SeenOf(m Member) *Seen { return &Seen{Messages: m.Messages, Admin: m.Admin, Private: m.Private} }

// Premise says on what the outcome rests; false where it is no plain text, and rests on
// all the facts there were.
func (o Outcome) Premise(room Room, facts Facts) (Premise, bool) {
	sender := facts.Sender
	if o.Kind != KindChat || len(o.Changes) > 0 || len(o.Directs) > 0 || sender == nil || !sender.Receives() {
		return Premise{}, false
	}
	p := Premise{
		Member: sender.ID, Nickname: sender.Nickname, Place: sender.Place,
		Chats: max(room.ChatPerMinute, 0),
	}
	if room.SegmentsPerDay > 0 {
		p.Spent = room.SegmentsPerDay - room.dearest(o.Broadcasts) + 1
		if p.Spent <= 0 {
			return Premise{}, false // never enough for it
		}
	}
	if room.SegmentsPerSecond > 0 {
		// The wait is told in whole seconds: from one more on it is too long.
		p.Backlog = int64(longBacklog/time.Second+1) * int64(room.SegmentsPerSecond)
		p.Segments = room.cost(o.Broadcasts)
	}
	return p, true
}
