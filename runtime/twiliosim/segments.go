package twiliosim

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// How much one segment carries, alone and joined with others: GSM 03.38 septets and UCS-2
// code units (3GPP TS 23.040, 140 bytes of which a header takes 6).
const (
	gsmAlone, gsmJoined   = 160, 153
	ucs2Alone, ucs2Joined = 70, 67
)

// gsmBasic are the characters of the GSM 03.38 default alphabet, one septet each.
const gsmBasic = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
	"ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"

// gsmExtended are the characters of its extension table, two septets each.
const gsmExtended = "\f^{}\\[~]|€"

// Segments returns how many segments Twilio counts and bills for a text: 160 GSM-7 characters
// or 70 UTF-16 units in one, 153 or 67 in each of several. An empty text is one segment.
func Segments(body string) int {
	if n, ok := gsmSegments(body); ok {
		return n
	}
	return ucs2Segments(body)
}

// gsmSegments counts a text in GSM-7, false if it has a character that GSM-7 lacks.
func gsmSegments(body string) (int, bool) {
	alone, joined := 0, packing{room: gsmJoined}
	for _, r := range body {
		septets := gsmSeptets(r)
		if septets == 0 {
			return 0, false
		}
		alone += septets
		joined.add(septets)
	}
	if alone <= gsmAlone {
		return 1, true
	}
	return joined.segments(), true
}

// gsmSeptets returns 1 or 2, and 0 for a character outside GSM-7.
func gsmSeptets(r rune) int {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '?', r >= 'A' && r <= 'Z', r == ' ':
		return 1
	case strings.ContainsRune(gsmBasic, r):
		return 1
	case strings.ContainsRune(gsmExtended, r):
		return 2
	}
	return 0
}

// ucs2Segments counts a text in UCS-2. What a reader sees as one character is never cut in two.
func ucs2Segments(body string) int {
	alone, joined := 0, packing{room: ucs2Joined}
	for body != "" {
		size, units := cluster(body)
		body = body[size:]
		alone += units
		joined.add(units)
	}
	if alone <= ucs2Alone {
		return 1
	}
	return joined.segments()
}

// packing fills segments with pieces that must stay whole.
type packing struct{ room, full, used int }

func (p *packing) add(size int) {
	if p.used+size > p.room {
		p.full, p.used = p.full+1, 0
	}
	p.used += size
}

func (p *packing) segments() int { return p.full + 1 }

// cluster returns the bytes and UTF-16 units of the first visible character of s: a rune with
// its accents, skin tones and joiners, or the two letters of a flag.
func cluster(s string) (size, units int) {
	first, n := utf8.DecodeRuneInString(s)
	size, units = n, utf16Units(first)
	for joined, flag := false, isFlagLetter(first); size < len(s); {
		r, n := utf8.DecodeRuneInString(s[size:])
		switch {
		case isExtension(r):
			joined = r == zeroWidthJoiner
		case joined && utf16Units(r) == 2 || joined && unicode.Is(unicode.So, r):
			joined = false
		case flag && isFlagLetter(r):
			flag = false
		default:
			return size, units
		}
		size, units = size+n, units+utf16Units(r)
	}
	return size, units
}

const zeroWidthJoiner = '\u200d'

func isFlagLetter(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

func isExtension(r rune) bool {
	return r == zeroWidthJoiner || unicode.Is(unicode.M, r) || r >= 0x1F3FB && r <= 0x1F3FF || r >= 0xE0020 && r <= 0xE007F
}

func utf16Units(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// tooLong tells whether a text is over Twilio's limit, counted in UTF-16 units.
func tooLong(body string) bool {
	if len(body) <= maxBody {
		return false // a text never has fewer bytes than units
	}
	units := 0
	for _, r := range body {
		units += utf16Units(r)
	}
	return units > maxBody
}

// maxBody is the most characters Twilio takes in one message (error 21617).
const maxBody = 1600
