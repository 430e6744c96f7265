package extension

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// plainText makes Slack's markup plain: links and mentions become what they name, marks of bold,
// italic, struck and code text go, and escaped characters come back. Without mark the marks stay.
// Source: https://docs.slack.dev/messaging/formatting-message-text
func plainText(s string, mark bool) string {
	var b strings.Builder
	for s != "" {
		before, rest, found := strings.Cut(s, "<")
		b.WriteString(unmarked(before, mark))
		if !found {
			break
		}
		inside, after, closed := strings.Cut(rest, ">")
		if !closed || !isReference(inside) {
			b.WriteString("<")
			s = rest
			continue
		}
		b.WriteString(unescape(reference(inside)))
		s = after
	}
	return b.String()
}

func unmarked(s string, mark bool) string {
	if mark {
		s = withoutMarks(s)
	}
	return unescape(s)
}

var escapes = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func unescape(s string) string { return escapes.Replace(s) }

// isReference tells a reference from characters that somebody should have escaped.
func isReference(inside string) bool {
	if inside == "" || strings.ContainsAny(inside, "<\n") {
		return false
	}
	for _, start := range []string{"@", "#", "!", "http://", "https://", "mailto:", "tel:"} {
		if strings.HasPrefix(inside, start) {
			return true
		}
	}
	return false
}

// reference is what stands between < and >: a link, a mention, or a word that Slack replaces.
func reference(inside string) string {
	what, label, labelled := strings.Cut(inside, "|")
	switch {
	case strings.HasPrefix(what, "@"), strings.HasPrefix(what, "#"):
		if labelled && label != "" {
			return what[:1] + label
		}
		return what
	case strings.HasPrefix(what, "!"):
		return mention(what, label)
	}
	address := strings.TrimPrefix(strings.TrimPrefix(what, "mailto:"), "tel:")
	if !labelled || label == "" || label == what || label == address || strings.HasSuffix(address, "://"+label) {
		return address
	}
	return label + " (" + address + ")"
}

// mention is a mention of many, or a date, whose label is its fallback.
func mention(what, label string) string {
	if label != "" {
		return label
	}
	name, _, _ := strings.Cut(what[1:], "^")
	return "@" + name
}

// withoutMarks takes marks away that stand around words: *bold*, _italic_, ~struck~, `code`.
func withoutMarks(s string) string {
	s = strings.ReplaceAll(s, "```", "")
	if !strings.ContainsAny(s, "*_~`") {
		return s
	}
	var b strings.Builder
	before := ' '
	for i, r := range s {
		size := utf8.RuneLen(r)
		after := ' '
		if i+max(size, 1) < len(s) {
			after, _ = utf8.DecodeRuneInString(s[i+max(size, 1):])
		}
		if !isMark(r) || !aside(before, after) {
			b.WriteRune(r)
		}
		before = r
	}
	return b.String()
}

func isMark(r rune) bool { return r == '*' || r == '_' || r == '~' || r == '`' }

// aside says that a mark between these two opens or closes something: a word is on one side
// of it alone, so that 2*3 and snake_case stay.
func aside(before, after rune) bool { return inWord(before) != inWord(after) }

func inWord(r rune) bool { return !unicode.IsSpace(r) && !isMark(r) && !edge(r) }

func edge(r rune) bool { return strings.ContainsRune("()[]{}.,;:!?\"'-/", r) }
