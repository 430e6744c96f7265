package chat

import (
	"strings"
	"unicode"
)

// maxMarks is how many marks on one letter are shown; more are no writing of anybody's.
const maxMarks = 3

// clip is what somebody typed, to quote it: cut to the length of a nickname, without what
// shows nothing, turns the words around it or piles up.
func clip(s string) string {
	var b strings.Builder
	n, marks := 0, 0
	for _, r := range s {
		if n == maxNickname {
			return b.String() + "..."
		}
		if unicode.IsMark(r) {
			marks++
		} else {
			marks = 0
		}
		if visible(r) && marks <= maxMarks {
			b.WriteRune(r)
			n++
		}
	}
	if n == 0 {
		return "?"
	}
	return b.String()
}
