package chat

// quietCommand sets the hours in which the sender gets no chat.
type quietCommand struct{}

func (quietCommand) about() about {
	return about{name: "quiet", usage: useQuiet, summary: sumQuiet, max: -1, pending: true}
}

func (quietCommand) read(*Room, *Text, *Reading) {}

func (quietCommand) run(t *turn) { t.unavailable("quiet") }
