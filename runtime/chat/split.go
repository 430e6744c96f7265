package chat

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// maxUnits is the longest SMS that Twilio takes, in UTF-16 units.
// https://www.twilio.com/docs/api/errors/21617
const maxUnits = 1600

// opening is how a text begins: who it is of, and what stands between that and the words.
// The zero opening is of a text of the room itself.
type opening struct{ speaker, sign string }

// says opens what somebody says, "Ann: …", and does what somebody does, "* Ann …".
func says(name string) opening    { return opening{speaker: name, sign: ":"} }
func does(speaker string) opening { return opening{speaker: speaker} }

// split makes a text the bodies of as few SMS as hold it: "Ann: …", or "Ann (1/2): …"
// and so on. Without a speaker they are "…" or "(1/2) …". Parts end between words,
// and only a word too long for one SMS is cut, between characters as people see them.
func (o opening) split(text string) []string {
	if whole := o.label(1, 1) + text; units(whole) <= maxUnits {
		return []string{whole}
	}
	for n := 2; ; n++ {
		// The label's length depends on the number of parts.
		pieces := cut(text, maxUnits-units(o.label(n, n)))
		if len(pieces) <= n {
			return o.labelled(pieces)
		}
		n = max(n, len(pieces)-1)
	}
}

func (o opening) labelled(pieces []string) []string {
	for i, piece := range pieces {
		pieces[i] = o.label(i+1, len(pieces)) + piece
	}
	return pieces
}

func (o opening) label(i, n int) string {
	switch {
	case n == 1 && o.speaker == "":
		return ""
	case n == 1:
		return o.speaker + o.sign + " "
	}
	part := "(" + strconv.Itoa(i) + "/" + strconv.Itoa(n) + ")"
	if o.speaker == "" {
		return part + " "
	}
	return o.speaker + " " + part + o.sign + " "
}

// cut takes text apart into pieces of at most room units.
func cut(text string, room int) []string {
	text = strings.TrimRightFunc(text, unicode.IsSpace)
	var pieces []string
	for units(text) > room {
		end := wordEnd(text, room)
		if end == 0 {
			end = characterEnd(text, room)
		}
		pieces = append(pieces, strings.TrimRightFunc(text[:end], unicode.IsSpace))
		text = strings.TrimLeftFunc(text[end:], unicode.IsSpace)
	}
	return append(pieces, text)
}

// wordEnd is the end of the last word that ends within room units; 0 if none does.
func wordEnd(text string, room int) int {
	end, used, inWord := 0, 0, false
	for i, r := range text {
		if unicode.IsSpace(r) {
			if inWord {
				end = i
			}
			inWord = false
		} else {
			inWord = true
		}
		if used += unitsOf(r); used > room {
			break
		}
	}
	return end
}

// units is a text's length in UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += unitsOf(r)
	}
	return n
}

func unitsOf(r rune) int {
	// What is no character becomes U+FFFD, one unit.
	return max(utf16.RuneLen(r), 1)
}
