package chat

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// maxText is the most code points of a chat text.
const maxText = 2048

// ratePeace is how long a sender over the rate is told nothing more.
const ratePeace = time.Minute

// longBacklog is the fan-out of which the sender is told.
const longBacklog = 10 * time.Minute

// chat sends a member's text to the room.
func (t *turn) chat() {
	sender := t.facts.Sender
	if t.facts.SenderNumber.Banned || sender == nil {
		t.stranger()
		return
	}
	if t.mayTalk(t.reading.body) {
		t.speak(KindChat, says(sender.Nickname.String()), t.reading.body)
	}
}

// mayTalk says whether others are to get the words; if not, the sender is told why.
func (t *turn) mayTalk(words string) bool {
	switch {
	case !t.facts.Sender.Active:
		t.out.Kind = KindStopped
		t.reply(t.say(msgStopped))
	case t.facts.Sender.Silenced(t.facts.Now):
		t.silenced()
	case utf8.RuneCountInString(words) > maxText:
		t.out.Kind = KindTooLong
		t.reply(t.say(msgTooLong, "count", strconv.Itoa(utf8.RuneCountInString(words)), "limit", strconv.Itoa(maxText)))
	case t.facts.IntakeHeld:
		t.intakeHeld()
	case t.room.ChatPerMinute > 0 && t.facts.ChatLastMinute >= t.room.ChatPerMinute:
		t.rateLimited()
	default:
		return true
	}
	return false
}

func (t *turn) rateLimited() {
	t.out.Kind = KindRateLimited
	t.refuse(t.say(msgRateLimited, "limit", strconv.Itoa(t.room.ChatPerMinute)))
}

func (t *turn) intakeHeld() {
	t.out.Kind = KindIntakeHeld
	t.refuse(t.say(msgIntakeHeld))
}

// refuse tells the sender why chat is not sent, and goes on in silence for a while.
func (t *turn) refuse(why string) {
	if t.within(t.facts.SenderNumber.RateToldAt, ratePeace) {
		return
	}
	t.change(RateTold{Number: t.text.From, At: t.facts.Now})
	t.reply(why)
}

// speak sends words and pictures to the room.
func (t *turn) speak(kind string, as opening, words string) {
	said, ok := t.content(words)
	if !ok {
		return
	}
	t.out.Kind = kind
	sender := t.facts.Sender
	parts := as.split(said.body)
	t.out.Broadcasts = make([]Broadcast, len(parts))
	for i, part := range parts {
		t.out.Broadcasts[i] = Broadcast{Author: sender.ID, Kind: Chat, Body: part}
	}
	first := &t.out.Broadcasts[0]
	first.Media, first.Words = said.media, said.instead(first.Body)
	t.rest()
	if wait := t.backlog(sender); wait > longBacklog {
		t.direct(Notice, t.text.From, t.say(msgBacklog, "wait", t.span(wait)))
	}
}

// backlog is how long it takes until everyone has what is said, behind what waits.
func (t *turn) backlog(sender *Member) time.Duration {
	if t.room.SegmentsPerSecond <= 0 {
		return 0
	}
	receivers := int64(t.facts.ReceiverCount)
	if sender.Receives() {
		receivers--
	}
	return t.room.takes(t.facts.BacklogSegments + receivers*t.room.cost(t.out.Broadcasts))
}

// takes is how long so many segments take, in whole seconds.
func (r *Room) takes(segments int64) time.Duration {
	// Seconds first: as a Duration a backlog of years would overflow.
	return time.Duration(segments/int64(max(r.SegmentsPerSecond, 1))) * time.Second
}
