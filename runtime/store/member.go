package store

import (
	"strconv"

	"github.com/smackdev/smack/runtime/chat"
)

// The fields of a member's record.
const (
	fieldNumber      = "number"
	fieldNick        = "nick"
	fieldKey         = "key"
	fieldJoined      = "joined"
	fieldActive      = "active"
	fieldPrivate     = "private"
	fieldAdmin       = "admin"
	fieldOptedOut    = "optedout"
	fieldUnreachable = "unreachable"
	fieldStopped     = "stopped"
	fieldMissFrom    = "missfrom"
	fieldFails       = "fails"
	fieldCity        = "city"
	fieldState       = "state"
	fieldCountry     = "country"
	fieldMessages    = "messages"
)

func decodeMember(id string, f map[string]string) chat.Member {
	return chat.Member{
		ID:          memberID(id),
		Number:      chat.E164(f[fieldNumber]),
		Nickname:    chat.StoredNickname(f[fieldNick], f[fieldKey]),
		JoinedAt:    millis(f[fieldJoined]),
		Active:      f[fieldActive] == "1",
		Private:     f[fieldPrivate] == "1",
		Admin:       f[fieldAdmin] == "1",
		OptedOut:    f[fieldOptedOut] == "1",
		Unreachable: f[fieldUnreachable] == "1",
		StoppedAt:   chat.Seq(asInt(f[fieldStopped])),
		Place:       chat.Place{City: f[fieldCity], State: f[fieldState], Country: f[fieldCountry]},
		Messages:    asInt(f[fieldMessages]),
	}
}

func memberID(text string) chat.MemberID {
	n, _ := strconv.ParseUint(text, 10, 32)
	return chat.MemberID(n)
}

func idText(id chat.MemberID) string { return strconv.FormatUint(uint64(id), 10) }

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}
