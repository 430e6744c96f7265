package chat

import (
	"slices"
	"time"
)

// strangerPeace is how long a stranger who has been told how to join is told nothing
// more, so that two machines never talk to each other for ever.
const strangerPeace = 24 * time.Hour

// stranger answers a text, whatever it says, of someone who is no member.
func (t *turn) stranger() {
	if t.facts.SenderNumber.Banned {
		t.out.Kind = KindBanned
		return
	}
	t.out.Kind = KindStranger
	t.tellHowToJoin()
}

func (t *turn) tellHowToJoin() {
	if t.within(t.facts.SenderNumber.StrangerToldAt, strangerPeace) {
		return
	}
	how := msgStranger
	if !t.mayJoin() {
		how = msgStrangerUninvited
	}
	t.change(StrangerTold{Number: t.text.From, At: t.facts.Now})
	t.reply(t.say(how))
}

// within says whether at was less than d ago; the zero time is never.
func (t *turn) within(at time.Time, d time.Duration) bool {
	return !at.IsZero() && t.facts.Now.Sub(at) < d
}

// mayJoin holds for everyone in an open room, and else for the invited and for those
// whom the room's owner made admins.
func (t *turn) mayJoin() bool {
	return !t.room.InviteOnly || !t.facts.SenderNumber.InvitedAt.IsZero() || t.ownersAdmin()
}

func (t *turn) ownersAdmin() bool { return slices.Contains(t.room.Admins, t.text.From) }
