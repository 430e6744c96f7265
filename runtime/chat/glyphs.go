package chat

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// glyphs goes through a text as texts are compared: phones make quotation marks curly and
// straight, dashes long and short, put in spaces and marks that nobody sees.
type glyphs struct {
	rest  string
	dots  int  // of an ellipsis, still to come
	blank bool // white space was passed
	begun bool
}

// next is the next character; white space is one blank, and none at the ends.
func (g *glyphs) next() (r rune, ok bool) {
	if g.dots > 0 {
		g.dots--
		return '.', true
	}
	for g.rest != "" {
		r, size := rune(g.rest[0]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(g.rest)
		}
		switch {
		case unicode.IsSpace(r):
			g.blank = true
		case unseen(r):
		case g.blank && g.begun:
			g.blank = false
			return ' ', true
		default:
			g.rest, g.blank, g.begun = g.rest[size:], false, true
			return g.plain(r), true
		}
		g.rest = g.rest[size:]
	}
	return 0, false
}

// plain is the character for which a phone may have written r.
func (g *glyphs) plain(r rune) rune {
	if r < 0xAB {
		return r
	}
	switch r {
	case '‘', '’', '‚', '‛', 'ʼ':
		return '\''
	case '“', '”', '„', '‟', '«', '»':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	case '…':
		g.dots = 2
		return '.'
	}
	return r
}

// plainly writes a text with the characters for which phones may have written others.
func plainly(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		var g glyphs
		b.WriteRune(g.plain(r))
		b.WriteString("..."[:g.dots])
	}
	return b.String()
}

// unseen holds for marks without width and for those that choose how an emoji looks.
func unseen(r rune) bool {
	return r >= 0xAD && (r == '\ufe0e' || r == '\ufe0f' || unicode.Is(unicode.Cf, r))
}

// alike says whether two texts are the same but for what phones change.
func alike(a, b string) bool {
	i := 0
	for i < len(a) && i < len(b) && compared(a, i) && compared(b, i) {
		if a[i] != b[i] {
			return false
		}
		i++
	}
	left, right := glyphs{rest: a[i:], begun: i > 0}, glyphs{rest: b[i:], begun: i > 0}
	for {
		l, more := left.next()
		r, ok := right.next()
		if l != r || more != ok {
			return false
		}
		if !more {
			return true
		}
	}
}

// compared says whether the byte is a character that is compared as it is.
func compared(body string, i int) bool {
	c := body[i]
	if c == ' ' && i > 0 && i+1 < len(body) {
		c = body[i+1] // one blank between two such characters
	}
	return c > ' ' && c < utf8.RuneSelf
}
