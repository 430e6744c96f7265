package chat

import "strings"

// muteCommand keeps one member's chat from the sender. The muted is not told.
type muteCommand struct{}

func (muteCommand) about() about {
	return about{name: "mute", usage: useMute, summary: sumMute, min: 0, max: 2}
}

func (muteCommand) read(room *Room, _ *Text, r *Reading) {
	switch len(r.args) {
	case 0:
		r.Need.Muted = true
	case 2:
		needSwitch(room, r)
	}
}

func (c muteCommand) run(t *turn) {
	switch len(t.reading.args) {
	case 0:
		t.listMuted()
	case 2:
		t.mute(c.about())
	default:
		t.usage(c.about())
	}
}

func (t *turn) listMuted() {
	if len(t.facts.Muted) == 0 {
		t.reply(t.say(msgMuteNone))
		return
	}
	names := make([]string, len(t.facts.Muted))
	for i, m := range t.facts.Muted {
		names[i] = m.Nickname.String()
	}
	t.reply(t.say(msgMutedList, "names", strings.Join(names, ", ")))
}

func (t *turn) mute(a about) {
	on, ok := t.room.onOff(t.reading.args[1])
	if !ok {
		t.usage(a)
		return
	}
	m, ok := t.member()
	switch {
	case !ok:
	case m.ID == t.facts.Sender.ID:
		t.reply(t.say(msgMuteSelf))
	default:
		t.setMute(m, on)
	}
}

func (t *turn) setMute(m Member, on bool) {
	t.change(SetMute{By: t.facts.Sender.ID, Of: m.ID, Muted: on})
	if on {
		t.reply(t.say(msgMuted, "name", m.Nickname.String()))
		return
	}
	t.reply(t.say(msgUnmuted, "name", m.Nickname.String()))
}

// needSwitch is what <nickname> <on|off> needs.
func needSwitch(room *Room, r *Reading) {
	if _, ok := room.onOff(r.args[1]); ok {
		needMember(r)
	}
}
