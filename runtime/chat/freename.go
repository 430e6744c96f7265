package chat

import (
	"errors"
	"hash/fnv"
	"slices"
	"strconv"
	"unicode/utf8"
)

// needNickname asks whether the wanted nickname is free, and which of some others is.
func needNickname(text *Text, r *Reading) {
	wanted, err := ParseNickname(r.args[0])
	if err != nil {
		return
	}
	for _, n := range append([]Nickname{wanted}, alternatives(wanted, text.SID)...) {
		r.Need.Nicknames = append(append(r.Need.Nicknames, n.Key()), n.likeKeys()...)
	}
}

// freeNickname is the nickname that the sender asks for; if it can't be had, the
// sender is told why and ok is false.
func (t *turn) freeNickname(command string) (nickname Nickname, ok bool) {
	wanted, err := ParseNickname(t.reading.args[0])
	switch {
	case errors.Is(err, ErrNicknameReserved):
		t.reply(t.say(msgNicknameReserved, "name", clip(t.reading.args[0])))
	case err != nil:
		t.reply(t.say(msgNicknameRule, "command", command))
	case t.taken(wanted):
		t.suggest(wanted, command, msgNicknameTaken, msgNicknameTakenOnly)
	case t.takenByLooks(wanted):
		t.suggest(wanted, command, msgLooksLike, msgLooksLikeOnly)
	default:
		return wanted, true
	}
	return Nickname{}, false
}

// taken says whether someone else has the nickname.
func (t *turn) taken(n Nickname) bool {
	m, found := t.facts.ByNickname[n.Key()]
	return found && t.isOther(m)
}

// takenByLooks says whether someone else has a nickname that is easily taken for this one.
// What the store finds is looked at again: it may have been kept under an older table.
func (t *turn) takenByLooks(n Nickname) bool {
	return slices.ContainsFunc(n.likeKeys(), func(key string) bool {
		m, found := t.facts.ByNickname[key]
		return found && t.isOther(m) && m.Nickname.LooksLike(n)
	})
}

func (t *turn) isOther(m Member) bool { return t.facts.Sender == nil || m.ID != t.facts.Sender.ID }

// suggest says why the nickname can't be had, and another that can.
func (t *turn) suggest(wanted Nickname, command string, why, whyOnly message) {
	for _, other := range alternatives(wanted, t.text.SID) {
		if !t.taken(other) && !t.takenByLooks(other) {
			t.reply(t.say(why, "name", wanted.String(), "free", other.String(), "command", command))
			return
		}
	}
	t.reply(t.say(whyOnly, "name", wanted.String()))
}

// alternatives are nicknames like the wanted one: Ann2 to Ann5, and two with numbers
// that differ from text to text, for rooms where everyone is called Ann. They are
// drawn from the text's SID, so that Read and Decide see the same.
func alternatives(wanted Nickname, sid string) []Nickname {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(sid))
	drawn := int(hash.Sum32() % 900)
	var others []Nickname
	for _, n := range []int{2, 3, 4, 5, 10 + drawn%90, 100 + drawn} {
		if other, err := ParseNickname(shorten(wanted.String(), n) + strconv.Itoa(n)); err == nil {
			others = append(others, other)
		}
	}
	return others
}

// shorten leaves room for the digits of n.
func shorten(name string, n int) string {
	for utf8.RuneCountInString(name) > maxNickname-len(strconv.Itoa(n)) {
		_, size := utf8.DecodeLastRuneInString(name)
		name = name[:len(name)-size]
	}
	return name
}
