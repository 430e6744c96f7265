package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// SampleEvery is how often the totals are kept for plots.
const SampleEvery = 15 * time.Minute

// KeepFigures is how long they are kept.
const KeepFigures = 30 * 24 * time.Hour

// Figures are the totals of a room at one moment, since it began.
type Figures struct {
	At time.Time
	// Messages are what the room said; Sent, Delivered and Failed are texts to phones, and
	// Segments what those cost.
	Messages, Sent, Delivered, Failed, Segments int64
	// Members is how many there were.
	Members int64
}

// Sample keeps the totals of the moment.
func (s *Store) Sample(ctx context.Context) error {
	if err := s.scripts.sample.run(ctx, s.client, int64(KeepFigures/SampleEvery)+1).Err(); err != nil {
		return fmt.Errorf("keeping the room's figures: %w", err)
	}
	return nil
}

// FiguresSince reads what was kept, oldest first, and the last moment before it: what
// happened in between is the difference of two.
func (s *Store) FiguresSince(ctx context.Context, since time.Time) ([]Figures, error) {
	key, from := s.keys.named("figures"), decimal(since.UnixMilli())
	var before, page *redis.XMessageSliceCmd
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		before = p.XRevRangeN(ctx, key, "("+from, "-", 1)
		page = p.XRange(ctx, key, from, "+")
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the room's figures: %w", err)
	}
	list := make([]Figures, 0, len(page.Val())+1)
	for _, m := range append(before.Val(), page.Val()...) {
		list = append(list, decodeFigures(m))
	}
	return list, nil
}

func decodeFigures(m redis.XMessage) Figures {
	n := func(field string) int64 { return asInt(m.Values[field]) }
	ms, _, _ := strings.Cut(m.ID, "-")
	return Figures{
		At: millis(ms), Messages: n("q"), Sent: n("s"), Delivered: n("d"), Failed: n("f"), Segments: n("g"), Members: n("m"),
	}
}
