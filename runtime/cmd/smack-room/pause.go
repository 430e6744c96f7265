package main

import (
	"context"

	"github.com/smackdev/smack/runtime/store"
)

// stage is the argument of pause and resume.
type stage struct {
	Stage string `arg:"" enum:"intake,sending" help:"Which: ${enum}."`
}

// pauseCommand holds a stage.
type pauseCommand struct{ stage }

// resumeCommand lets a stage go on.
type resumeCommand struct{ stage }

// Run is called by kong.
func (c *pauseCommand) Run(ctx context.Context, p program, q *queueCommand) error {
	return c.hold(ctx, p, q, true, map[store.Stage]string{
		store.Intake:  "members' messages are refused and they are told so; commands still work",
		store.Sending: "every text waits, answers to commands and STOP included",
	})
}

// Run is called by kong.
func (c *resumeCommand) Run(ctx context.Context, p program, q *queueCommand) error {
	return c.hold(ctx, p, q, false, map[store.Stage]string{
		store.Intake:  "members' messages are taken",
		store.Sending: "texts go out, what has waited first",
	})
}

func (c stage) hold(ctx context.Context, p program, q *queueCommand, on bool, means map[store.Stage]string) error {
	return q.with(ctx, p, func(ctx context.Context, q queue) error {
		stage := store.Stage(c.Stage)
		if err := q.Hold(ctx, stage, on); err != nil {
			return err
		}
		state := "resumed"
		if on {
			state = "paused"
		}
		return q.told(held{Stage: c.Stage, Paused: on}, "%s is %s: %s\n", c.Stage, state, means[stage])
	})
}

// held is what pause and resume did, for scripts.
type held struct {
	Stage  string `json:"stage"`
	Paused bool   `json:"paused"`
}
