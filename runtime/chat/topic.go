package chat

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTopic is the most code points of a topic.
const maxTopic = 100

// topicCommand shows the topic; admins set it.
type topicCommand struct{}

func (topicCommand) about() about {
	return about{name: "topic", usage: useTopic, summary: sumTopic, max: -1}
}

func (topicCommand) read(*Room, *Text, *Reading) {}

func (topicCommand) run(t *turn) {
	topic := strings.Join(t.reading.args, " ")
	length := utf8.RuneCountInString(topic)
	switch {
	case topic == "" && t.facts.Topic == "":
		t.reply(t.say(msgTopicNone))
	case topic == "":
		t.reply(t.say(msgTopic, "topic", t.facts.Topic))
	case !t.isAdmin():
		t.reply(t.say(msgTopicAdmins))
	case length > maxTopic:
		t.reply(t.say(msgTopicLong, "count", strconv.Itoa(length), "limit", strconv.Itoa(maxTopic)))
	case strings.ContainsFunc(topic, unfitForTopic) || !strings.ContainsFunc(topic, visible):
		t.reply(t.say(msgTopicForm))
	default:
		t.setTopic(topic)
	}
}

func (t *turn) setTopic(topic string) {
	told := msgTopicSet
	if on, ok := t.room.onOff(topic); ok && !on {
		topic, told = "", msgTopicGone
	}
	if topic != t.facts.Topic {
		t.change(SetTopic{Topic: topic})
	}
	t.reply(t.say(told, "topic", topic))
}

// unfitForTopic holds for what shows nothing and may turn the words of a welcome around.
// Joiners stay: emoji and some scripts are written with them.
func unfitForTopic(r rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return r != nonJoiner && r != joiner && unicode.In(r, unicode.Cc, unicode.Cf)
}
