package delivery

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"

	"github.com/smackdev/smack/runtime/carrier"
)

// door lets requests through as the pod's share allows: lines before waves, for a reply
// never waits behind a broadcast, and those of one kind in their order.
type door struct {
	mu          sync.Mutex
	share       share
	flying      int
	lines, wave []chan struct{}
}

func newDoor(most int) *door { return &door{share: newShare(most)} }

// through makes the request when there is room for it. It is not made if ctx ends before.
func (d *door) through(ctx context.Context, line bool, request func() answer) answer {
	if err := d.enter(ctx, line); err != nil {
		return answer{cut: true, err: &carrier.Error{Class: carrier.NotSent, Message: "no turn: " + err.Error(), Err: err}}
	}
	begun := d.cuts()
	a := request()
	a.crowded = d.leave(begun, a.err)
	return a
}

func (d *door) cuts() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.share.cuts
}

func (d *door) enter(ctx context.Context, line bool) error {
	d.mu.Lock()
	if d.share.admits(d.flying) {
		d.flying++
		d.mu.Unlock()
		return nil
	}
	turn := make(chan struct{})
	if line {
		d.lines = append(d.lines, turn)
	} else {
		d.wave = append(d.wave, turn)
	}
	d.mu.Unlock()
	select {
	case <-turn:
		return nil
	case <-ctx.Done():
		d.giveUp(turn)
		return ctx.Err()
	}
}

// giveUp takes a waiting request out, or hands on the turn that came at the same moment.
func (d *door) giveUp(turn chan struct{}) {
	d.mu.Lock()
	defer d.mu.Unlock()
	without := func(all []chan struct{}) []chan struct{} {
		return slices.DeleteFunc(all, func(one chan struct{}) bool { return one == turn })
	}
	waiting := len(d.lines) + len(d.wave)
	d.lines, d.wave = without(d.lines), without(d.wave)
	if len(d.lines)+len(d.wave) == waiting {
		d.flying--
		d.admit()
	}
}

// leave is true if the request was refused for too many while others are taken.
func (d *door) leave(begun int, err error) (crowded bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var failure *carrier.Error
	switch {
	case err == nil || errors.As(err, &failure) && failure.Class == carrier.Rejected:
		d.share.taken()
	case failure != nil && failure.Status == http.StatusTooManyRequests:
		crowded = !d.share.refused(begun, d.flying)
	}
	d.flying--
	d.admit()
	return crowded
}

func (d *door) admit() {
	for d.share.admits(d.flying) && len(d.lines)+len(d.wave) > 0 {
		from := &d.lines
		if len(d.lines) == 0 {
			from = &d.wave
		}
		close((*from)[0])
		*from = (*from)[1:]
		d.flying++
	}
}
