package talk

import (
	"fmt"
	"strings"

	"github.com/smackdev/smack/runtime/sandbox/conversation"
)

// line is one text of a chat.
type line struct {
	from conversation.Phone
	text string
	// refused says that the carrier was not told that the room took it.
	refused bool
}

// heard is the line as the others read it.
func (l line) heard() string { return l.from.Name + ": " + l.text }

// compare says where a phone's texts differ from what the others said: every line once,
// in order, and of the refused ones each at most once at its place. A room that lags
// behind puts several lines into one text.
func compare(said []line, phone conversation.Phone, texts []string) error {
	var got []string
	for _, text := range texts {
		got = append(got, strings.Split(text, "\n")...)
	}
	at := 0
	for _, l := range said {
		switch {
		case l.from == phone:
		case at < len(got) && got[at] == l.heard():
			at++
		case !l.refused:
			return fmt.Errorf("%s, after %d lines, should have received %q and has %q", phone.Name, at, l.heard(), rest(got, at))
		}
	}
	if at < len(got) {
		return fmt.Errorf("%s, after all %d lines, has received %q as well", phone.Name, at, rest(got, at))
	}
	return nil
}

// rest are a few lines from there on.
func rest(got []string, at int) []string { return got[at:min(at+5, len(got))] }
