package chat

// remove ends a membership and tells the others.
func (t *turn) remove(m Member, why Leaving) {
	t.change(Leave{Member: m.ID, Number: m.Number, Why: why})
	t.announce(Broadcast{Author: m.ID, Body: t.say(msgLeft, "name", m.Nickname.String()), About: m.ID})
}

// farewell is the last text to who was a member.
func (t *turn) farewell(m Member, words message) {
	if !m.OptedOut {
		t.direct(Farewell, m.Number, t.say(words))
	}
}
