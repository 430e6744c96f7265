package numbers

import (
	"context"
	"fmt"
	"time"
)

// Buyer buys numbers exactly once. The carrier's purchase has no idempotency key, but
// an exact number can be bought only once: so the exact candidate is written down
// first, and then that candidate is bought, again and again until it is certain
// whether it is ours.
type Buyer struct {
	// Carrier sells.
	Carrier Carrier
	// Guard limits spending; it is shared by all rooms.
	Guard *Guard
	// Now is the clock. Default: time.Now.
	Now func() time.Time
	// Grace replaces the constant of that name, for tests.
	Grace time.Duration
	// Pause waits between tries to write a bought number down. Default: by a timer.
	Pause func(ctx context.Context, d time.Duration) error
}

// Want is the number that a room asks for.
type Want struct {
	// Token is the room's OwnerToken.
	Token string
	// Search finds candidates.
	Search Search
	// AddressSID and BundleSID go into the order.
	AddressSID, BundleSID string
}

// Result is a room's number.
type Result struct {
	Number Number
	// Bought says that the number was written down in this run as one that this room's
	// own request has bought.
	Bought bool
	// Found says that the number was written down in this run because it bears the
	// room's token: when it was bought is not on record any more.
	Found bool
	// Abandoned counts candidates that this run gave up.
	Abandoned int
}

// maxSteps ends a run in which every candidate is snatched away; the next one goes on.
const maxSteps = 60

// Ensure gives the room its number, buying one if it has none. It may be called as
// often as one likes, and stopped anywhere. Its error is one of this package's types,
// the Journal's, or the carrier's (see Classify); none but the former need a person.
func (b *Buyer) Ensure(ctx context.Context, j Journal, w Want) (Result, error) {
	state, err := j.Load(ctx)
	if err != nil {
		return Result{}, fmt.Errorf("read the purchase state: %w", err)
	}
	r := run{Buyer: b, journal: j, want: w, state: state}
	for range maxSteps {
		s := next(r.state, r.sight, r.policy(), b.now())
		if s.verb == done {
			r.result.Number = s.number
			return r.result, nil
		}
		if err := r.do(ctx, s); err != nil {
			return r.result, err
		}
	}
	return r.result, &PurchasePendingError{After: time.Minute}
}

func (b *Buyer) now() time.Time {
	if b.Now == nil {
		return time.Now()
	}
	return b.Now()
}

func (b *Buyer) grace() time.Duration {
	if b.Grace > 0 {
		return b.Grace
	}
	return Grace
}

func (b *Buyer) pause(ctx context.Context, d time.Duration) error {
	if b.Pause != nil {
		return b.Pause(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
