package store

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// maxLookBack bounds how many entries of the log one text may have read.
const maxLookBack = 5000

// view is how one member sees the log.
type view struct {
	id    chat.MemberID
	muted map[chat.MemberID]spans
	// passed is the last Seq with which the member's lane is done with the member;
	// what comes behind it is still on its way and neither recent nor missed.
	passed chat.Seq
	// misses says that the member does not receive, since behind missFrom.
	misses   bool
	missFrom chat.Seq
}

// lookBack derives what #resend repeats and what #start counts from the log, so that
// sending has to write nothing per recipient.
func (s *Store) lookBack(ctx context.Context, facts *chat.Facts, need chat.Need) error {
	v, err := s.viewOf(ctx, facts.Sender.ID)
	if err != nil {
		return err
	}
	if need.Recent > 0 {
		if facts.Recent, err = s.recent(ctx, v, need.Recent); err != nil {
			return err
		}
	}
	if need.Missed && v.misses {
		facts.Missed, err = s.missed(ctx, v)
	}
	return err
}

func (s *Store) viewOf(ctx context.Context, id chat.MemberID) (view, error) {
	var mutes *redis.MapStringStringCmd
	var lane, member *redis.SliceCmd
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		mutes = p.HGetAll(ctx, s.keys.of(familyMutes, idText(id)))
		lane = p.HMGet(ctx, s.keys.of(familyLane, decimal(int64(laneOf(id)))), "pos", "cur")
		member = p.HMGet(ctx, s.keys.of(familyMember, idText(id)), fieldMissFrom)
		return nil
	})
	if err != nil {
		return view{}, err
	}
	v := view{id: id, muted: map[chat.MemberID]spans{}}
	for of, text := range mutes.Val() {
		v.muted[memberID(of)] = parseSpans(text)
	}
	v.passed = passedBy(lane.Val(), id)
	if text := asText(item(member.Val(), 0)); text != "" {
		v.misses, v.missFrom = true, chat.Seq(asInt(text))
	}
	return v, nil
}

// passedBy reads where a lane stands: at pos, behind member cur.
func passedBy(lane []any, id chat.MemberID) chat.Seq {
	pos, cursor := chat.Seq(asInt(item(lane, 0))), memberID(asText(item(lane, 1)))
	if id <= cursor {
		return pos
	}
	return pos - 1
}

func laneOf(id chat.MemberID) int { return int(id-1) / LaneSize }

// recent gives the parts of the last n texts addressed to the member, oldest first.
func (s *Store) recent(ctx context.Context, v view, n int) ([]chat.Message, error) {
	var found []chat.Message
	texts := 0
	err := s.backward(ctx, v.passed, func(e Entry) bool {
		if !e.addresses(v.id, v.muted) {
			return true
		}
		if len(found) == 0 || found[len(found)-1].First != e.First {
			texts++
		}
		if texts > n {
			return false
		}
		found = append(found, e.Message)
		return true
	})
	slices.Reverse(found)
	return found, err
}

// missed counts the texts that the member's lane passed while the member did not receive.
func (s *Store) missed(ctx context.Context, v view) (int, error) {
	texts, last := 0, chat.Seq(0)
	err := s.backward(ctx, v.passed, func(e Entry) bool {
		if e.Seq <= v.missFrom {
			return false
		}
		if e.addresses(v.id, v.muted) && e.First != last {
			texts, last = texts+1, e.First
		}
		return true
	})
	return texts, err
}

// backward walks the log from a Seq to its beginning, page by page, until see has
// seen enough or the bound is reached.
func (s *Store) backward(ctx context.Context, from chat.Seq, see func(Entry) bool) error {
	for read := 0; read < maxLookBack && from > 0; read += pageSize {
		page, err := s.client.XRevRangeN(ctx, s.keys.named("log"), decimal(int64(from)), "-", pageSize).Result()
		if err != nil {
			return err
		}
		for _, m := range page {
			e := decodeEntry(m)
			if !see(e) {
				return nil
			}
			from = e.Seq - 1
		}
		if len(page) < pageSize {
			return nil
		}
	}
	return nil
}
