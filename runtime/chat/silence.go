package chat

import "time"

// silenced keeps the words back and says so once in a silence; who texts a command is
// always answered.
func (t *turn) silenced() {
	t.out.Kind = KindSilenced
	told := t.facts.Sender.SilenceTold
	if told && t.reading.kind != readCommand {
		return
	}
	if !told {
		t.change(SilenceTold{Member: t.facts.Sender.ID})
	}
	t.reply(t.say(msgSilenced, "until", t.moment(t.facts.Sender.SilencedUntil)))
}

// moment is a time by the room's clocks, with the date where it is of another day.
func (t *turn) moment(at time.Time) string {
	date := t.room.words()[dateLayout]
	day := at.In(t.room.TimeZone).Format(date)
	if day == t.facts.Now.In(t.room.TimeZone).Format(date) {
		return t.clock(at)
	}
	return day + ", " + t.clock(at)
}
