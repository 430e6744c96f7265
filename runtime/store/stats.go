package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// Stats is the state of a room in numbers.
type Stats struct {
	Members, Admins, Receivers int64
	// Seq is the last accepted broadcast.
	Seq int64
	// BacklogSegments estimates what broadcasts have still to cost, without what waits for
	// the end of quiet hours.
	BacklogSegments int64
	// Lanes, Directs, Held and Doubts count what is due or claimed in each class.
	Lanes, Directs, Held, Doubts int64
	// Calls counts the calls of services that are due or under way.
	Calls int64
	// Quiet counts the lines that wait for the end of quiet hours; they are no backlog.
	Quiet int64
	// Failed and Parked count the letters of those lists.
	Failed, Parked int64
	// Totals since the room began: accepted, segments, delivered, undelivered, dead,
	// doubts, proved, found, resent, parked, dropped, retried.
	Totals map[string]int64
	// Failures counts the dead letters since the room began by error code; 0 is without one.
	Failures map[int]int64
	// Tags counts the texts on which rules have put each tag, since the room began.
	Tags map[string]int64
	// Oldest is how long the work that has waited longest has been due; 0 without any.
	Oldest time.Duration
	// PausedUntil is when sending goes on; zero while it is going.
	PausedUntil time.Time
	// PauseReason says why sending is paused.
	PauseReason string
	// CappedUntil is when the carriers' daily cap ends that holds back what the room says;
	// zero without one.
	CappedUntil time.Time
	// SpentToday is the segments of this day of the US carriers.
	SpentToday int64
	// IntakeHeld and SendingHeld say what somebody has paused; see Hold.
	IntakeHeld, SendingHeld bool
}

// Stats reads the numbers in one round trip.
func (s *Store) Stats(ctx context.Context) (Stats, error) {
	var r statsReply
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		r.ask(ctx, p, s.keys)
		return nil
	})
	if err != nil {
		return Stats{}, fmt.Errorf("reading statistics: %w", err)
	}
	return r.stats(), nil
}

type statsReply struct {
	now            *redis.TimeCmd
	meta           *redis.SliceCmd
	gate           *redis.SliceCmd
	totals         *redis.MapStringStringCmd
	failed, parked *redis.IntCmd
	due            map[string]*redis.IntCmd
	first          map[string]*redis.ZSliceCmd
}

var dueClasses = []string{"due_lane", "due_direct", "due_held", "due_look", "due_quiet", "due_call"}

func (r *statsReply) ask(ctx context.Context, p redis.Pipeliner, k keys) {
	r.now = p.Time(ctx)
	r.meta = p.HMGet(ctx, k.named("meta"), "members", "admins", "seq", "backlog", "receivers")
	r.gate = p.HMGet(ctx, k.named("gate"), "pause", "why", "spent", "cap", "day", Intake.field(), Sending.field())
	r.totals = p.HGetAll(ctx, k.named("stats"))
	r.failed, r.parked = p.XLen(ctx, k.named("failed")), p.XLen(ctx, k.named("parked"))
	r.due, r.first = map[string]*redis.IntCmd{}, map[string]*redis.ZSliceCmd{}
	for _, class := range dueClasses {
		r.due[class] = p.ZCard(ctx, k.named(class))
		r.first[class] = p.ZRangeWithScores(ctx, k.named(class), 0, 0)
	}
}

func (r *statsReply) stats() Stats {
	meta, gate := r.meta.Val(), r.gate.Val()
	st := Stats{
		Members: asInt(item(meta, 0)), Admins: asInt(item(meta, 1)), Seq: asInt(item(meta, 2)),
		BacklogSegments: max(asInt(item(meta, 3)), 0),
		Receivers:       asInt(item(meta, 4)),
		Lanes:           r.due["due_lane"].Val(), Directs: r.due["due_direct"].Val(),
		Held: r.due["due_held"].Val(), Doubts: r.due["due_look"].Val(),
		Quiet:  r.due["due_quiet"].Val(),
		Calls:  r.due["due_call"].Val(),
		Failed: r.failed.Val(), Parked: r.parked.Val(),
		IntakeHeld: asText(item(gate, 5)) != "", SendingHeld: asText(item(gate, 6)) != "",
		Totals:   map[string]int64{},
		Failures: map[int]int64{},
		Tags:     map[string]int64{},
	}
	if today, _ := chat.BudgetDay(r.now.Val()); asText(item(gate, 4)) == today {
		st.SpentToday = asInt(item(gate, 2))
	}
	for name, text := range r.totals.Val() {
		if code, ok := strings.CutPrefix(name, "code"); ok {
			st.Failures[int(asInt(code))] += asInt(text)
		} else if tag, ok := strings.CutPrefix(name, statTag); ok {
			st.Tags[tag] = asInt(text)
		} else {
			st.Totals[name] = asInt(text)
		}
	}
	if until := micros(asInt(item(gate, 3))); until.After(r.now.Val()) {
		st.CappedUntil = until
	}
	if until := micros(asInt(item(gate, 0))); until.After(r.now.Val()) {
		st.PausedUntil, st.PauseReason = until, asText(item(gate, 1))
	}
	for _, class := range dueClasses {
		if first := r.first[class].Val(); len(first) > 0 {
			st.Oldest = max(st.Oldest, r.now.Val().Sub(micros(int64(first[0].Score))))
		}
	}
	return st
}

// Empty drops all that waits (Default), calls of services included, or all dead letters
// (Failed), and says how many went. What is in flight or in doubt is left alone.
func (s *Store) Empty(ctx context.Context, list List) (int64, error) {
	if list == Default {
		return s.scripts.empty.run(ctx, s.client).Int64()
	}
	stream := s.stream(list)
	n, err := s.client.XLen(ctx, stream).Result()
	if err == nil {
		err = s.client.Del(ctx, stream).Err()
	}
	if err != nil {
		return 0, fmt.Errorf("emptying the %s list: %w", strings.ToLower(string(list)), err)
	}
	return n, nil
}
