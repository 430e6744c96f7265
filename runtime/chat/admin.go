package chat

// adminCommand gives admin rights or takes them.
type adminCommand struct{}

func (adminCommand) about() about {
	return about{name: "admin", usage: useAdmin, summary: sumAdmin, min: 2, max: 2, adminOnly: true}
}

func (adminCommand) read(room *Room, _ *Text, r *Reading) { needSwitch(room, r) }

func (c adminCommand) run(t *turn) {
	on, ok := t.room.onOff(t.reading.args[1])
	if !ok {
		t.usage(c.about())
		return
	}
	m, ok := t.member()
	switch {
	case !ok:
	case m.Admin == on:
		t.reply(t.say(already(on), "name", m.Nickname.String()))
	case on:
		t.setAdmin(m, on, msgAdminOn, msgAdminGiven)
	case t.facts.AdminCount <= 1:
		t.reply(t.say(msgAdminLast, "name", m.Nickname.String()))
	case m.ID == t.facts.Sender.ID:
		t.change(SetAdmin{Member: m.ID, Admin: on})
		t.reply(t.say(msgAdminOffSelf))
	default:
		t.setAdmin(m, on, msgAdminOff, msgAdminTaken)
	}
}

func already(on bool) message {
	if on {
		return msgAdminAlready
	}
	return msgAdminAlreadyNot
}

// setAdmin changes another member's rights and tells both.
func (t *turn) setAdmin(m Member, on bool, told, notice message) {
	t.change(SetAdmin{Member: m.ID, Admin: on})
	t.reply(t.say(told, "name", m.Nickname.String()))
	if !m.OptedOut {
		t.tell(m, t.say(notice, "name", t.facts.Sender.Nickname.String()))
	}
}
