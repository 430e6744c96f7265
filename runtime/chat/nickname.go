package chat

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// maxNickname is the most code points of a nickname, after NFKC.
const maxNickname = 20

// Why a nickname is refused.
var (
	ErrNicknameLength   = errors.New("a nickname has 1 to 20 characters")
	ErrNicknameForm     = errors.New("a nickname is letters, digits, _ - and ., beginning with a letter")
	ErrNicknameReserved = errors.New("this word can't be a nickname")
)

// ParseNickname checks a nickname: 1 to 20 letters or digits of any script, "_", "-"
// and ".", beginning with a letter. A leading @ is dropped; the case stays as written.
func ParseNickname(s string) (Nickname, error) {
	display := norm.NFC.String(strings.TrimSpace(dropAt(s)))
	plain := norm.NFKC.String(display)
	if n := utf8.RuneCountInString(plain); n < 1 || n > maxNickname {
		return Nickname{}, ErrNicknameLength
	}
	if strings.ContainsFunc(display, invisible) || !wellFormed(plain) {
		return Nickname{}, ErrNicknameForm
	}
	n := Nickname{display: display, key: foldKey(plain)}
	if slices.ContainsFunc(n.looks(), reservedLook) {
		return Nickname{}, ErrNicknameReserved
	}
	return n, nil
}

func wellFormed(s string) bool {
	for i, r := range s {
		if i == 0 && !unicode.IsLetter(r) || !inNickname(r) {
			return false
		}
	}
	return true
}

func inNickname(r rune) bool {
	// Vowel signs are marks: without them nobody could write किरण.
	return r == '_' || r == '-' || r == '.' || unicode.In(r, unicode.L, unicode.Nd, unicode.Mn, unicode.Mc)
}

// invisible holds for what shows nothing and so would make two nicknames look the same.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

func visible(r rune) bool { return !unicode.IsControl(r) && !invisible(r) }

// reservedLook knows the room's own words by their looks.
func reservedLook(look string) bool {
	switch look {
	case "all", "here", "room", "admin", "help":
		return true
	}
	return false
}

func dropAt(s string) string {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "@"); ok {
		return rest
	}
	return strings.TrimPrefix(s, "＠")
}

// nicknameKey is what a typed nickname is looked up by, well-formed or not: a nickname
// stored under an older rule is found too.
func nicknameKey(s string) string { return foldKey(strings.TrimSpace(dropAt(s))) }

// NicknameKey is what a typed nickname, or the beginning of one, is compared by.
func NicknameKey(typed string) string { return nicknameKey(typed) }

// foldKey is Unicode's compatibility caseless match (The Unicode Standard, D146).
func foldKey(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	fold := cases.Fold()
	s = norm.NFKC.String(fold.String(norm.NFD.String(s)))
	return norm.NFKC.String(fold.String(s))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
