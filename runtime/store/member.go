package store

import (
	"strconv"
	"strings"

	"github.com/smackdev/smack/runtime/chat"
)

// The fields of a member's record: short, because there are many records, and absent
// where they say nothing. The number is kept in phones.
const (
	fieldNick        = "n"
	fieldKey         = "k" // absent where it is the nickname itself
	fieldJoined      = "j" // milliseconds
	fieldActive      = "a"
	fieldPrivate     = "p"
	fieldAdmin       = "d"
	fieldOptedOut    = "o"
	fieldUnreachable = "u"
	fieldStopped     = "s" // the Seq at #stop
	fieldMissFrom    = "f" // the Seq from which on something was missed
	fieldFails       = "x" // failures in a row
	fieldCity        = "c"
	fieldState       = "r"
	fieldCountry     = "y"
	fieldMessages    = "m"
	fieldQuiet       = "q" // "from to zone", in minutes of the day
	fieldSilenced    = "z" // until when, in milliseconds
	fieldSilenceTold = "t"
	// "w" is when quiet hours last ended for what was held, in microseconds; written by scripts
)

func decodeMember(id, number string, f map[string]string) chat.Member {
	key, ok := f[fieldKey]
	if !ok {
		key = f[fieldNick]
	}
	return chat.Member{
		ID:          memberID(id),
		Number:      chat.E164(number),
		Nickname:    chat.StoredNickname(f[fieldNick], key),
		JoinedAt:    millis(f[fieldJoined]),
		Active:      f[fieldActive] == "1",
		Private:     f[fieldPrivate] == "1",
		Admin:       f[fieldAdmin] == "1",
		OptedOut:    f[fieldOptedOut] == "1",
		Unreachable: f[fieldUnreachable] == "1",
		Quiet:       decodeQuiet(f[fieldQuiet]),
		StoppedAt:   chat.Seq(asInt(f[fieldStopped])),
		Place:       chat.Place{City: f[fieldCity], State: f[fieldState], Country: f[fieldCountry]},
		Messages:    asInt(f[fieldMessages]),

		SilencedUntil: millis(f[fieldSilenced]),
		SilenceTold:   f[fieldSilenceTold] == "1",
	}
}

func memberID(text string) chat.MemberID {
	n, _ := strconv.ParseUint(text, 10, 32)
	return chat.MemberID(n)
}

func idText(id chat.MemberID) string { return strconv.FormatUint(uint64(id), 10) }

// phoneSize is how many bytes a number takes in phones.
const phoneSize = 16

// elsewhere stands in phones for an address that is longer than a number, which is kept in
// addresses.
const elsewhere = "@"

// padded is a number as phones keeps it.
func padded(number chat.E164) string {
	if len(number) > phoneSize {
		number = elsewhere
	}
	return string(number) + strings.Repeat("\x00", phoneSize-len(number))
}

// numberOr is a number as phones has it, or what addresses has where it is elsewhere.
func numberOr(number chat.E164, address any) chat.E164 {
	if number == elsewhere {
		return chat.E164(asText(address))
	}
	return number
}

// phoneAt reads the i-th number of a stretch of phones; empty for nobody.
func phoneAt(stretch string, i int) chat.E164 {
	from := i * phoneSize
	if i < 0 || from >= len(stretch) {
		return ""
	}
	return chat.E164(strings.TrimRight(stretch[from:min(from+phoneSize, len(stretch))], "\x00"))
}

func flag(on bool) string {
	if on {
		return "1"
	}
	return "0"
}
