package store

import (
	"math"
	"strings"

	"github.com/smackdev/smack/runtime/chat"
)

// span is a stretch of the log, both ends included, in which one member muted
// another. Open spans reach to the end of time.
type span struct{ from, to chat.Seq }

type spans []span

const forever = chat.Seq(math.MaxInt64)

// parseSpans reads "12-40,55-", as the commit script writes it.
func parseSpans(text string) spans {
	if text == "" {
		return nil
	}
	var list spans
	for one := range strings.SplitSeq(text, ",") {
		from, to, _ := strings.Cut(one, "-")
		s := span{from: chat.Seq(asInt(from)), to: forever}
		if to != "" {
			s.to = chat.Seq(asInt(to))
		}
		list = append(list, s)
	}
	return list
}

func (list spans) open() bool {
	return len(list) > 0 && list[len(list)-1].to == forever
}

func (list spans) hold(seq chat.Seq) bool {
	for _, s := range list {
		if s.from <= seq && seq <= s.to {
			return true
		}
	}
	return false
}
