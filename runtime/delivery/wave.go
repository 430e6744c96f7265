package delivery

import (
	"context"
	"sync"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/store"
)

// answer is what came of one POST.
type answer struct {
	accepted carrier.Accepted
	err      error
	// cut is true if this pod gave up, so that the failure says nothing about the carrier.
	cut bool
	// crowded is true if the account had too many requests while some were taken.
	crowded bool
}

// send makes the wave's requests, all at once, and says how the wave ended.
func (t *turn) send(wave store.Wave) store.WaveEnd {
	if t.message == nil || t.seq != wave.Seq {
		t.message = t.engine.editions(t.settings, content{wave.Body, wave.Words, wave.Media, wave.Segments})
		t.seq = wave.Seq
	}
	answers := make([]answer, len(wave.To))
	ctx, cancel := context.WithDeadline(t.run.work, t.begun.Add(t.engine.patience()))
	defer cancel()
	var posts sync.WaitGroup
	posts.Add(len(wave.To))
	more := make([]int, len(wave.To))
	for i, to := range wave.To {
		text := t.message.of(to.Number)
		more[i] = text.segments - wave.Segments
		t.run.posts.do(func() {
			defer posts.Done()
			answers[i] = t.engine.door.through(ctx, false, func() answer {
				return t.engine.post(ctx, text.prepared, string(to.Number), t.settings.callback(to.Ref, wave.Audience))
			})
		})
	}
	posts.Wait()
	t.engine.metrics.waves.Observe(float64(len(wave.To)))
	end := t.engine.ended(wave, answers, t.settings)
	for i, a := range answers {
		if a.err == nil {
			end.More += more[i]
		}
	}
	return end
}

// patience bounds a wave from before its begin, so that it is settled before its lease
// lapses: whatever held this pod up meanwhile, it never sends what another may have taken.
func (e *Engine) patience() time.Duration { return e.options.Lease * 3 / 4 }

// post makes one request and counts it.
func (e *Engine) post(ctx context.Context, p *carrier.Prepared, to, callback string) answer {
	e.metrics.inFlight.Inc()
	defer e.metrics.inFlight.Dec()
	begun := time.Now()
	accepted, err := p.Send(ctx, to, callback)
	e.metrics.seconds.Observe(time.Since(begun).Seconds())
	return answer{accepted: accepted, err: err, cut: ctx.Err() != nil}
}

// ended sorts the answers of a wave.
func (e *Engine) ended(wave store.Wave, answers []answer, settings *Settings) store.WaveEnd {
	end := store.WaveEnd{
		SIDs:  make([]string, 0, len(answers)),
		Grace: settings.DoubtGrace,
		Sweep: settings.sweep(wave.Audience, e.options.SweepEvery),
	}
	var storm *store.Pause
	for i, a := range answers {
		if a.err == nil {
			end.SIDs = append(end.SIDs, a.accepted.SID)
			e.metrics.sent(store.Taken)
			continue
		}
		j := e.judge(a, 0)
		e.metrics.sent(j.verdict)
		end.Pause = longer(end.Pause, j.pause)
		storm = longer(storm, j.storm)
		end.Exceptions = append(end.Exceptions, store.Exception{
			ID: wave.To[i].ID, Verdict: j.verdict, Code: j.code, Reason: j.reason, Effect: j.effect, Delay: j.delay,
		})
	}
	end.Segments = len(end.SIDs) * wave.Segments
	if len(end.SIDs) == 0 {
		end.Pause = longer(end.Pause, storm)
	}
	e.paused(end.Pause)
	return end
}

func longer(a, b *store.Pause) *store.Pause {
	if a == nil || b != nil && b.For > a.For {
		return b
	}
	return a
}

// paused says once what holds the room back; the metric counts the rest.
func (e *Engine) paused(p *store.Pause) {
	if p == nil {
		return
	}
	e.metrics.pauses.Inc()
	e.log.Warn("sending pauses", "reason", p.Why, "atLeast", p.For.String())
}
