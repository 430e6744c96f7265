package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// The fields of a message's reactions: a member's ID has the reaction, "t" and the ID the
// one that the author was told of.
const (
	reactionTold = "t"
	reactionSent = "sent" // when the author was last told, in milliseconds
)

// When the author of a message is told who reacted to it.
const (
	DefaultSummaryAfter = 2 * time.Minute
	DefaultSummaryEvery = 10 * time.Minute
)

func (c *compiler) react(v chat.React) {
	c.op("REACT", decimal(int64(v.Of)), idText(v.By), string(v.What),
		decimal(c.options.SummaryAfter.Microseconds()), decimal(c.options.SummaryEvery.Microseconds()))
}

// Reactions are those to one message of which its author has not been told.
type Reactions struct {
	Message chat.Message
	// Author is the zero Member if the message or its author is gone.
	Author chat.Member
	// Untold leaves out who has left, and whom the author mutes.
	Untold []chat.Reacted

	of   chat.Seq
	sent string
	told [][2]string
}

// Reactions reads them.
func (s *Store) Reactions(ctx context.Context, of chat.Seq) (Reactions, error) {
	r := Reactions{of: of}
	kept, err := s.readMessage(ctx, &r)
	if err == nil {
		err = s.readReactions(ctx, &r, kept)
	}
	if err != nil {
		return Reactions{}, fmt.Errorf("reading the reactions to a message: %w", err)
	}
	return r, nil
}

// readMessage reads the message and gives what is kept of its reactions.
func (s *Store) readMessage(ctx context.Context, r *Reactions) (map[string]string, error) {
	var log *redis.XMessageSliceCmd
	var kept *redis.MapStringStringCmd
	seq := decimal(int64(r.of))
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		log = p.XRange(ctx, s.keys.named("log"), seq, seq)
		kept = p.HGetAll(ctx, s.keys.of(familyReactions, seq))
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, m := range log.Val() {
		r.Message = decodeEntry(m).Message
	}
	r.sent = kept.Val()[reactionSent]
	return kept.Val(), nil
}

// readReactions reads who is behind them.
func (s *Store) readReactions(ctx context.Context, r *Reactions, kept map[string]string) error {
	ids := []chat.MemberID{r.Message.Author}
	for by, what := range kept {
		if id := memberID(by); id != 0 && what != kept[reactionTold+by] {
			r.told = append(r.told, [2]string{by, what})
			ids = append(ids, id)
		}
	}
	if len(r.told) == 0 || r.Message.Author == 0 {
		return nil
	}
	members, err := s.read(ctx, ids)
	if err != nil {
		return err
	}
	muted, err := s.mutedNow(ctx, r.Message.Author)
	if err != nil {
		return err
	}
	for _, m := range members {
		switch {
		case m.ID == r.Message.Author:
			r.Author = m
		case !slices.Contains(muted, m.ID):
			r.Untold = append(r.Untold, chat.Reacted{By: m, What: chat.Reaction(kept[idText(m.ID)])})
		}
	}
	return nil
}

// Summarise ends the chore of telling the author: with a text, or with none if its To is
// empty. False means that there is something else to tell by now.
func (s *Store) Summarise(ctx context.Context, r Reactions, summary chat.Direct) (bool, error) {
	line, item := "", ""
	if summary.To != "" {
		line, item = directLine(summary.To), encodeDirect(summary, s.options.Segments)
	}
	told := []byte("[]")
	if len(r.told) > 0 {
		told, _ = json.Marshal(r.told) // strings always marshal
	}
	done, err := s.scripts.summary.run(ctx, s.client, decimal(int64(r.of)), r.sent, told, line, item,
		s.options.SummaryEvery.Microseconds()).Int64()
	if err != nil {
		return false, fmt.Errorf("telling a message's author of reactions: %w", err)
	}
	return done == 1, nil
}
