package chat

import "strings"

// quoted says what a quote was found to be.
type quoted int

const (
	// quotesNothing: the log has no such message.
	quotesNothing quoted = iota
	// quotesOne: it is one message.
	quotesOne
	// quotesSeveral: it could be any of several messages.
	quotesSeveral
)

const (
	// maxQuoteLog is how many messages back a quote is looked for.
	maxQuoteLog = 200
	// minCut is the least that a cut quote must have left of its message.
	minCut = 8
	// trialPrefix is what Twilio puts before every text of a trial account, so that phones
	// quote it.
	trialPrefix = "Sent from your Twilio trial account - "
)

// findQuoted looks for the message that a phone of member by has quoted, newest first.
// Phones show others' messages with the name and one's own without; what fits in no other
// way but with a name left out comes last.
func findQuoted(quote string, by MemberID, log []Message) (Message, quoted) {
	quote = strings.TrimPrefix(quote, trialPrefix)
	wanted := newQuotation(quote)
	if len(wanted.text) == 0 {
		return Message{}, quotesNothing
	}
	var shown, named candidate
	for i := range log {
		m := &log[i]
		body := withoutLabel(m.Body)
		switch {
		case wanted.is(m.Body) || m.Author == by && wanted.is(body) || m.Words != "" && wanted.is(m.Words):
			if !wanted.cut {
				return *m, quotesOne
			}
			shown.add(m)
		case len(body) < len(m.Body) && wanted.is(body):
			named.add(m)
		}
	}
	switch {
	case shown.found:
		return shown.verdict()
	case named.found:
		return named.verdict()
	case quotesJoined(quote, log):
		return Message{}, quotesSeveral
	}
	return Message{}, quotesNothing
}

// candidate is the newest message that a quote fits.
type candidate struct {
	message  Message
	found    bool
	doubtful bool // it fits a message of somebody else as well, or of other words
}

func (c *candidate) add(m *Message) {
	if !c.found {
		c.message, c.found = *m, true
		return
	}
	c.doubtful = c.doubtful || m.Body != c.message.Body || m.Author != c.message.Author
}

func (c *candidate) verdict() (Message, quoted) {
	if c.doubtful {
		return Message{}, quotesSeveral
	}
	return c.message, quotesOne
}

// quotation is a quote, read for comparing.
type quotation struct {
	text []rune
	// cut says that the phone has cut the message where text ends.
	cut bool
}

func newQuotation(quote string) quotation {
	q := quotation{text: make([]rune, 0, len(quote))}
	g := glyphs{rest: quote}
	for r, ok := g.next(); ok; r, ok = g.next() {
		q.text = append(q.text, r)
	}
	const dots = 3
	if isCut(quote) && len(q.text) >= minCut+dots {
		q.text, q.cut = q.text[:len(q.text)-dots], true
	}
	return q
}

// is says whether the body is what is quoted. It is asked of hundreds of bodies, so the
// characters that nothing is done to are compared first.
func (q *quotation) is(body string) bool {
	i := 0
	for i < len(q.text) && i < len(body) && compared(body, i) {
		if rune(body[i]) != q.text[i] {
			return false
		}
		i++
	}
	g := glyphs{rest: body[i:], begun: i > 0}
	for _, want := range q.text[i:] {
		if r, ok := g.next(); !ok || r != want {
			return false
		}
	}
	if q.cut {
		return true
	}
	_, more := g.next()
	return !more
}

// maxJoinedLines bounds how many lines of a quote are looked up.
const maxJoinedLines = 8

// quotesJoined says whether the quote is a text into which several messages were joined, a
// line or more each.
func quotesJoined(quote string, log []Message) bool {
	lines := strings.Split(quote, "\n")
	if len(lines) == 1 {
		return false
	}
	for i := range min(len(lines), maxJoinedLines) {
		if len(withoutLabel(lines[i])) == len(lines[i]) {
			continue
		}
		for _, m := range log {
			end := i + 1 + strings.Count(m.Body, "\n")
			if end <= len(lines) && alike(strings.Join(lines[i:end], "\n"), m.Body) {
				return true
			}
		}
	}
	return false
}

// withoutLabel takes the name off a message: "Ann: ", "Ann (1/2): " or "* ".
func withoutLabel(body string) string {
	if words, ok := strings.CutPrefix(body, "* "); ok {
		return words
	}
	head, words, ok := cutLabel(body)
	if _, part, split := strings.Cut(head, " "); ok && (!split || isPart(part)) {
		return words
	}
	return body
}

// longestLabel is a nickname of the widest characters, what a direct text adds, and a part.
const longestLabel = 4*maxNickname + 40

func cutLabel(body string) (head, words string, ok bool) {
	i := strings.Index(body[:min(len(body), longestLabel)], ": ")
	if i <= 0 {
		return "", body, false
	}
	return body[:i], body[i+len(": "):], true
}

// isPart holds for "(1/2)".
func isPart(s string) bool {
	inner, ok := strings.CutPrefix(s, "(")
	if !ok {
		return false
	}
	inner, ok = strings.CutSuffix(inner, ")")
	i, n, slash := strings.Cut(inner, "/")
	return ok && slash && isNumber(i) && isNumber(n)
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// quotesPrivate holds for quotes of what the room has told this member alone: a direct
// text, a command of one's own, one's own number. The room must not hear them.
func quotesPrivate(quote string, prefix rune, own E164) bool {
	if _, _, ok := splitCommand(quote, prefix); ok {
		return true
	}
	if own != "" && strings.Contains(quote, string(own)) {
		return true
	}
	head, _, ok := cutLabel(strings.TrimPrefix(quote, trialPrefix))
	_, kind, bracket := strings.Cut(head, " (")
	return ok && bracket && !isPart("("+kind)
}
