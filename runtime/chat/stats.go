package chat

// statsCommand shows the room in numbers.
type statsCommand struct{}

func (statsCommand) about() about {
	return about{name: "stats", summary: sumStats, adminOnly: true, pending: true}
}

func (statsCommand) read(*Room, *Text, *Reading) {}

func (statsCommand) run(t *turn) { t.unavailable("stats") }
