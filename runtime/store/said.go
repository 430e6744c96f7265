package store

import (
	"context"
	"fmt"

	"github.com/smackdev/smack/runtime/chat"
)

// Said reads what the room said, newest first, before a Seq; 0: from the last one on.
func (s *Store) Said(ctx context.Context, before chat.Seq, limit int64) ([]Entry, error) {
	from := ""
	if before > 0 {
		from = decimal(int64(before)) + "-0"
	}
	page, err := s.client.XRevRangeN(ctx, s.keys.named("log"), olderThan(from), "-", limit).Result()
	if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	entries := make([]Entry, len(page))
	for i, m := range page {
		entries[i] = decodeEntry(m)
	}
	return entries, nil
}
