package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// busy is what has still to be sent that has to do with a goner.
type busy struct {
	// since is the last message before it left, passed the last one with which all lanes are
	// done.
	since, passed chat.Seq
	// held are messages that stand on lines, doubted those of which nobody knows whether they
	// were sent: they are looked for by their words.
	held, doubted map[chat.Seq]bool
	// waits says that a text to it or one that names it waits.
	waits bool
	// overdue says that all this took too long.
	overdue bool
}

// needs says whether a message has to stay: what announces that somebody left, until it is
// sent; what was said before is not sent any more.
func (b *busy) needs(seq chat.Seq) bool {
	if b.overdue {
		return false
	}
	return b.doubted[seq] || seq > b.since && (seq > b.passed || b.held[seq])
}

func (s *Store) busyWith(ctx context.Context, g *goner) (*busy, error) {
	b := &busy{since: g.Seq, held: map[chat.Seq]bool{}, doubted: map[chat.Seq]bool{}}
	now, err := s.client.Time(ctx).Result()
	if err != nil {
		return nil, err
	}
	if now.Sub(time.UnixMilli(g.At)) > forgetBy {
		b.overdue = true
		return b, nil
	}
	if b.passed, err = s.lanesPassed(ctx); err != nil {
		return nil, err
	}
	refs, err := s.client.HKeys(ctx, s.keys.named("doubts")).Result()
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		b.doubts(ref)
	}
	return b, s.readLines(ctx, g, b)
}

// doubts notes the messages that a ref of a held line tells: b1_2_3.7.
func (b *busy) doubts(ref string) {
	seqs, _, _ := strings.Cut(ref, ".")
	if seqs, ok := strings.CutPrefix(seqs, "b"); ok {
		for seq := range strings.SplitSeq(seqs, "_") {
			b.doubted[chat.Seq(asInt(seq))] = true
		}
	}
}

// lanesPassed is the last message with which all lanes are done.
func (s *Store) lanesPassed(ctx context.Context) (chat.Seq, error) {
	meta, err := s.client.HMGet(ctx, s.keys.named("meta"), "member", "seq").Result()
	if err != nil {
		return 0, err
	}
	passed := chat.Seq(asInt(item(meta, 1)))
	last := memberID(asText(item(meta, 0)))
	if last == 0 {
		return passed, nil
	}
	places := make([]*redis.SliceCmd, laneOf(last)+1)
	_, err = s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i := range places {
			places[i] = p.HMGet(ctx, s.keys.of(familyLane, decimal(int64(i))), "pos")
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, place := range places {
		passed = min(passed, chat.Seq(max(asInt(item(place.Val(), 0)), 1)-1))
	}
	return passed, nil
}

// readLines reads what waits on all lines.
func (s *Store) readLines(ctx context.Context, g *goner, b *busy) error {
	for _, due := range []string{"due_look", "due_direct", "due_held", "due_quiet"} {
		names, err := s.client.ZRange(ctx, s.keys.named(due), 0, -1).Result()
		if err != nil {
			return err
		}
		for page := range slices.Chunk(names, pageSize) {
			if err := s.readLinesOf(ctx, g, b, page); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Store) readLinesOf(ctx context.Context, g *goner, b *busy, names []string) error {
	lines := make([]*redis.StringSliceCmd, len(names))
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, name := range names {
			lines[i] = p.LRange(ctx, s.keys.of(familyLine, name), 0, -1)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, name := range names {
		for _, entry := range lines[i].Val() {
			if strings.HasPrefix(name, "h") {
				b.held[chat.Seq(asInt(entry))] = true
			} else {
				b.waits = b.waits || g.isIn(name, entry)
			}
		}
	}
	return nil
}
