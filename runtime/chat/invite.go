package chat

import (
	"slices"
	"strconv"
	"time"
)

// invitePeace is how long after an invitation a number gets no other.
const invitePeace = 24 * time.Hour

// inviteCommand sends one SMS to a number. What the inviter is told depends on the
// number's digits and the inviter alone, never on the person behind it.
type inviteCommand struct{}

// A number has white space where people put it, so any count of arguments will do.
func (inviteCommand) about() about {
	return about{name: "invite", usage: useInvite, summary: sumInvite, min: 1, max: -1}
}

func (inviteCommand) read(room *Room, _ *Text, r *Reading) {
	r.phone = readNumber(r.rest, room.Region)
	if r.phone.number != "" {
		r.Need.Numbers = []E164{r.phone.number}
	}
}

func (inviteCommand) run(t *turn) {
	phone := t.reading.phone
	switch {
	case t.room.Invites == NobodyInvites:
		t.reply(t.say(msgInvitesOff))
	case !t.mayInvite():
		t.reply(t.say(msgAdminsOnly, "command", "invite"))
	case phone.number == "":
		t.reply(t.say(msgInviteNoNumber, "command", "invite"))
	case !phone.mobile:
		t.reply(t.say(msgInviteNotMobile))
	case !t.room.allowsCountry(phone.country):
		t.reply(t.say(msgInviteCountry))
	case t.room.InvitesPerDay > 0 && t.facts.InvitesToday >= t.room.InvitesPerDay:
		t.reply(t.say(msgInviteLimit, "limit", strconv.Itoa(t.room.InvitesPerDay)))
	default:
		t.invite(phone.number)
	}
}

func (t *turn) mayInvite() bool {
	switch t.room.Invites {
	case MembersInvite:
		return true
	case AdminsInvite:
		return t.isAdmin()
	}
	return false
}

func (t *turn) invite(number E164) {
	sender := t.facts.Sender
	send := t.wantsInvitation(number)
	invited := Invited{By: sender.ID, Number: number, At: t.facts.Now, Unsent: !send}
	if send {
		invited.Shown = t.say(msgInvitation, "name", "{name}")
	}
	t.change(invited)
	t.reply(t.say(msgInviteOnItsWay))
	if send {
		t.direct(Invitation, number, t.say(msgInvitation, "name", sender.Nickname.String()))
	}
}

// wantsInvitation says whether the number is to get one.
func (t *turn) wantsInvitation(number E164) bool {
	known := t.facts.ByNumber[number]
	return known.Member == nil && !known.OptedOut && !known.Banned && number != t.room.Number &&
		!t.within(known.InvitedAt, invitePeace)
}

func (r *Room) allowsCountry(country string) bool {
	return len(r.AllowedCountries) == 0 || slices.Contains(r.AllowedCountries, country)
}
