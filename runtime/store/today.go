package store

import (
	"context"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// countToday counts the chat texts since midnight in a zone, as far back as one text may
// have the log read.
func (s *Store) countToday(ctx context.Context, facts *chat.Facts, zone *time.Location) error {
	y, m, d := facts.Now.In(zone).Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, zone)
	var seen int
	err := s.backward(ctx, facts.Seq, func(e Entry) bool {
		if e.At.Before(midnight) {
			return false
		}
		seen++
		if e.Kind == chat.Chat && e.First == e.Seq {
			facts.MessagesToday++
		}
		return true
	})
	facts.MessagesMore = seen >= maxLookBack
	return err
}
