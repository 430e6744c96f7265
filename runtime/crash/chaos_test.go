package crash

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// toll counts what was done to the room, besides the kills of pods.
type toll struct{ redisKills, redisPauses, redisRefusals atomic.Int64 }

// rage does to the room what can be done, until running ends; then everything is well.
func (w *world) rage(ctx, running context.Context) error {
	var all sync.WaitGroup
	errs := make([]error, len(w.pods)+1)
	for i, p := range w.pods {
		all.Go(func() { errs[i] = killAgainAndAgain(running, p, w.chance(10+uint64(i))) })
	}
	all.Go(func() { errs[len(w.pods)] = w.troubleRedis(ctx, running, w.chance(1)) })
	all.Go(func() { w.troubleCarrier(running, w.chance(2)) })
	all.Wait()
	w.sim.ClearFaults()
	return errors.Join(errs...)
}

// chance is one strand of the run's randomness.
func (w *world) chance(strand uint64) *rand.Rand {
	return rand.New(rand.NewPCG(w.seed, strand)) // #nosec G404 -- repeatable
}

func between(chance *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(chance.Int64N(int64(most-least)))
}

// stretch is how much longer all takes when the pods wait as long as in production.
func stretch(d time.Duration) time.Duration {
	if built() != "" {
		return 10 * d
	}
	return d
}

func killAgainAndAgain(running context.Context, p *pod, chance *rand.Rand) error {
	for wait(running, stretch(between(chance, 300*time.Millisecond, 4*time.Second))) {
		end := p.kill
		if chance.IntN(4) == 0 {
			end = p.stop
		}
		if err := end(); err != nil {
			return err
		}
		wait(running, stretch(between(chance, time.Millisecond, 1500*time.Millisecond)))
		if err := p.start(); err != nil {
			return err
		}
	}
	return nil
}

// troubleRedis brings each trouble once, and then any.
func (w *world) troubleRedis(ctx, running context.Context, chance *rand.Rand) error {
	for n := 0; wait(running, stretch(between(chance, 500*time.Millisecond, 3*time.Second))); n++ {
		troubles := w.troublesOfRedis(ctx)
		t := troubles[chance.IntN(len(troubles))]
		if n < len(troubles) {
			t = troubles[n]
		}
		t.count.Add(1)
		if err := t.begin(); err != nil {
			return err
		}
		wait(running, between(chance, time.Millisecond, 800*time.Millisecond))
		if err := t.end(); err != nil {
			return err
		}
	}
	return nil
}

type trouble struct {
	count      *atomic.Int64
	begin, end func() error
}

func (w *world) troublesOfRedis(ctx context.Context) []trouble {
	refuse := func(replicas int) func() error {
		return func() error {
			_, err := w.redis.Do(ctx, "CONFIG", "SET", "min-replicas-to-write", replicas)
			return err
		}
	}
	return []trouble{
		{&w.chaos.redisKills, w.redis.Kill, func() error { return w.redis.Start(ctx) }},
		{&w.chaos.redisPauses, w.redis.Pause, w.redis.Resume},
		{&w.chaos.redisRefusals, refuse(1), refuse(0)}, // of writes, as after the loss of all replicas
	}
}

// lag is how much the carrier's list may be behind: less than doubtGrace, or what the
// carrier took could not be told from what it did not.
const lag = 600 * time.Millisecond

// misdeeds are all that the carrier may do wrong without lying.
func misdeeds() []twiliosim.Fault {
	send := func(kind twiliosim.FaultKind) twiliosim.Fault {
		return twiliosim.Fault{Kind: kind, Method: "POST", Path: "/Messages.json"}
	}
	list := func(kind twiliosim.FaultKind) twiliosim.Fault {
		return twiliosim.Fault{Kind: kind, Method: "GET", Path: "/Messages.json"}
	}
	slow, late, lagging := send(twiliosim.FaultSlow), list(twiliosim.FaultSlow), list(twiliosim.FaultListLag)
	slow.Delay, late.Delay, lagging.Delay = 300*time.Millisecond, 300*time.Millisecond, lag
	return []twiliosim.Fault{
		send(twiliosim.FaultAcceptThenHang), send(twiliosim.FaultAcceptThen500), send(twiliosim.FaultAcceptThenReset),
		send(twiliosim.FaultAcceptThenTruncate), send(twiliosim.FaultAcceptThenHTML), send(twiliosim.FaultHang),
		send(twiliosim.FaultReset), send(twiliosim.FaultRefuse), send(twiliosim.FaultTooManyRequests),
		send(twiliosim.FaultBadGateway), slow,
		list(twiliosim.FaultHang), list(twiliosim.FaultRefuse), list(twiliosim.FaultReset), late, lagging,
		{Kind: twiliosim.FaultCallbackLate, Delay: 2 * time.Second}, {Kind: twiliosim.FaultCallbackMissing},
		{Kind: twiliosim.FaultCallbackTwice}, {Kind: twiliosim.FaultWebhookTwice},
	}
}

// atOnce bounds the kinds of trouble at one time: a room that meets nothing else pauses, and
// then little more can go wrong.
const atOnce = 4

func (w *world) troubleCarrier(running context.Context, chance *rand.Rand) {
	kinds := misdeeds()
	var armed []*twiliosim.ArmedFault
	for wait(running, stretch(between(chance, 20*time.Millisecond, 200*time.Millisecond))) {
		fault := kinds[chance.IntN(len(kinds))]
		fault.Skip, fault.Times = chance.IntN(10), 1+chance.IntN(3)
		armed = append(armed, w.sim.Inject(fault))
		if len(armed) > atOnce {
			armed[0].Clear()
			armed = armed[1:]
		}
	}
}
