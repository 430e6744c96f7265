package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// mostAudit is how many records of changes are kept.
const mostAudit = 10000

// Audit is one change that somebody made from outside the room: on a screen, by a program.
type Audit struct {
	// ID and At are given by Redis.
	ID string
	At time.Time
	// Actor made the change, Verb says what was done, Object to whom or what, Detail the rest.
	Actor, Verb, Object, Detail string
}

// Audit keeps a record. Of ten thousand the oldest goes.
func (s *Store) Audit(ctx context.Context, a Audit) error {
	err := s.client.XAdd(ctx, &redis.XAddArgs{Stream: s.keys.named("audit"), MaxLen: mostAudit, Values: []any{
		"actor", a.Actor, "verb", a.Verb, "object", a.Object, "detail", a.Detail,
	}}).Err()
	if err != nil {
		return fmt.Errorf("writing the audit log: %w", err)
	}
	return nil
}

// Audits reads records, newest first, older than before; empty: from the newest on.
func (s *Store) Audits(ctx context.Context, before string, limit int64) ([]Audit, error) {
	page, err := s.client.XRevRangeN(ctx, s.keys.named("audit"), olderThan(before), "-", limit).Result()
	if err != nil {
		return nil, fmt.Errorf("reading the audit log: %w", err)
	}
	list := make([]Audit, len(page))
	for i, m := range page {
		text := func(field string) string { return asText(m.Values[field]) }
		ms, _, _ := strings.Cut(m.ID, "-")
		list[i] = Audit{ID: m.ID, At: millis(ms), Actor: text("actor"), Verb: text("verb"), Object: text("object"), Detail: text("detail")}
	}
	return list, nil
}

// olderThan is the upper end of a range of a stream that is read backwards.
func olderThan(id string) string {
	if id == "" {
		return "+"
	}
	return "(" + id
}
