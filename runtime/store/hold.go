package store

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Stage is a part of the room that people can pause.
type Stage string

// The stages.
const (
	// Intake is what members say to others: while it is held their chat is not accepted, and
	// they are told. Commands and the carrier's keywords still work.
	Intake Stage = "intake"
	// Sending is every text to the carrier, answers included: while it is held all of them wait.
	Sending Stage = "sending"
)

// field is where the gate keeps it.
func (s Stage) field() string {
	if s == Intake {
		return "closed"
	}
	return "held"
}

// Hold pauses a stage for all pods, from the next text on, or lets it go on at once. What
// is held stays so until somebody lets it go on.
func (s *Store) Hold(ctx context.Context, stage Stage, on bool) error {
	gate := s.keys.named("gate")
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		if on {
			p.HSet(ctx, gate, stage.field(), "1")
			return nil
		}
		p.HDel(ctx, gate, stage.field())
		p.Publish(ctx, s.keys.named("wake"), "work")
		return nil
	})
	if err != nil {
		return fmt.Errorf("pausing or resuming %s: %w", stage, err)
	}
	return nil
}
