package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Kind is a kind of work.
type Kind string

// The kinds of work.
const (
	// Lane: the next waves of a block of members.
	Lane Kind = "LANE"
	// Line: the next text of one phone.
	Line Kind = "LINE"
	// Look: a send in doubt is to be looked for at the carrier.
	Look Kind = "LOOK"
	// Chore: housekeeping that one pod at a time does.
	Chore Kind = "CHORE"
	// Ask: a service outside the room is to be called.
	Ask Kind = "CALL"
)

// The chores.
const (
	// ChoreTrim cuts the log at its retention.
	ChoreTrim = "trim"
	// ChoreQuiet computes the nights to come of members with quiet hours.
	ChoreQuiet = "quiet"
	// ChoreSweep reads final statuses from the carrier's list.
	ChoreSweep = "sweep"
	// ChoreReact tells a message's author who reacted to it; ":" and the message's Seq follow.
	ChoreReact = "react"
	// ChoreForget ends the traces of who has left; ":" and the member's ID follow.
	ChoreForget = "forget"
	// ChoreRest tells the admins that the room rests until another day.
	ChoreRest = "rest"
	// ChoreSample keeps the totals of the moment, for plots.
	ChoreSample = "sample"
	// ChoreNames makes the index of nicknames.
	ChoreNames = "names"
)

// Gate is what bounds sending for all pods of a room together.
type Gate struct {
	// Rate is segments a second; 0 is no bound.
	Rate int
	// Slack is how far sending may run ahead of the rate.
	Slack time.Duration
	// Budget is segments a day; 0 is no bound.
	Budget int64
	// Day names the budget's day, and DayEnd is when it ends.
	Day    string
	DayEnd time.Time
}

func (g Gate) args() []any {
	end := int64(0)
	if !g.DayEnd.IsZero() {
		end = g.DayEnd.UnixMicro()
	}
	return []any{g.Rate, g.Slack.Microseconds(), g.Budget, g.Day, end}
}

// Want is what a pod can take on.
type Want struct {
	// Token is new with every call; whoever holds the newest token of a claim owns it.
	Token string
	// Again says that a call with the same token failed, so that what it took is found.
	Again bool
	// Lines and Lanes say whether there is a worker free for such work.
	Lines, Lanes, Calls bool
	// Ahead looks as well for what is due further ahead than anything ever is, because
	// Redis' clock was set back; now and then is enough.
	Ahead bool
	// Lease is how long a claim lasts without a sign of life, CallLease that of a call.
	Lease, CallLease time.Duration
	// Grace is how long a doubt waits for a callback.
	Grace time.Duration
	Gate  Gate
	// First begins the first wave of a lane with the claim, which saves a round trip.
	First *First
}

// First is what a worker asks of the first wave of a lane; see WaveWant.
type First struct {
	Yield  bool
	Behind time.Duration
}

func (f *First) args() []any {
	if f == nil {
		return []any{0, flag(false), 0}
	}
	return []any{MaxWave, flag(f.Yield), f.Behind.Microseconds()}
}

// Job is a claim.
type Job struct {
	Kind  Kind
	Name  string
	Token string
	// First is the first wave of a lane, if it was asked for: Going, or More.
	First Wave
}

// Claim takes the next work that is due, if any, and says how long until there may be
// more; 0 means that only a hint or the safety tick can bring some.
func (s *Store) Claim(ctx context.Context, w Want) (*Job, time.Duration, error) {
	args := slices.Concat(
		[]any{w.Token, flag(w.Again), w.Lease.Microseconds(), flag(w.Lines), flag(w.Lanes),
			flag(w.Calls), w.CallLease.Microseconds(), flag(w.Ahead), w.Grace.Microseconds()},
		w.First.args(), w.Gate.args())
	reply, err := s.scripts.claim.run(ctx, s.client, args...).Slice()
	if err != nil {
		return nil, 0, fmt.Errorf("claiming work: %w", err)
	}
	kind, name := asText(item(reply, 0)), asText(item(reply, 1))
	if kind == "WAIT" {
		return nil, time.Duration(asInt(item(reply, 1))) * time.Microsecond, nil
	}
	more := time.Duration(asInt(item(reply, 2))) * time.Microsecond
	return &Job{Kind: Kind(kind), Name: name, Token: w.Token, First: decodeWave(asList(item(reply, 3)))}, more, nil
}

// Release hands a claim back; nobody claims it again before delay is over.
func (s *Store) Release(ctx context.Context, job Job, delay time.Duration) error {
	cmd := s.scripts.release.run(ctx, s.client, string(job.Kind), job.Name, job.Token, delay.Microseconds())
	if err := cmd.Err(); err != nil {
		return fmt.Errorf("handing work back: %w", err)
	}
	return nil
}
