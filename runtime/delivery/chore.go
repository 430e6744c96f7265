package delivery

import (
	"context"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

const (
	trimEvery = time.Hour
	// renewEvery is how often to look whose nights run out, which takes one command where
	// nobody has quiet hours.
	renewEvery = time.Hour
	// sweepBack is how far the first sweep looks: the carrier's longest validity and an hour.
	sweepBack = 11 * time.Hour
)

// chore does the housekeeping that one pod at a time does. A chore that fails is
// claimed again when its lease lapses.
func (e *Engine) chore(r *run, job store.Job) {
	var err error
	chore, of, _ := strings.Cut(job.Name, ":")
	switch chore {
	case store.ChoreTrim:
		err = e.trim(r.work)
	case store.ChoreQuiet:
		err = e.renewQuiet(r.work)
	case store.ChoreSweep:
		err = e.sweep(r.work)
	case store.ChoreReact:
		err = e.summarise(r.work, of)
	case store.ChoreForget:
		err = e.forget(r.work, job.Name, of)
	case store.ChoreRest:
		err = e.tellAdmins(r.work)
	case store.ChoreSample:
		err = e.sample(r.work)
	case store.ChoreNames:
		err = e.indexNames(r.work)
	default: // of a later version
		err = e.store.Unschedule(r.work, job.Name)
	}
	e.failed(r.work, chore, err)
}

func (e *Engine) trim(ctx context.Context) error {
	gone, err := e.store.Trim(ctx)
	if err != nil {
		return err
	}
	if gone > 0 {
		e.log.Info("old messages were removed", "count", gone)
	}
	return e.store.Reschedule(ctx, store.ChoreTrim, trimEvery)
}

// renewQuiet keeps the nights of members with quiet hours known for days ahead. Where that
// ends, because no pod ran for eleven days or a zone is unknown, their texts go out at any hour.
func (e *Engine) renewQuiet(ctx context.Context) error {
	renewal, err := e.store.RenewQuiet(ctx)
	if err != nil {
		return err
	}
	if renewal.Unknown > 0 {
		e.log.Warn("the time zones of some quiet hours are unknown; no hours are kept there", "members", renewal.Unknown)
	}
	return e.store.Reschedule(ctx, store.ChoreQuiet, renewEvery)
}

// sweep reads final statuses from the carrier's list, a thousand a page, and goes on
// while some are missing.
func (e *Engine) sweep(ctx context.Context) error {
	mark, err := e.store.SweepMark(ctx)
	if err != nil {
		return err
	}
	begun := e.options.Now()
	if earliest := begun.Add(-sweepBack); mark.Before(earliest) {
		mark = earliest
	}
	open, err := e.sweepFrom(ctx, mark)
	if err != nil {
		return err
	}
	if open.IsZero() {
		return e.store.EndSweep(ctx, begun.Add(-clockSkew), false, e.options.SweepEvery)
	}
	return e.store.EndSweep(ctx, open, true, e.options.SweepEvery)
}

// sweepFrom gives the time of the oldest text that is not final yet, zero if all are.
// Some networks never report; an hour after its validity a text is waited for no more.
func (e *Engine) sweepFrom(ctx context.Context, since time.Time) (oldest time.Time, err error) {
	settings := e.settings.Load()
	hopeless := e.options.Now().Add(-settings.Validity - time.Hour)
	for page, err := range e.carrier.Pages(ctx, carrier.Query{From: sender(settings), Since: since}) {
		if err != nil {
			return time.Time{}, err
		}
		var receipts []store.Receipt
		for _, s := range page {
			if s.Final() {
				receipts = append(receipts, receiptOf(s))
			} else if s.Created.After(hopeless) && (oldest.IsZero() || s.Created.Before(oldest)) {
				oldest = s.Created
			}
		}
		if err := e.store.Receipt(ctx, receipts); err != nil {
			return time.Time{}, err
		}
	}
	return oldest, nil
}

func receiptOf(s carrier.Sent) store.Receipt {
	return store.Receipt{SID: s.SID, To: chat.E164(s.To), Status: s.Status, ErrorCode: s.ErrorCode, Body: s.Body, At: s.Created}
}
