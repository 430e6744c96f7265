package delivery

import (
	"context"
	"time"

	"github.com/smackdev/smack/runtime/store"
)

// sample keeps the totals of each quarter of an hour.
func (e *Engine) sample(ctx context.Context) error {
	if err := e.store.Sample(ctx); err != nil {
		return err
	}
	return e.store.Reschedule(ctx, store.ChoreSample, untilQuarter(e.options.Now()))
}

func untilQuarter(now time.Time) time.Duration {
	return now.Truncate(store.SampleEvery).Add(store.SampleEvery).Sub(now)
}

// indexNames makes the index of nicknames for who searches, bit by bit, so that texts get
// their turn in between.
func (e *Engine) indexNames(ctx context.Context) error {
	for whole := false; !whole; {
		var err error
		if whole, err = e.store.IndexNames(ctx); err != nil {
			return err
		}
	}
	return e.store.Unschedule(ctx, store.ChoreNames)
}
