package delivery

import (
	"context"
	"time"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/store"
)

// line sends the first text of one phone's line.
func (e *Engine) line(r *run, job store.Job) {
	settings := e.settings.Load()
	var send store.LineSend
	var begun time.Time
	ok := e.insist(r.work, "line", func(ctx context.Context) (err error) {
		begun = time.Now()
		send, err = e.beginLine(ctx, job, settings)
		return err
	})
	if !ok {
		// Whether it is recorded as in flight is unknown. If it is not, handing back
		// helps; if it is, only the lapse of the lease and a doubt are safe.
		e.retire(r.work, job, time.Second)
		return
	}
	if send.Standing != store.Going {
		return
	}
	text := e.editions(settings, content{send.Body, send.Words, send.Media, send.Segments}).of(send.To)
	ctx, cancel := context.WithDeadline(r.work, begun.Add(e.patience()))
	defer cancel()
	a := e.door.through(ctx, true, func() answer {
		return e.post(ctx, text.prepared, string(send.To), settings.callback(send.Ref, 1))
	})
	end := e.lineEnd(send, a, settings)
	end.More = text.segments - send.Segments
	e.insist(r.settling, "settle", func(ctx context.Context) error {
		_, err := e.store.SettleLine(ctx, job, end)
		return err
	})
}

func (e *Engine) beginLine(ctx context.Context, job store.Job, s *Settings) (store.LineSend, error) {
	begin := e.store.JoinLine
	if s.Coalesce == roomfile.CoalesceOff {
		begin = e.store.BeginLine
	}
	for {
		send, err := begin(ctx, job, e.options.Lease, s.Validity, s.gate(e.options.Now()))
		if err != nil || send.Standing != store.More {
			return send, err
		}
	}
}

func (e *Engine) lineEnd(send store.LineSend, a answer, settings *Settings) store.LineEnd {
	end := store.LineEnd{
		Verdict: store.Taken, SID: a.accepted.SID, Segments: send.Segments,
		Grace: settings.DoubtGrace, Limit: e.options.MaxTries, Sweep: settings.sweep(1, e.options.SweepEvery),
	}
	if a.err != nil {
		j := e.judge(a, send.Tries)
		end.Verdict, end.Code, end.Reason, end.Effect, end.Delay = j.verdict, j.code, j.reason, j.effect, j.delay
		end.Pause = longer(j.pause, j.storm)
	}
	e.metrics.sent(end.Verdict)
	e.paused(end.Pause)
	return end
}
