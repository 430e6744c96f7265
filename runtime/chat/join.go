package chat

import "strconv"

// joinCommand makes the sender a member: active, private, and admin only if the room's
// owner said so.
type joinCommand struct{}

func (joinCommand) about() about {
	return about{name: "join", usage: useJoin, summary: sumJoin, min: 1, max: 1}
}

func (joinCommand) read(_ *Room, text *Text, r *Reading) { needNickname(text, r) }

func (joinCommand) run(t *turn) {
	switch {
	case t.facts.Sender != nil:
		t.reply(t.say(msgAlreadyMember, "name", t.facts.Sender.Nickname.String()))
	case !t.fromHere():
		t.refuseCountry()
	case !t.mayJoin():
		t.reply(t.say(msgInviteOnly))
	case t.room.MaxMembers > 0 && t.facts.MemberCount >= t.room.MaxMembers:
		t.reply(t.say(msgFull, "count", strconv.Itoa(t.room.MaxMembers)))
	default:
		if nickname, ok := t.freeNickname("join"); ok {
			t.join(nickname)
		}
	}
}

func (t *turn) join(nickname Nickname) {
	welcome := t.say(msgWelcome, "name", nickname.String())
	if t.room.Welcome != "" {
		welcome += "\n" + t.room.Welcome
	}
	if t.facts.Topic != "" {
		welcome += t.say(msgWelcomeTopic, "topic", t.facts.Topic)
	}
	t.change(Join{
		Number:   t.text.From,
		Nickname: nickname,
		Admin:    t.ownersAdmin(),
		Consent:  t.text.Body,
		Shown:    welcome,
		Place:    t.text.Place,
	})
	t.reply(welcome)
	t.announce(Broadcast{Body: t.say(msgJoined, "name", nickname.String()), AboutNew: true})
}
