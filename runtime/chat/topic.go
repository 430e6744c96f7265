package chat

// topicCommand shows the topic; admins set it.
type topicCommand struct{}

func (topicCommand) about() about {
	return about{name: "topic", usage: useTopic, summary: sumTopic, max: -1, pending: true}
}

func (topicCommand) read(*Room, *Text, *Reading) {}

func (topicCommand) run(t *turn) { t.unavailable("topic") }
