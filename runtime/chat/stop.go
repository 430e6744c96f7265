package chat

import "strconv"

// stopCommand is the member's own pause. It is not the carrier's STOP.
type stopCommand struct{}

func (stopCommand) about() about { return about{name: "stop", summary: sumStop} }

func (stopCommand) read(*Room, *Text, *Reading) {}

func (stopCommand) run(t *turn) {
	if !t.facts.Sender.Active {
		t.reply(t.say(msgStopAlready))
		return
	}
	t.change(SetActive{Member: t.facts.Sender.ID, Active: false})
	t.reply(t.say(msgStop))
}

// startCommand ends the pause.
type startCommand struct{}

func (startCommand) about() about { return about{name: "start", summary: sumStart} }

func (startCommand) read(_ *Room, _ *Text, r *Reading) { r.Need.Missed = true }

func (startCommand) run(t *turn) {
	if t.facts.Sender.Active {
		t.reply(t.say(msgStartAlready))
		return
	}
	t.resume()
}

// resume brings the sender back and tells what was missed.
func (t *turn) resume() {
	if !t.facts.Sender.Active {
		t.change(SetActive{Member: t.facts.Sender.ID, Active: true})
	}
	t.reply(t.say(t.backMessage(),
		"name", t.facts.Sender.Nickname.String(),
		"count", strconv.Itoa(t.facts.Missed),
		"limit", strconv.Itoa(maxResend)))
}

func (t *turn) backMessage() message {
	switch missed := t.facts.Missed; {
	case missed <= 0:
		return msgBack
	case missed == 1:
		return msgBackMissed1
	case missed <= maxResend:
		return msgBackMissed
	default:
		return msgBackMany
	}
}
