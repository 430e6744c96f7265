package store

import (
	"context"
	"slices"
	"sync"

	"github.com/redis/go-redis/v9"
)

// maxTrips is how many round trips callers share at one time. Two keep Redis busy while
// answers are on their way; more would only make each of them smaller.
const maxTrips = 2

// shared lets callers who come at the same time share round trips: while some are on
// their way, later ones wait and go together. A lone caller waits for nobody. Sixty-four
// webhooks at once so cost Redis and this process a few system calls instead of a hundred.
//
// No goroutine is needed for it: when a trip ends, the first of those who wait makes the
// next one for all of them.
type shared struct {
	client redis.UniversalClient

	mu      sync.Mutex
	trips   int
	waiting []*passenger
}

// passenger is one command of one caller.
type passenger struct {
	cmd redis.Cmder
	// lead gets all whose trip this caller has to make, itself among them.
	lead chan []*passenger
	done chan struct{}
}

func newShared(client redis.UniversalClient) *shared { return &shared{client: client} }

// Process sends the command and waits for its answer. A caller whose context ends first
// gets that error, and the command may still take effect.
func (s *shared) Process(ctx context.Context, cmd redis.Cmder) error {
	p := &passenger{cmd: cmd}
	if s.depart(p) {
		s.travel(ctx, []*passenger{p})
		return cmd.Err()
	}
	select {
	case <-p.done:
		return cmd.Err()
	case all := <-p.lead:
		s.travel(ctx, all)
		return cmd.Err()
	case <-ctx.Done():
	}
	return s.leave(ctx, p)
}

// depart takes a free trip, or a place among those who wait.
func (s *shared) depart(p *passenger) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trips < maxTrips {
		s.trips++
		return true
	}
	p.lead, p.done = make(chan []*passenger, 1), make(chan struct{})
	s.waiting = append(s.waiting, p)
	return false
}

// leave gives up, unless the others rely on this caller meanwhile.
func (s *shared) leave(ctx context.Context, p *passenger) error {
	s.mu.Lock()
	s.waiting = slices.DeleteFunc(s.waiting, func(other *passenger) bool { return other == p })
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
func (s *shared) travel(ctx context.Context, all []*passenger) {
	ctx = context.WithoutCancel(ctx)
	if len(all) == 1 {
		_ = s.client.Process(ctx, all[0].cmd) // the command keeps it
	} else {
		s.together(ctx, all)
	}
	s.arrive()
	for _, p := range all {
		if p.done != nil {
			close(p.done)
		}
	}
}

func (s *shared) together(ctx context.Context, all []*passenger) {
	pipe := s.client.Pipeline()
	for _, p := range all {
		_ = pipe.Process(ctx, p.cmd) // nothing is sent yet
	}
	_, _ = pipe.Exec(ctx) // each command keeps its own
}

// arrive hands the trip to whoever waits.
func (s *shared) arrive() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.waiting) == 0 {
		s.trips--
		return
	}
	all := s.waiting
	s.waiting = nil
	all[0].lead <- all
}
