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

// tellHowToJoin does so once a day, and not where nobody can join from.
func (t *turn) tellHowToJoin() {
	if !t.fromHere() || t.within(t.facts.SenderNumber.StrangerToldAt, strangerPeace) {
		return
	}
	how := msgStranger
	if !t.mayJoin() {
		how = msgStrangerUninvited
	}
	t.change(StrangerTold{Number: t.text.From, At: t.facts.Now})
	t.reply(t.say(how))
}

// refuseCountry says so once a day: who is paid for what is sent to a number must not make
// the room send more.
func (t *turn) refuseCountry() {
	if t.within(t.facts.SenderNumber.StrangerToldAt, strangerPeace) {
		return
	}
	t.change(StrangerTold{Number: t.text.From, At: t.facts.Now})
	t.reply(t.say(msgCountry))
}

// fromHere says whether the sender's country may take part; those whom the room's owner
// named may wherever they are.
func (t *turn) fromHere() bool {
	return len(t.room.AllowedCountries) == 0 || t.ownersAdmin() || t.room.allowsCountry(t.text.From.Country())
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
