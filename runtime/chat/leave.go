package chat

// leaveCommand takes the sender out of the room and forgets it.
type leaveCommand struct{}

func (leaveCommand) about() about {
	return about{name: "leave", summary: sumLeave, pending: true}
}

func (leaveCommand) read(*Room, *Text, *Reading) {}

func (leaveCommand) run(t *turn) { t.unavailable("leave") }
