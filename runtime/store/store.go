// Package store keeps everything a room knows in Redis: members and their settings,
// the log of what was accepted, and what has still to be sent to whom.
//
// It promises that an inbound text takes effect whole and once (Commit), that what is
// to be sent is in exactly one place at any time (a lane, a line, the failed, the
// parked), that a worker which lost its claim can change nothing any more, and that
// the crash of a worker never turns into a second send but into a doubt. Each change is
// one Lua script, atomic on a single server, under Sentinel and in a Cluster.
//
// It leaves to others: what a text means (chat), talking to the carrier, waiting and
// backing off (delivery).
//
// The words: a lane is a block of 512 member numbers that walks the log, message by
// message, in waves. A line belongs to one phone and is sent one text at a time:
// direct texts to a number, or what a member off the lane still has to get.
package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// LaneSize is how many member numbers share a lane.
const LaneSize = 512

// DefaultRetention is how long messages are kept for #resend.
const DefaultRetention = 30 * 24 * time.Hour

// ErrConflict says that the facts are stale: read them and decide again.
var ErrConflict = errors.New("the room changed since the facts were read")

// ErrEviction says that the server may throw data away.
var ErrEviction = errors.New("redis may evict data: set maxmemory-policy to noeviction")

// Options are what a Store has to be told.
type Options struct {
	// Segments counts what a body costs; nil counts 1.
	Segments func(body string) int
	// Plain turns look-alikes plain where that saves a segment, always in the same way; nil
	// leaves a body as it is. What is joined is asked for anew, because one body alone may
	// save nothing.
	Plain func(body string) string
	// Retention is how long the log is kept. Default DefaultRetention.
	Retention time.Duration
	// Effect says what a carrier's error code means for the member it was sent to; nil
	// means nothing.
	Effect func(code int) Effect
	// Pause says what a code in a final status of that moment means for the whole room; nil
	// means nothing.
	Pause func(code int, at time.Time) *Pause
	// SummaryAfter is how long after a message's first reaction its author is told who
	// reacted, and SummaryEvery the least time between two such texts. Defaults
	// DefaultSummaryAfter and DefaultSummaryEvery.
	SummaryAfter, SummaryEvery time.Duration
	// Nights gives the quiet hours that end after one moment and begin before another.
	// Default chat.Quiet.Windows; tests have shorter nights.
	Nights func(q chat.Quiet, since, until time.Time) ([]chat.Window, error)
	// Silence is how long a listener hears nothing before it asks whether it would.
	// Default DefaultSilence.
	Silence time.Duration
}

// Store is one room in Redis. It is safe for concurrent use.
type Store struct {
	client  redis.UniversalClient
	shared  *pipeline
	posts   shared[*posting]
	made    atomic.Pointer[made]
	senders senders
	keys    keys
	scripts scripts
	options Options
}

// Open loads the scripts and refuses a server that may evict what the room relies on.
func Open(ctx context.Context, client redis.UniversalClient, room string, opts Options) (*Store, error) {
	if room == "" || strings.ContainsAny(room, "{}") {
		return nil, fmt.Errorf("room name %q cannot name keys", room)
	}
	k := newKeys(room)
	all, err := loadScripts(k)
	if err != nil {
		return nil, err
	}
	s := &Store{client: client, shared: newPipeline(client), keys: k, scripts: all, options: opts.filled()}
	s.posts.carry = s.carryPosts
	if err := s.checkEviction(ctx); err != nil {
		return nil, err
	}
	return s, s.load(ctx)
}

func (o Options) filled() Options {
	if o.Segments == nil {
		o.Segments = func(string) int { return 1 }
	}
	if o.Plain == nil {
		o.Plain = func(body string) string { return body }
	}
	if o.Effect == nil {
		o.Effect = func(int) Effect { return NoEffect }
	}
	if o.Pause == nil {
		o.Pause = func(int, time.Time) *Pause { return nil }
	}
	if o.Nights == nil {
		o.Nights = chat.Quiet.Windows
	}
	if o.Silence <= 0 {
		o.Silence = DefaultSilence
	}
	if o.SummaryAfter <= 0 {
		o.SummaryAfter = DefaultSummaryAfter
	}
	if o.SummaryEvery <= 0 {
		o.SummaryEvery = DefaultSummaryEvery
	}
	if o.Retention <= 0 {
		o.Retention = DefaultRetention
	}
	return o
}

// checkEviction asks the node that holds the room.
func (s *Store) checkEviction(ctx context.Context) error {
	node, err := s.node(ctx)
	if err != nil {
		return err
	}
	info, err := node.Info(ctx, "memory").Result()
	if err != nil {
		return fmt.Errorf("asking Redis for its maxmemory-policy: %w", err)
	}
	if !strings.Contains(info, "maxmemory_policy:noeviction") {
		return ErrEviction
	}
	return nil
}

func (s *Store) load(ctx context.Context) error {
	node, err := s.node(ctx)
	if err != nil {
		return err
	}
	for _, one := range s.scripts.list() {
		if err := node.ScriptLoad(ctx, one.source).Err(); err != nil {
			return fmt.Errorf("loading script %s: %w", one.name, err)
		}
	}
	return nil
}

// node is the server on which the room's keys are.
func (s *Store) node(ctx context.Context) (redis.Cmdable, error) {
	cluster, ok := s.client.(*redis.ClusterClient)
	if !ok {
		return s.client, nil
	}
	node, err := cluster.MasterForKey(ctx, s.keys.named("meta"))
	if err != nil {
		return nil, fmt.Errorf("finding the cluster's node of the room: %w", err)
	}
	return node, nil
}
