package chat

// dmCommand sends a text to one member.
type dmCommand struct{}

func (dmCommand) about() about {
	return about{name: "dm", usage: useDM, summary: sumDM, min: 2, max: -1, pending: true}
}

func (dmCommand) read(*Room, *Text, *Reading) {}

func (dmCommand) run(t *turn) { t.unavailable("dm") }
