package chat

// banCommand shuts a number out, or takes that back.
type banCommand struct{}

func (banCommand) about() about {
	return about{name: "ban", usage: useBan, summary: sumBan, min: 2, max: -1, adminOnly: true, pending: true}
}

func (banCommand) read(*Room, *Text, *Reading) {}

func (banCommand) run(t *turn) { t.unavailable("ban") }
