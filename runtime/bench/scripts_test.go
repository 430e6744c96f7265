package bench

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/smackdev/smack/runtime/bench/figures"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// scripts times the scripts of the hot paths while 64 workers run them at once.
func scripts(r *run) []figures.Row {
	server := r.redis()
	o := r.room(server, "bench.scripts", workers*store.LaneSize)
	var facts, commits, turnovers stopwatch
	var n atomic.Int64
	each(r.inboundTexts, func(i int) error {
		from := chat.E164(number(1 + i%speakers))
		begun := time.Now()
		known, err := o.Facts(r.ctx, from, chat.Need{Chat: true})
		facts.stop(begun)
		if err != nil {
			return err
		}
		in := store.Inbound{SID: fmt.Sprint("SMscript", n.Add(1)), From: from, Fields: fields("SM", string(from), body)}
		begun = time.Now()
		_, err = o.Commit(r.ctx, in, known, chat.Outcome{Broadcasts: []chat.Broadcast{
			{Author: known.Sender.ID, Kind: chat.Chat, Body: body}}})
		commits.stop(begun)
		return err
	})
	each(workers, func(i int) error { return o.waves(i, r.inboundTexts/workers, &turnovers) })
	return []figures.Row{
		figures.Info("facts, p99 at 64 workers", facts.p99(), "ms"),
		figures.Info("commit, p99 at 64 workers", commits.p99(), "ms"),
		figures.Info("settle and begin of 64 texts, p99 at 64 workers", turnovers.p99(), "ms"),
	}
}

// waves walks a lane without sending.
func (o *room) waves(worker, count int, watch *stopwatch) error {
	const lease = time.Minute
	job, _, err := o.Claim(o.run.ctx, store.Want{Token: fmt.Sprint("w", worker), Lanes: true, Lease: lease})
	if err != nil || job == nil {
		return fmt.Errorf("no lane to claim: %w", err)
	}
	want := store.WaveWant{Job: *job, Number: 1, Lease: lease}
	wave, err := o.BeginWave(o.run.ctx, want)
	for ; err == nil && wave.Standing == store.Going && want.Number < count; want.Number++ {
		end := store.WaveEnd{SIDs: make([]string, len(wave.To)), Segments: len(wave.To)}
		for i := range end.SIDs {
			end.SIDs[i] = newSID()
		}
		next := want
		next.Number++
		begun := time.Now()
		wave, err = o.Turnover(o.run.ctx, want, end, next)
		watch.stop(begun)
	}
	return err
}

// stopwatch gathers times, in ms.
type stopwatch struct {
	mu   sync.Mutex
	took []float64
}

func (s *stopwatch) stop(begun time.Time) {
	took := ms(time.Since(begun).Nanoseconds())
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took = append(s.took, took)
}

func (s *stopwatch) p99() float64 { return figures.Quantile(s.took, 0.99) }
