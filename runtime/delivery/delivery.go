// Package delivery sends what the store holds: the workers of one pod, any number of
// which share a room.
//
// It promises that every text is sent to every phone it is for, once, in the order of
// the room; that a send of which nobody knows the outcome is looked for before it is
// tried again; that a call of a service has one answer; that the rate is kept by all pods
// together; and that Stop leaves nothing
// half done. Loops never end on an error: they back off and raise a metric.
//
// It leaves to others: what is to be sent to whom (store decides at the moment of
// sending), how a request is made (carrier), and what services outside are asked (Services).
//
// Rooms that share an account share no pause: each pod learns of a 429 by itself and has
// half as many requests in flight from then on, until there is room again. So pods yield
// to one another without a common key, which their rooms' Redis users could not read anyway.
// Only when nothing is taken any more does the whole room pause, longer each time, and let
// one text try whether it is over.
//
// A lane that is behind by more than a minute hands its messages to the lines of its
// members, where what waits becomes one text. So a room that keeps up pays nothing for it.
//
// Who has quiet hours is left alone until they end, by the nights that the store knows for
// days ahead; then what waited goes out as the texts of a lane that is behind do.
//
// One loop claims work and hands it to a worker: a lane (waves of up to 64 sends), a
// line (one text to one phone), a look (is a send in doubt in the carrier's list?), a
// chore or a call (of a service outside the room, by workers of their own). It sleeps until the next work is due, a worker is free or a hint comes.
package delivery

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/store"
)

// ErrShortLease says that a claim could lapse while its worker still waits for an answer.
var ErrShortLease = errors.New("the lease must be at least twice the carrier's HTTP timeout")

// Options are fixed for the life of an engine. The zero value is for production.
type Options struct {
	// Log gets what an operator acts on; nil discards.
	Log *slog.Logger
	// Registerer gets the metrics; nil keeps them to itself.
	Registerer prometheus.Registerer
	// Lease is how long a claim lasts without a sign of life; at least twice the
	// carrier's timeout. Default: 4 times that.
	Lease time.Duration
	// Lanes and Lines bound the workers. Defaults DefaultLanes and DefaultLines.
	Lanes, Lines int
	// Services make the calls that texts cause; nil leaves them to other pods.
	Services Services
	// Calls bounds the calls under way. Default DefaultCalls.
	Calls int
	// CallLease is how long a call is left alone that another pod has taken on; more than a
	// call ever lasts. Default 30 s.
	CallLease time.Duration
	// Tick is how often to look for work without any hint. Default 5 s.
	Tick time.Duration
	// SecondLook is the time between two looks for a send in doubt. Default 30 s.
	SecondLook time.Duration
	// MaxTries ends a text after so many tries that may have reached the carrier. Default 5.
	MaxTries int
	// SweepEvery is the time between two sweeps while texts are on their way. Default 30 s.
	SweepEvery time.Duration
	// Behind is how late a lane must be to have its messages joined. Default 1 m.
	Behind time.Duration
	// Now is the clock for the budget's day. Default time.Now.
	Now func() time.Time
}

// Engine runs the workers of one pod.
type Engine struct {
	store    *store.Store
	carrier  *carrier.Client
	options  Options
	settings atomic.Pointer[Settings]
	metrics  *metrics
	log      *slog.Logger

	pod    string
	claims atomic.Int64
	wake   chan struct{} // a hint, a free worker, new settings
	lanes  *pool
	lines  *pool
	calls  *pool
	door   *door

	mu      sync.Mutex
	running *run
}

// New makes an engine; it does nothing before Start.
func New(s *store.Store, c *carrier.Client, settings Settings, opts Options) (*Engine, error) {
	opts = opts.filled(c.Timeout())
	if opts.Lease < 2*c.Timeout() {
		return nil, fmt.Errorf("%w: lease %s, timeout %s", ErrShortLease, opts.Lease, c.Timeout())
	}
	e := &Engine{
		store: s, carrier: c, options: opts, metrics: newMetrics(), log: opts.Log,
		pod: rand.Text()[:8], wake: make(chan struct{}, 1),
		lanes: newPool(opts.Lanes), lines: newPool(opts.Lines), calls: newPool(opts.Calls),
		door: newDoor(MostInFlight(opts.Lanes, opts.Lines)),
	}
	if err := e.Apply(settings); err != nil {
		return nil, err
	}
	if opts.Registerer != nil {
		limit := func() int64 { return e.settings.Load().Budget }
		if err := e.metrics.register(opts.Registerer, s, limit); err != nil {
			return nil, fmt.Errorf("registering metrics: %w", err)
		}
	}
	return e, nil
}

// Apply changes the settings; work that is under way ends with the old ones.
func (e *Engine) Apply(settings Settings) error {
	if settings.Number == "" && settings.MessagingServiceSID == "" {
		return errors.New("delivery needs the room's number or its messaging service")
	}
	settings = settings.filled()
	e.settings.Store(&settings)
	e.nudge()
	return nil
}

// The workers of an engine whose Options name none.
const (
	DefaultLanes = 4
	DefaultLines = 16
	DefaultCalls = 16
)

// MostInFlight is how many requests so many workers can have at the carrier together. A
// carrier client that allows fewer makes waves queue inside their own lease.
func MostInFlight(lanes, lines int) int { return lanes*store.MaxWave + lines }

func (o Options) filled(timeout time.Duration) Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Lease = orElse(o.Lease, 4*timeout)
	o.Tick = orElse(o.Tick, 5*time.Second)
	o.SecondLook = orElse(o.SecondLook, 30*time.Second)
	o.SweepEvery = orElse(o.SweepEvery, 30*time.Second)
	o.Behind = orElse(o.Behind, time.Minute)
	o.Lanes = orElse(o.Lanes, DefaultLanes)
	o.Lines = orElse(o.Lines, DefaultLines)
	o.Calls = orElse(o.Calls, DefaultCalls)
	o.CallLease = orElse(o.CallLease, 30*time.Second)
	o.MaxTries = orElse(o.MaxTries, 5)
	return o
}

func orElse[T ~int | ~int64](value, fallback T) T {
	if value <= 0 {
		return fallback
	}
	return value
}

// nudge wakes the loop, which looks for work; nudges add up to one.
func (e *Engine) nudge() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}

func (e *Engine) token() string {
	return e.pod + "." + strconv.FormatInt(e.claims.Add(1), 36)
}

// retire hands a claim back after trouble; if even that fails, its lease lapses.
func (e *Engine) retire(ctx context.Context, job store.Job, delay time.Duration) {
	if err := e.store.Release(ctx, job, delay); err != nil {
		e.log.Debug("work not handed back; its lease will lapse", "kind", job.Kind, "error", err)
	}
}
