package chat

import (
	"strconv"
	"time"
)

// statsCommand shows the room in numbers. Messages are those since the room's midnight,
// segments those of the US carriers' day, in which they are limited.
type statsCommand struct{}

func (statsCommand) about() about {
	return about{name: "stats", summary: sumStats, adminOnly: true}
}

func (statsCommand) read(room *Room, _ *Text, r *Reading) {
	r.Need.Chat, r.Need.Today = true, room.TimeZone
}

func (statsCommand) run(t *turn) {
	said := msgStats
	if t.facts.BacklogSegments == 0 {
		said = msgStatsNone
	}
	messages, limit := strconv.Itoa(t.facts.MessagesToday), ""
	if t.facts.MessagesMore {
		messages += "+"
	}
	if t.room.SegmentsPerDay > 0 {
		limit = t.say(msgStatsOf, "limit", strconv.FormatInt(t.room.SegmentsPerDay, 10))
	}
	t.reply(t.say(said,
		"count", strconv.Itoa(t.facts.MemberCount), "active", strconv.Itoa(t.facts.ReceiverCount),
		"messages", messages, "spent", strconv.FormatInt(t.facts.SpentToday, 10), "of", limit,
		"backlog", strconv.FormatInt(t.facts.BacklogSegments, 10), "wait", t.span(max(t.room.takes(t.facts.BacklogSegments), time.Second))))
}
