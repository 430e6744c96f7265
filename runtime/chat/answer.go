package chat

import (
	"strings"
	"unicode/utf8"
)

// Answer is what a service said to a call.
type Answer struct {
	// Reply is for the sender, and for everybody where the command is ForRoom.
	Reply string
	// Broadcast is for everybody, whatever the command.
	Broadcast string
	// Media are pictures that come along, at addresses that everybody may read.
	Media []Media
	// Failed says that there is no answer; the sender is told so.
	Failed bool
}

// AnswerNeed is what Answered has to know besides the sender.
func AnswerNeed(room Room) Need {
	need := Need{Commands: true}
	needRoom(&room, &need)
	return need
}

// Answered says what becomes of a service's answer. The facts are those of the moment of the
// answer: who has left meanwhile, or texted STOP, gets none. What the room gets is chat of the
// sender, so that members who mute the sender are spared it, and #resend brings it again.
func Answered(room Room, facts Facts, call Call, answer Answer) Outcome {
	t := &turn{room: room, facts: facts, out: Outcome{Kind: KindAnswer}}
	if call.Command == "" || facts.Sender == nil || facts.SenderNumber.Banned || t.optedOut() {
		return t.out
	}
	t.text.From = facts.Sender.Number
	c, ok := t.custom(call.Command)
	if !ok { // it went while it was asked
		c = CustomCommand{Name: call.Command}
	}
	if answer.Failed {
		t.reply(t.failure(c))
		return t.out
	}
	t.answer(c, answer)
	return t.out
}

// failure is what the sender is told instead of an answer.
func (t *turn) failure(c CustomCommand) string {
	if c.OnFailure != "" {
		return c.OnFailure
	}
	return t.say(msgCustomUnavailable, "command", c.Name)
}

// answer tells the room and the sender, who does not get what is chat of their own.
func (t *turn) answer(c CustomCommand, answer Answer) {
	forAll, forSender := presentable(answer.Broadcast), presentable(answer.Reply)
	if c.ForRoom && forAll == "" {
		forAll, forSender = forSender, ""
	}
	t.text.Media = answer.Media
	if c.ForRoom || forAll != "" {
		t.answerAll(c, forAll)
	}
	if forSender == "" {
		forSender = forAll
	}
	if said, ok := t.content(forSender); ok {
		t.replyWith(said)
	}
	t.out.Kind = KindAnswer
}

// answerAll says in the room what was asked for, and by whom: "Ann #weather: Sunny".
func (t *turn) answerAll(c CustomCommand, words string) {
	said, ok := t.content(words)
	if !ok {
		return
	}
	speaker := t.facts.Sender.Nickname.String() + " " + string(t.room.Prefix) + c.Name
	for i, part := range says(speaker).split(said.body) {
		b := Broadcast{Author: t.facts.Sender.ID, Kind: Chat, Body: part}
		if i == 0 {
			b.Media, b.Words = said.media, said.instead(part)
		}
		t.out.Broadcasts = append(t.out.Broadcasts, b)
	}
}

func (t *turn) replyWith(said content) {
	for i, part := range (opening{}).split(said.body) {
		d := Direct{To: t.text.From, Body: part, Kind: Reply}
		if i == 0 {
			d.Media, d.Words = said.media, said.instead(part)
		}
		t.out.Directs = append(t.out.Directs, d)
	}
}

// presentable is a service's text as members may see it: without what controls a screen,
// and not longer than what a member may say.
func presentable(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\u200d': // the joiner of emoji
			return r
		case r == '\t':
			return ' '
		case r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0, 0x202a <= r && r <= 0x202e, 0x2066 <= r && r <= 0x2069:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) <= maxText {
		return s
	}
	const more = "..."
	return string([]rune(s)[:maxText-len(more)]) + more
}
