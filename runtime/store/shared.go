package store

import (
	"context"
	"slices"
	"sync"
)

// maxTrips is how many round trips callers share at one time. Two keep Redis busy while
// answers are on their way; more would only make each of them smaller.
const maxTrips = 2

// maxTogether is how many callers share one trip: a script on behalf of a hundred keeps
// Redis from others for about a millisecond.
const maxTogether = 100

// shared lets callers who come at the same time share round trips: while some are on
// their way, later ones wait and go together. A lone caller waits for nobody. Sixty-four
// webhooks at once so cost Redis and this process a few system calls instead of a hundred.
//
// No goroutine is needed for it: when a trip ends, the first of those who wait makes the
// next one for all of them.
type shared[T any] struct {
	// carry makes one trip for all its loads; each of them keeps its own answer.
	carry func(ctx context.Context, all []T)

	mu      sync.Mutex
	trips   int
	waiting []*passenger[T]
}

// passenger is what one caller sends.
type passenger[T any] struct {
	load T
	// lead gets all whose trip this caller has to make, itself among them.
	lead chan []*passenger[T]
	done chan struct{}
}

// send takes the load to Redis and waits for its answer. A caller whose context ends first
// gets that error; the load may still take effect, and must be left alone.
func (s *shared[T]) send(ctx context.Context, load T) error {
	p := &passenger[T]{load: load}
	if s.depart(p) {
		s.travel(ctx, []*passenger[T]{p})
		return nil
	}
	select {
	case <-p.done:
		return nil
	case all := <-p.lead:
		s.travel(ctx, all)
		return nil
	case <-ctx.Done():
	}
	return s.leave(ctx, p)
}

// depart takes a free trip, or a place among those who wait.
func (s *shared[T]) depart(p *passenger[T]) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trips < maxTrips {
		s.trips++
		return true
	}
	p.lead, p.done = make(chan []*passenger[T], 1), make(chan struct{})
	s.waiting = append(s.waiting, p)
	return false
}

// leave gives up, unless the others rely on this caller meanwhile.
func (s *shared[T]) leave(ctx context.Context, p *passenger[T]) error {
	s.mu.Lock()
	s.waiting = slices.DeleteFunc(s.waiting, func(other *passenger[T]) bool { return other == p })
	s.mu.Unlock()
	select {
	case all := <-p.lead:
		s.travel(ctx, all)
	default:
	}
	return ctx.Err()
}

// travel makes one trip. It is not cut off with one caller's patience: the client's own
// time limits bound it.
func (s *shared[T]) travel(ctx context.Context, all []*passenger[T]) {
	loads := make([]T, len(all))
	for i, p := range all {
		loads[i] = p.load
	}
	s.carry(context.WithoutCancel(ctx), loads)
	s.arrive()
	for _, p := range all {
		if p.done != nil {
			close(p.done)
		}
	}
}

// arrive hands the trip to whoever waits.
func (s *shared[T]) arrive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		s.trips--
		return
	}
	n := min(len(s.waiting), maxTogether)
	all := slices.Clone(s.waiting[:n])
	s.waiting = slices.Delete(s.waiting, 0, n)
	all[0].lead <- all
}
