package chat

import "slices"

// kickCommand removes a member, who is told and may come back.
type kickCommand struct{}

func (kickCommand) about() about {
	return about{name: "kick", usage: useKick, summary: sumKick, min: 1, max: 1, adminOnly: true}
}

func (kickCommand) read(_ *Room, _ *Text, r *Reading) { needMember(r) }

func (kickCommand) run(t *turn) {
	m, ok := t.member()
	switch {
	case !ok:
	case m.ID == t.facts.Sender.ID:
		t.reply(t.say(msgKickSelf))
	default:
		t.remove(m, Kicked)
		t.farewell(m, t.wayBack(m))
		t.reply(t.say(msgKick, "name", m.Nickname.String()))
	}
}

// wayBack tells who was removed how to come back: the invitation is gone with the rest.
func (t *turn) wayBack(m Member) message {
	if t.room.InviteOnly && !slices.Contains(t.room.Admins, m.Number) {
		return msgKickedInvite
	}
	return msgKicked
}
