package chat

import (
	"strings"
	"unicode/utf8"
)

// whoCommand shows a profile.
type whoCommand struct{}

func (whoCommand) about() about {
	return about{name: "who", usage: useWho, summary: sumWho, min: 0, max: 1}
}

func (whoCommand) read(_ *Room, _ *Text, r *Reading) {
	if len(r.args) > 0 {
		needMember(r)
	}
}

func (whoCommand) run(t *turn) {
	if len(t.reading.args) == 0 {
		t.reply(t.ownProfile())
		return
	}
	m, ok := t.member()
	switch {
	case !ok:
	case m.ID == t.facts.Sender.ID:
		t.reply(t.ownProfile())
	case m.Private:
		t.reply(t.say(msgProfilePrivate, "name", m.Nickname.String()))
	default:
		t.reply(t.profile(m))
	}
}

func (t *turn) profile(m Member) string {
	admin, place := "", ""
	if m.Admin {
		admin = t.say(msgProfileAdmin)
	}
	if m.Place != (Place{}) {
		place = t.say(msgProfilePlace, "place", m.Place.String())
	}
	since := m.JoinedAt.In(t.room.TimeZone).Format(t.room.words()[dateLayout])
	return t.say(msgProfile, "name", m.Nickname.String(), "number", string(m.Number), "since", since, "admin", admin, "place", place)
}

// ownProfile is everything, private or not.
func (t *turn) ownProfile() string {
	m := *t.facts.Sender
	profile := t.profile(m)
	if m.Private {
		profile += t.say(msgOwnPrivate)
	} else {
		profile += t.say(msgOwnPublic)
	}
	if !m.Active {
		profile += t.say(msgOwnStopped)
	}
	return profile
}

// String is the place as one reads it: "San Francisco CA US". Twilio writes cities in
// capitals; those are turned.
func (p Place) String() string {
	words := strings.Fields(p.City)
	for i, word := range words {
		words[i] = titled(word)
	}
	for _, part := range []string{p.State, p.Country} {
		if part != "" {
			words = append(words, part)
		}
	}
	return strings.Join(words, " ")
}

func titled(word string) string {
	if word != strings.ToUpper(word) {
		return word
	}
	_, size := utf8.DecodeRuneInString(word)
	return word[:size] + strings.ToLower(word[size:])
}
