package chat

// needMember asks for the member whom the first argument names.
func needMember(r *Reading) {
	r.Need.Nicknames = []string{nicknameKey(r.args[0])}
	r.Need.MembersIfUnknown = true
}

// member is the member whom the first argument names; if there is none, the sender is
// told so with the closest nickname, and ok is false.
func (t *turn) member() (m Member, ok bool) {
	typed := t.reading.args[0]
	key := nicknameKey(typed)
	if m, ok = t.facts.ByNickname[key]; ok {
		return m, true
	}
	if near := t.closestNickname(key); near != "" {
		t.reply(t.say(msgNobodyNear, "name", clip(dropAt(typed)), "near", near))
		return Member{}, false
	}
	t.reply(t.say(msgNobody, "name", clip(dropAt(typed))))
	return Member{}, false
}

func (t *turn) closestNickname(key string) string {
	keys := make([]string, len(t.facts.Members))
	for i, m := range t.facts.Members {
		keys[i] = m.Nickname.Key()
	}
	near := closest(key, keys)
	for _, m := range t.facts.Members {
		if near != "" && m.Nickname.Key() == near {
			return m.Nickname.String()
		}
	}
	return ""
}
