package delivery

import (
	"context"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// wavesPerTurn is after how many waves a worker hands its lane back, so that more lanes
// than workers get their turns: one message for a full lane.
const wavesPerTurn = store.LaneSize / store.MaxWave

// turn is one claim of a lane.
type turn struct {
	engine   *Engine
	run      *run
	settings *Settings
	want     store.WaveWant
	message  *editions
	seq      chat.Seq
	// begun is a moment before the wave's lease began.
	begun time.Time
}

// lane sends wave after wave until the lane is idle, has to wait or has had its turn. It
// says whether it left anything to do: a lane that is idle at last leaves what could not be
// sent, or nothing. The first wave began with the claim, which was asked for at begun.
func (e *Engine) lane(r *run, job store.Job, begun time.Time) (more bool) {
	t := &turn{engine: e, run: r, settings: e.settings.Load(), begun: begun}
	t.want = store.WaveWant{
		Job: job, Number: 1, Lease: e.options.Lease,
		Yield: e.lines.free(), Behind: t.settings.behind(e.options.Behind), Gate: t.settings.gate(e.options.Now()),
	}
	wave, ok := job.First, true
	if wave.Standing != store.Going {
		wave, ok = t.begin()
	}
	for ok && wave.Standing == store.Going {
		end := t.send(wave)
		more = more || len(end.Exceptions) > 0
		if t.want.Number >= wavesPerTurn || r.stopping.Err() != nil {
			end.Release = true
			t.settle(end)
			return true
		}
		wave, ok = t.turnover(end)
	}
	return more || !ok || wave.Standing != store.Idle
}

// begin begins the wave of this number; asking again after an error gives the same wave.
func (t *turn) begin() (wave store.Wave, ok bool) {
	ok = t.engine.insist(t.run.work, "begin", func(ctx context.Context) (err error) {
		for wave.Standing = store.More; err == nil && wave.Standing == store.More; {
			t.begun = time.Now()
			wave, err = t.engine.store.BeginWave(ctx, t.want)
		}
		return err
	})
	return wave, ok
}

// settle writes the end of the wave down; writing it twice is safe.
func (t *turn) settle(end store.WaveEnd) (standing store.Standing, ok bool) {
	ok = t.engine.insist(t.run.settling, "settle", func(ctx context.Context) (err error) {
		standing, err = t.engine.store.SettleWave(ctx, t.want, end)
		return err
	})
	return standing, ok
}

// turnover settles and begins in one go, and in two steps after trouble.
func (t *turn) turnover(end store.WaveEnd) (store.Wave, bool) {
	next := t.want
	next.Number++
	next.Yield = t.engine.lines.free()
	next.Gate = t.settings.gate(t.engine.options.Now())
	ctx, cancel := context.WithTimeout(t.run.settling, callTimeout)
	defer cancel()
	t.begun = time.Now()
	wave, err := t.engine.store.Turnover(ctx, t.want, end, next)
	if err == nil && wave.Standing != store.More {
		t.want = next
		return wave, true
	}
	if err != nil {
		t.engine.failed(ctx, "turnover", err)
	}
	if standing, ok := t.settle(end); !ok || standing == store.Stale {
		return store.Wave{}, false
	}
	t.want = next
	return t.begin()
}

const callTimeout = 5 * time.Second

// insist repeats an idempotent step while Redis is away, for as long as the claim can
// last; after that another worker takes over.
func (e *Engine) insist(ctx context.Context, step string, do func(context.Context) error) bool {
	ctx, cancel := context.WithTimeout(ctx, e.options.Lease)
	defer cancel()
	var trouble backoff
	for {
		err := do(ctx)
		if err == nil {
			return true
		}
		e.failed(ctx, step, err)
		if ctx.Err() != nil {
			return false
		}
		e.pause(ctx, trouble.next())
	}
}
