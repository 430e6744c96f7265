package delivery

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/smackdev/smack/runtime/store"
)

// run is one life of the engine, between Start and Stop.
type run struct {
	// stopping ends claiming; work that is under way goes on.
	stopping context.Context
	stop     context.CancelFunc
	// work is the context of requests; it ends only when Stop loses patience.
	work    context.Context
	abandon context.CancelFunc
	// settling is the context of writing results down; it ends a little later.
	settling context.Context
	forget   context.CancelFunc
	loops    sync.WaitGroup
	workers  sync.WaitGroup
	posts    *crew
	done     chan struct{}
}

// Start starts the loops. A second Start does nothing. The engine outlives ctx: Stop ends it.
func (e *Engine) Start(ctx context.Context) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.running != nil {
		return
	}
	r := &run{posts: newCrew(), done: make(chan struct{})}
	r.settling, r.forget = context.WithCancel(context.WithoutCancel(ctx))
	r.work, r.abandon = context.WithCancel(r.settling)
	r.stopping, r.stop = context.WithCancel(r.work)
	e.running = r
	r.loops.Go(func() { e.listen(r.stopping) })
	r.loops.Go(func() { e.claim(r) })
}

// Stop ends claiming, lets every wave end, hands lanes back and writes results down
// last. If ctx ends first, requests are cut off and two seconds are left to write down
// what became of them; what could not be written becomes doubt, which another pod
// resolves. Stop is idempotent and returns when nothing runs any more.
func (e *Engine) Stop(ctx context.Context) error {
	e.mu.Lock()
	r := e.running
	e.running = nil
	e.mu.Unlock()
	if r == nil {
		return nil
	}
	r.stop()
	go r.wait()
	select {
	case <-r.done:
		return nil
	case <-ctx.Done():
		r.abandon()
		last := time.AfterFunc(lastWords, r.forget)
		defer last.Stop()
		<-r.done
		return ctx.Err()
	}
}

// lastWords is how long results may still be written down after requests were cut off.
const lastWords = 2 * time.Second

func (r *run) wait() {
	r.loops.Wait()
	r.workers.Wait()
	r.posts.dismiss()
	r.forget()
	close(r.done)
}

// claim is the loop that finds work.
func (e *Engine) claim(r *run) {
	var trouble backoff
	var looked time.Time // when work was last looked for far ahead
	e.chores(r.stopping)
	ask := request{token: e.token()}
	for r.stopping.Err() == nil {
		ask.ahead, ask.at = time.Since(looked) >= e.options.Tick, time.Now()
		job, wait, err := e.next(r.work, ask)
		if err != nil {
			e.failed(r.stopping, "claim", err)
			ask.again = true
			e.sleep(r.stopping, trouble.next())
			continue
		}
		trouble.reset()
		if ask.ahead {
			looked = ask.at
		}
		if job != nil {
			e.take(r, *job, ask.at)
		}
		ask = request{token: e.token()}
		e.sleep(r.stopping, e.until(wait))
	}
}

// request is one question for work; at is a moment before it was asked.
type request struct {
	token        string
	at           time.Time
	again, ahead bool
}

func (e *Engine) chores(ctx context.Context) {
	for _, chore := range []string{store.ChoreTrim, store.ChoreQuiet, store.ChoreSample} {
		if err := e.store.Schedule(ctx, chore, 0); err != nil {
			e.failed(ctx, "schedule", err)
		}
	}
}

func (e *Engine) next(ctx context.Context, ask request) (*store.Job, time.Duration, error) {
	lines, lanes := e.lines.free(), e.lanes.free()
	calls := e.options.Services != nil && e.calls.free()
	if !lines && !lanes && !calls && !ask.again {
		return nil, 0, nil
	}
	settings := e.settings.Load()
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	return e.store.Claim(ctx, store.Want{
		Token: ask.token, Again: ask.again, Lines: lines, Lanes: lanes, Calls: calls, Ahead: ask.ahead,
		Lease: e.options.Lease, CallLease: e.options.CallLease, Grace: settings.DoubtGrace, Gate: settings.gate(e.options.Now()),
		First: &store.First{Yield: lines, Behind: settings.behind(e.options.Behind)},
	})
}

// until is how long to sleep: until the next work is due, but never beyond the tick.
func (e *Engine) until(wait time.Duration) time.Duration {
	if wait <= 0 {
		return e.options.Tick
	}
	return min(wait, e.options.Tick)
}

func (e *Engine) sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-e.wake:
	}
}

// take hands a claim to a worker, or back to the others if the engine stopped meanwhile. A
// wave that has begun goes out first.
func (e *Engine) take(r *run, job store.Job, begun time.Time) {
	if r.stopping.Err() != nil && job.First.Standing != store.Going {
		e.retire(r.work, job, 0)
		return
	}
	e.metrics.claims.WithLabelValues(string(job.Kind)).Inc()
	workers := e.workers(job.Kind)
	workers.take()
	r.workers.Go(func() {
		more := e.do(r, job, begun)
		if full := workers.give(); full || more {
			e.nudge()
		}
	})
}

func (e *Engine) workers(kind store.Kind) *pool {
	switch kind {
	case store.Lane:
		return e.lanes
	case store.Ask:
		return e.calls
	}
	return e.lines
}

// do says whether there may be more to do because of it.
func (e *Engine) do(r *run, job store.Job, begun time.Time) (more bool) {
	switch job.Kind {
	case store.Lane:
		return e.lane(r, job, begun)
	case store.Line:
		e.line(r, job)
	case store.Look:
		e.look(r, job)
	case store.Chore:
		e.chore(r, job)
	case store.Ask:
		e.ask(r, job)
	}
	return true
}

// listen turns hints into nudges, and subscribes again when the connection is lost.
func (e *Engine) listen(ctx context.Context) {
	var trouble backoff
	for ctx.Err() == nil {
		err := e.hints(ctx, &trouble)
		if ctx.Err() != nil {
			return // the subscription was closed because of that
		}
		e.nudge()
		e.failed(ctx, "hints", err)
		e.pause(ctx, trouble.next())
	}
}

func (e *Engine) hints(ctx context.Context, trouble *backoff) error {
	sub, err := e.store.Hints(ctx)
	if err != nil {
		return err
	}
	defer sub.Close()
	end := context.AfterFunc(ctx, func() { _ = sub.Close() })
	defer end()
	for {
		if _, err := sub.ReceiveMessage(ctx); err != nil {
			return err
		}
		trouble.reset()
		e.nudge()
	}
}

// pause sleeps without taking nudges away from the claim loop.
func (e *Engine) pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func (e *Engine) failed(ctx context.Context, loop string, err error) {
	if err == nil || ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return
	}
	e.metrics.errors.WithLabelValues(loop).Inc()
	e.log.Warn("delivery backs off", "loop", loop, "error", err)
}
