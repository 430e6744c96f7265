package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/store"
)

// statsCommand prints store.Stats.
type statsCommand struct {
	Watch bool `short:"w" help:"Print again every two seconds until interrupted."`
}

const watchEvery = 2 * time.Second

// Run is called by kong.
func (c *statsCommand) Run(ctx context.Context, p program, q *queueCommand) error {
	if !c.Watch {
		return q.with(ctx, p, printStats)
	}
	opened, finish, err := q.open(ctx, p)
	if err != nil {
		return err
	}
	defer finish()
	for {
		if err := printStats(ctx, opened); err != nil && ctx.Err() == nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(watchEvery):
			_, _ = fmt.Fprintln(p.out)
		}
	}
}

func printStats(ctx context.Context, q queue) error {
	st, err := q.Stats(ctx)
	if err != nil {
		return err
	}
	if q.options.Output == "json" {
		return printJSON(q.out, statsJSON(q.room, st))
	}
	return statsTable(q.out, q.room, st)
}

func statsTable(out io.Writer, room string, st store.Stats) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(name, format string, values ...any) {
		_, _ = fmt.Fprintf(w, name+"\t"+format+"\n", values...)
	}
	row("room", "%s", room)
	row("members", "%d, %d receive chat, %d admins", st.Members, st.Receivers, st.Admins)
	row("waiting", "%d lanes, %d direct, %d off the lane, %d in doubt, %d for the end of quiet hours, %d calls of services",
		st.Lanes, st.Directs, st.Held, st.Doubts, st.Quiet, st.Calls)
	row("backlog", "%d segments", st.BacklogSegments)
	row("oldest", "%s", st.Oldest.Round(time.Second))
	row("failed", "%d", st.Failed)
	row("to decide", "%d", st.Parked)
	row("sent today", "%d segments", st.SpentToday)
	if !st.PausedUntil.IsZero() {
		row("paused", "until %s: %s", st.PausedUntil.UTC().Format(time.RFC3339), st.PauseReason)
	}
	if !st.CappedUntil.IsZero() {
		row("chat waits", "until %s: the carriers' daily limit is reached", st.CappedUntil.UTC().Format(time.RFC3339))
	}
	if st.IntakeHeld {
		row("intake", "paused; smack-room queue resume intake lets it go on")
	}
	if st.SendingHeld {
		row("sending", "paused; smack-room queue resume sending lets it go on")
	}
	for _, code := range slices.Sorted(maps.Keys(st.Failures)) {
		row("failed by code", "%d of %d, %s", st.Failures[code], code, carrier.MeaningOf(code).Title)
	}
	for _, name := range slices.Sorted(maps.Keys(st.Totals)) {
		row("total "+name, "%d", st.Totals[name])
	}
	return w.Flush()
}

// stats is store.Stats for scripts; its names stay as they are.
type stats struct {
	Room            string           `json:"room"`
	Members         int64            `json:"members"`
	Receivers       int64            `json:"receivers"`
	Admins          int64            `json:"admins"`
	Lanes           int64            `json:"lanes"`
	Directs         int64            `json:"directs"`
	Held            int64            `json:"held"`
	Doubts          int64            `json:"doubts"`
	Quiet           int64            `json:"quiet"`
	Calls           int64            `json:"calls"`
	BacklogSegments int64            `json:"backlogSegments"`
	OldestSeconds   float64          `json:"oldestSeconds"`
	Failed          int64            `json:"failed"`
	Parked          int64            `json:"parked"`
	SegmentsToday   int64            `json:"segmentsToday"`
	PausedUntil     *time.Time       `json:"pausedUntil,omitempty"`
	PauseReason     string           `json:"pauseReason,omitempty"`
	CappedUntil     *time.Time       `json:"cappedUntil,omitempty"`
	IntakePaused    bool             `json:"intakePaused"`
	SendingPaused   bool             `json:"sendingPaused"`
	Failures        map[int]int64    `json:"failures"`
	Totals          map[string]int64 `json:"totals"`
}

func statsJSON(room string, st store.Stats) stats {
	s := stats{
		Room: room, Members: st.Members, Receivers: st.Receivers, Admins: st.Admins,
		Lanes: st.Lanes, Directs: st.Directs, Held: st.Held, Doubts: st.Doubts, Quiet: st.Quiet, Calls: st.Calls,
		BacklogSegments: st.BacklogSegments, OldestSeconds: st.Oldest.Seconds(),
		Failed: st.Failed, Parked: st.Parked, SegmentsToday: st.SpentToday,
		IntakePaused: st.IntakeHeld, SendingPaused: st.SendingHeld,
		PauseReason: st.PauseReason, Failures: st.Failures, Totals: st.Totals,
	}
	if !st.PausedUntil.IsZero() {
		until := st.PausedUntil.UTC()
		s.PausedUntil = &until
	}
	if !st.CappedUntil.IsZero() {
		until := st.CappedUntil.UTC()
		s.CappedUntil = &until
	}
	return s
}

func printJSON(out io.Writer, value any) error {
	enc := json.NewEncoder(out)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}
