package chat

import (
	"unicode"
	"unicode/utf8"
)

// maxEmoji is the longest emoji in bytes; the flags of Scotland and Wales have 28, families
// with skin tones a few more.
const maxEmoji = 48

// leadingEmoji takes the emoji from the beginning of a text; both are empty if there is none.
func leadingEmoji(s string) (emoji, rest string) {
	var clusters clusterBreaks
	end := 0
	for i, r := range s {
		if clusters.breakBefore(r) && i > 0 {
			break
		}
		if i > maxEmoji {
			return "", ""
		}
		if !pictures(r) && !extends(r) && !keycap(s) {
			return "", ""
		}
		end = i + utf8.RuneLen(r)
	}
	if first, _ := utf8.DecodeRuneInString(s); end == 0 || extends(first) {
		return "", ""
	}
	return s[:end], s[end:]
}

// isEmoji says whether s is one emoji and nothing else.
func isEmoji(s string) bool {
	emoji, rest := leadingEmoji(s)
	return emoji != "" && rest == ""
}

// pictures holds for the characters of which emoji are made. Whole blocks count, so that
// next year's emoji do.
func pictures(r rune) bool {
	switch {
	case r < 0xA9, r == utf8.RuneError:
		return false
	case r == '‼', r == '⁉', r == 'ℹ', r == '〰':
		return true
	case r >= 0x1F000 && r <= 0x1FAFF:
		return true
	}
	return unicode.In(r, unicode.So, unicode.Sm)
}

// keycap holds for what begins with a key of a phone, as emoji: a digit, * or # in a box.
func keycap(s string) bool {
	const box = "\u20e3"
	if s == "" || s[0] != '#' && s[0] != '*' && (s[0] < '0' || s[0] > '9') {
		return false
	}
	rest := s[1:]
	if len(rest) > 3 && rest[:3] == "\ufe0f" {
		rest = rest[3:]
	}
	return len(rest) >= len(box) && rest[:len(box)] == box
}
