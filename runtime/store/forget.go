package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// forgetBy is when a goner is forgotten whatever still names it: a text waits for a day at
// most.
const forgetBy = 25 * time.Hour

// goner is somebody who has left, as long as something has to be found that is left of it.
//
// leaving keeps it by ID, and by the ID and a word what is found of it on the way: its
// other nicknames, the messages that can't be deleted yet, and that the log has been read.
type goner struct {
	Number   chat.E164 `json:"number"`
	Nickname string    `json:"nickname"`
	// Seq is the last message before it left, Consent the last record, At the time.
	Seq     chat.Seq `json:"seq,string"`
	Consent string   `json:"consent"`
	At      int64    `json:"at,string"`

	id chat.MemberID
	// names are all that it was called, as far as the log tells.
	names []string
	// rest are messages of it that are still needed.
	rest []chat.Seq
	// read says that the log has been read.
	read bool
}

// The words behind an ID in leaving.
const (
	leftName = "name"
	leftSeq  = "seq"
	leftRead = "read"
)

func (g *goner) field(words ...string) string {
	return strings.Join(append([]string{idText(g.id)}, words...), " ")
}

// Forget deletes what others still hold of a member who has left: what it said, texts to it
// and texts that name it, its numbers and nicknames among dead letters, its consent. True
// means that nothing is left. False: something has still to be sent that names it, like the
// announcement that it left; call again later. Doing it twice, or at once, is safe.
func (s *Store) Forget(ctx context.Context, id chat.MemberID) (bool, error) {
	done, err := s.forget(ctx, id)
	if err != nil {
		return false, fmt.Errorf("forgetting who has left: %w", err)
	}
	return done, nil
}

func (s *Store) forget(ctx context.Context, id chat.MemberID) (bool, error) {
	g, err := s.goner(ctx, id)
	if err != nil || g == nil {
		return err == nil, err
	}
	// First of all: what waits now may be among the sent when they are read.
	b, err := s.busyWith(ctx, g)
	if err != nil {
		return false, err
	}
	if err := s.forgetMutes(ctx, g); err != nil {
		return false, err
	}
	if err := s.forgetSaid(ctx, g, b); err != nil {
		return false, err
	}
	for _, forget := range []func(context.Context, *goner) error{s.forgetLetters, s.forgetSent, s.forgetConsent, s.forgetRecords} {
		if err := forget(ctx, g); err != nil {
			return false, err
		}
	}
	if b.waits || len(g.rest) > 0 {
		return false, nil
	}
	return true, s.forgetGoner(ctx, g)
}

// goner reads who has left; nil if nothing is left of it.
func (s *Store) goner(ctx context.Context, id chat.MemberID) (*goner, error) {
	all, err := s.client.HGetAll(ctx, s.keys.named("leaving")).Result()
	if err != nil {
		return nil, err
	}
	g := &goner{id: id}
	text, ok := all[g.field()]
	if !ok {
		return nil, nil
	}
	if err := json.Unmarshal([]byte(text), g); err != nil {
		return nil, err
	}
	g.names = []string{g.Nickname}
	for field := range all {
		rest, mine := strings.CutPrefix(field, g.field(""))
		word, value, _ := strings.Cut(rest, " ")
		switch {
		case !mine:
		case word == leftName:
			g.names = append(g.names, value)
		case word == leftSeq:
			g.rest = append(g.rest, chat.Seq(asInt(value)))
		case word == leftRead:
			g.read = true
		}
	}
	slices.Sort(g.rest)
	return g, nil
}

// forgetGoner ends the search.
func (s *Store) forgetGoner(ctx context.Context, g *goner) error {
	fields := []string{g.field(), g.field(leftRead)}
	for _, name := range g.names {
		fields = append(fields, g.field(leftName, name))
	}
	return s.client.HDel(ctx, s.keys.named("leaving"), fields...).Err()
}

// forgetMutes takes away since when others did not hear it: spans that have ended. Nobody
// mutes who has left, so once is enough.
func (s *Store) forgetMutes(ctx context.Context, g *goner) error {
	if g.read {
		return nil
	}
	last, err := s.client.HGet(ctx, s.keys.named("meta"), "member").Uint64()
	if err != nil {
		return err
	}
	for first := uint64(1); first <= last; first += pageSize {
		_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
			for id := first; id <= min(first+pageSize-1, last); id++ {
				p.HDel(ctx, s.keys.of(familyMutes, decimal(int64(id))), idText(g.id)) // #nosec G115 -- a member's ID
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
