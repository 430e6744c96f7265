package chat

// meCommand says what the sender does.
type meCommand struct{}

func (meCommand) about() about {
	return about{name: "me", usage: useMe, summary: sumMe, min: 1, max: -1, pending: true}
}

func (meCommand) read(*Room, *Text, *Reading) {}

func (meCommand) run(t *turn) { t.unavailable("me") }
