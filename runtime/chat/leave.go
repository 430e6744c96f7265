package chat

// leaveCommand takes the sender out of the room and forgets it. The last admin may go too:
// nobody is kept.
type leaveCommand struct{}

func (leaveCommand) about() about { return about{name: "leave", summary: sumLeave} }

func (leaveCommand) read(*Room, *Text, *Reading) {}

func (leaveCommand) run(t *turn) {
	t.remove(*t.facts.Sender, Left)
	t.farewell(*t.facts.Sender, msgLeave)
}
