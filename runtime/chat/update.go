package chat

// updateCommand renames the sender.
type updateCommand struct{}

func (updateCommand) about() about {
	return about{name: "update", usage: useUpdate, summary: sumUpdate, min: 1, max: 1}
}

func (updateCommand) read(_ *Room, text *Text, r *Reading) { needNickname(text, r) }

func (updateCommand) run(t *turn) {
	nickname, ok := t.freeNickname("update")
	if !ok {
		return
	}
	sender := t.facts.Sender
	if nickname.String() == sender.Nickname.String() {
		t.reply(t.say(msgSameName, "name", nickname.String()))
		return
	}
	t.change(Rename{Member: sender.ID, Nickname: nickname})
	t.reply(t.say(msgUpdated, "name", nickname.String()))
	t.announce(Broadcast{
		Author: sender.ID,
		Body:   t.say(msgRenamed, "old", sender.Nickname.String(), "name", nickname.String()),
		About:  sender.ID,
	})
}
