package room

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
)

// phase is what the room is doing with its life.
type phase int32

const (
	starting phase = iota
	serving
	draining
)

// health answers for the room. Alive is whoever answers at all; ready is a room that a
// text would get all the way into.
type health struct {
	phase atomic.Int32
	// probe proves the way into Redis and back; set before the phase is serving.
	probe func(context.Context) error
}

func (h *health) set(p phase) { h.phase.Store(int32(p)) }

func (h *health) alive(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") }

func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	if err := h.readiness(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusServiceUnavailable)
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}

func (h *health) readiness(ctx context.Context) error {
	switch phase(h.phase.Load()) {
	case starting:
		return fmt.Errorf("starting: Redis has not answered yet")
	case draining:
		return fmt.Errorf("stopping")
	}
	if err := h.probe(ctx); err != nil {
		return fmt.Errorf("redis: %w", err)
	}
	return nil
}
