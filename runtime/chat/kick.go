package chat

// kickCommand removes a member.
type kickCommand struct{}

func (kickCommand) about() about {
	return about{name: "kick", usage: useKick, summary: sumKick, min: 1, max: 1, adminOnly: true, pending: true}
}

func (kickCommand) read(*Room, *Text, *Reading) {}

func (kickCommand) run(t *turn) { t.unavailable("kick") }
