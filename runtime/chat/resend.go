package chat

import "strconv"

// maxResend is the most messages that one #resend gives.
const maxResend = 20

// resendCommand sends again what was addressed to the sender.
type resendCommand struct{}

func (resendCommand) about() about {
	return about{name: "resend", usage: useResend, summary: sumResend, min: 0, max: 1}
}

func (resendCommand) read(_ *Room, _ *Text, r *Reading) {
	if n, ok := positive(r.args); ok && n <= maxResend {
		r.Need.Recent = n
	}
}

func (c resendCommand) run(t *turn) {
	n, ok := positive(t.reading.args)
	if !ok || n > maxResend {
		t.usage(c.about())
		return
	}
	recent, texts := lastTexts(t.facts.Recent, n)
	switch {
	case texts == 0:
		t.reply(t.say(msgResendNone))
	case texts < n && texts == 1:
		t.reply(t.say(msgResend1))
	case texts < n:
		t.reply(t.say(msgResendOnly, "count", strconv.Itoa(texts)))
	}
	for _, m := range recent {
		t.out.Directs = append(t.out.Directs, Direct{To: t.text.From, Body: m.Body, Media: m.Media, Words: m.Words, Kind: Resend})
	}
}

// lastTexts are the last n texts, each with all its parts, and how many there are.
func lastTexts(messages []Message, n int) (last []Message, texts int) {
	from := len(messages)
	for from > 0 {
		if from == len(messages) || messages[from-1].text() != messages[from].text() {
			if texts == n {
				break
			}
			texts++
		}
		from--
	}
	return messages[from:], texts
}

// text identifies the text of which the message is a part.
func (m Message) text() Seq {
	if m.First == 0 {
		return m.Seq
	}
	return m.First
}
