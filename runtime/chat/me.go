package chat

// meCommand says what the sender does: "* Ann waves". It is chat in all but its form.
type meCommand struct{}

func (meCommand) about() about {
	return about{name: "me", usage: useMe, summary: sumMe, min: 1, max: -1}
}

func (meCommand) read(room *Room, _ *Text, r *Reading) {
	needRoom(room, &r.Need)
}

func (meCommand) run(t *turn) {
	if t.mayTalk(t.reading.rest) {
		t.speak("me", does(t.say(labelMe, "name", t.facts.Sender.Nickname.String())), t.reading.rest)
	}
}
