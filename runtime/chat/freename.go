package chat

import (
	"errors"
	"hash/fnv"
	"strconv"
	"unicode/utf8"
)

// needNickname asks whether the wanted nickname is free, and which of some others is.
func needNickname(text *Text, r *Reading) {
	wanted, err := ParseNickname(r.args[0])
	if err != nil {
		return
	}
	r.Need.Nicknames = []string{wanted.Key()}
	for _, other := range alternatives(wanted, text.SID) {
		r.Need.Nicknames = append(r.Need.Nicknames, other.Key())
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
		t.suggest(wanted, command)
	default:
		return wanted, true
	}
	return Nickname{}, false
}

// taken says whether someone else has the nickname.
func (t *turn) taken(n Nickname) bool {
	m, found := t.facts.ByNickname[n.Key()]
	return found && (t.facts.Sender == nil || m.ID != t.facts.Sender.ID)
}

func (t *turn) suggest(wanted Nickname, command string) {
	for _, other := range alternatives(wanted, t.text.SID) {
		if !t.taken(other) {
			t.reply(t.say(msgNicknameTaken, "name", wanted.String(), "free", other.String(), "command", command))
			return
		}
	}
	t.reply(t.say(msgNicknameTakenOnly, "name", wanted.String()))
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
