package chat

import "strings"

// dmCommand sends a text to one member. What the sender is told is the same whether it
// is delivered or not: who mutes whom is nobody else's business.
type dmCommand struct{}

// The text may be missing where a picture says it all.
func (dmCommand) about() about {
	return about{name: "dm", usage: useDM, summary: sumDM, min: 1, max: -1}
}

func (dmCommand) read(_ *Room, _ *Text, r *Reading) {
	needMember(r)
	r.Need.MutesSender, r.Need.Chat = true, true
}

func (c dmCommand) run(t *turn) {
	words := strings.TrimSpace(strings.TrimPrefix(t.reading.rest, t.reading.args[0]))
	switch {
	case words == "" && len(t.text.Media) == 0 && t.text.TooLarge == 0:
		t.usage(c.about())
	case t.mayTalk(words):
		t.message(words)
	}
}

// message sends words and pictures to the member whom the first argument names.
func (t *turn) message(words string) {
	m, ok := t.member()
	switch {
	case !ok:
		return
	case m.ID == t.facts.Sender.ID:
		t.reply(t.say(msgDMSelf))
		return
	}
	said, ok := t.content(words)
	if !ok {
		return
	}
	t.out.Paced = true
	if m.Receives() && !t.facts.MutesSender[m.ID] {
		t.sendTo(m, said)
	}
	t.reply(t.say(msgDM, "name", m.Nickname.String()))
}

// sendTo waits for the end of the member's quiet hours.
func (t *turn) sendTo(m Member, said content) {
	speaker := t.say(labelDirect, "name", t.facts.Sender.Nickname.String())
	for i, part := range says(speaker).split(said.body) {
		d := Direct{To: m.Number, Body: part, Kind: DirectMessage, Patient: true}
		if i == 0 {
			d.Media, d.Words = said.media, said.instead(part)
		}
		t.out.Directs = append(t.out.Directs, d)
	}
}
