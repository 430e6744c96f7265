package chat

// privateCommand hides the sender's profile or shows it.
type privateCommand struct{}

func (privateCommand) about() about {
	return about{name: "private", usage: usePrivate, summary: sumPrivate, min: 1, max: 1}
}

func (privateCommand) read(*Room, *Text, *Reading) {}

func (c privateCommand) run(t *turn) {
	on, ok := t.room.onOff(t.reading.args[0])
	if !ok {
		t.usage(c.about())
		return
	}
	if on != t.facts.Sender.Private {
		t.change(SetPrivate{Member: t.facts.Sender.ID, Private: on})
	}
	if on {
		t.reply(t.say(msgPrivateOn))
		return
	}
	t.reply(t.say(msgPrivateOff))
}
