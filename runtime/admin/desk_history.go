package admin

import (
	"context"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/store"
)

// Span is how far a plot goes back.
type Span string

// The spans of plots.
const (
	// Day is 24 hours in quarters of an hour, Month 30 days in six hours each.
	Day   Span = "24h"
	Month Span = "30d"
)

// stretches are how far a span goes back, and how long one of its buckets is.
var stretches = map[Span]struct{ back, width time.Duration }{
	Day:   {24 * time.Hour, store.SampleEvery},
	Month: {store.KeepFigures, 6 * time.Hour},
}

// Bucket is what happened in one stretch of a plot.
type Bucket struct {
	// At is when the stretch ends; the last one may not have ended yet.
	At time.Time `json:"at"`
	// Messages are of the room; Sent, Delivered and Failed are texts to phones.
	Messages  int64 `json:"messages"`
	Sent      int64 `json:"sent"`
	Delivered int64 `json:"delivered"`
	Failed    int64 `json:"failed"`
	Segments  int64 `json:"segments"`
	// Members is how many there were at its end.
	Members int64 `json:"members"`
}

// History is what plots show, oldest first, with a bucket for each stretch of the span for
// which figures were kept.
func (d *Desk) History(ctx context.Context, a Actor, span Span) ([]Bucket, error) {
	if err := d.mayLook(a); err != nil {
		return nil, err
	}
	of, ok := stretches[span]
	if !ok {
		return nil, wrong("span", "There are figures of %s and of %s.", Day, Month)
	}
	now := d.Now()
	list, err := d.Store.FiguresSince(ctx, now.Add(-of.back))
	if err != nil {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	st, err := d.Store.Stats(ctx)
	if err != nil {
		return nil, fmt.Errorf("reading the history: %w", err)
	}
	list = append(list, store.Figures{
		At: now, Messages: st.Seq, Sent: st.Totals["accepted"], Delivered: st.Totals["delivered"],
		Failed: st.Totals["dead"], Segments: st.Totals["segments"], Members: st.Members,
	})
	return buckets(list, of.width), nil
}

// slip is how much later than the quarter of an hour a sample may be taken.
const slip = time.Minute

// buckets are the differences of figures, summed up by stretch. What was before the first of
// them is not known, but where the room had begun with nothing.
func buckets(list []store.Figures, width time.Duration) []Bucket {
	found := []Bucket{}
	for i := 1; i < len(list); i++ {
		last, now := list[i-1], list[i]
		end := now.At.Add(-slip).Truncate(width).Add(width)
		if len(found) == 0 || found[len(found)-1].At.Before(end) {
			found = append(found, Bucket{At: end})
		}
		b := &found[len(found)-1]
		b.Messages += grown(last.Messages, now.Messages)
		b.Sent += grown(last.Sent, now.Sent)
		b.Delivered += grown(last.Delivered, now.Delivered)
		b.Failed += grown(last.Failed, now.Failed)
		b.Segments += grown(last.Segments, now.Segments)
		b.Members = now.Members
	}
	return found
}

// grown is what was added; a total that shrank began anew.
func grown(before, after int64) int64 {
	if after < before {
		return after
	}
	return after - before
}
