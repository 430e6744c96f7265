package store

import (
	"context"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// Doubt is a send of which nobody knows whether the carrier took it.
type Doubt struct {
	Standing Standing
	Ref      string
	To       chat.E164
	Body     string
	// Words is what a phone got instead that takes no pictures; empty: Body.
	Words string
	// Pictures says that there were some.
	Pictures bool
	// Started is when the send was recorded, by Redis' clock.
	Started time.Time
}

// BeginLook says what to look for in the carrier's list.
func (s *Store) BeginLook(ctx context.Context, job Job) (Doubt, error) {
	reply, err := s.scripts.lookBegin.run(ctx, s.client, job.Name, job.Token).Slice()
	if err != nil {
		return Doubt{}, fmt.Errorf("beginning a look: %w", err)
	}
	if asText(item(reply, 0)) != "LOOK" {
		return Doubt{Standing: Stale}, nil
	}
	p := decodePictures(asText(item(reply, 5)))
	return Doubt{
		Standing: Going,
		Ref:      asText(item(reply, 1)),
		To:       chat.E164(asText(item(reply, 2))),
		Body:     s.options.Plain(asText(item(reply, 3))), // as BeginLine gave it
		Started:  micros(asInt(item(reply, 4))),
		Words:    p.Words,
		Pictures: len(p.Media) > 0,
	}, nil
}

// LookEnd is what a look has brought.
type LookEnd struct {
	// Failed means that the carrier's list could not be read; it counts for nothing.
	Failed bool
	// SIDs are texts that could be the one, best first. The first that is not known to
	// be another send is taken for it.
	SIDs []string
	// Again is the time until the next look.
	Again time.Duration
	// Limit is the most tries of one text.
	Limit int
	// Park keeps what two looks did not find for a person to decide.
	Park bool
}

// Found is how a look ended.
type Found string

// How a look may end.
const (
	LookFound  Found = "FOUND"
	LookAgain  Found = "AGAIN"
	LookResend Found = "RESEND"
	LookParked Found = "PARKED"
	LookDead   Found = "DEAD"
	LookStale  Found = "STALE"
)

// SettleLook writes down what a look has brought.
func (s *Store) SettleLook(ctx context.Context, job Job, end LookEnd) (Found, error) {
	outcome := "looked"
	if end.Failed {
		outcome = "failed"
	}
	text, err := s.scripts.lookSettle.run(ctx, s.client, job.Name, job.Token, outcome,
		jsonList(end.SIDs), end.Again.Microseconds(), end.Limit, flag(end.Park)).Text()
	if err != nil {
		return "", fmt.Errorf("settling a look: %w", err)
	}
	return Found(text), nil
}
