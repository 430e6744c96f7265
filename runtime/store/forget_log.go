package store

import (
	"context"
	"slices"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// forgetSaid deletes what the goner said and what announces it. The log is read once, from
// its end to where the goner had not joined; then only what had to stay is looked at again.
func (s *Store) forgetSaid(ctx context.Context, g *goner, b *busy) error {
	if !g.read {
		if err := s.readSaid(ctx, g); err != nil {
			return err
		}
	}
	var rest []chat.Seq
	for page := range slices.Chunk(g.rest, pageSize) {
		gone := slices.DeleteFunc(slices.Clone(page), b.needs)
		rest = append(rest, slices.DeleteFunc(slices.Clone(page), func(seq chat.Seq) bool { return !b.needs(seq) })...)
		if err := s.deleteSaid(ctx, g, gone); err != nil {
			return err
		}
	}
	g.rest = rest
	return nil
}

// readSaid notes what is to be deleted, and what the goner was called, page by page: what is
// noted is found again whatever ends this.
func (s *Store) readSaid(ctx context.Context, g *goner) error {
	log, leaving := s.keys.named("log"), s.keys.named("leaving")
	for from := "+"; ; {
		page, err := s.client.XRevRangeN(ctx, log, from, "-", pageSize).Result()
		if err != nil {
			return err
		}
		notes, joined := g.note(page)
		if len(notes) > 0 {
			if err := s.client.HSet(ctx, leaving, notes).Err(); err != nil {
				return err
			}
		}
		if joined || len(page) < pageSize {
			break
		}
		from = "(" + page[len(page)-1].ID
	}
	g.read = true
	return s.client.HSet(ctx, leaving, g.field(leftRead), "1").Err()
}

// note finds the goner's entries, and says whether the page begins before it joined.
func (g *goner) note(page []redis.XMessage) (notes map[string]any, joined bool) {
	notes = map[string]any{}
	for _, m := range page {
		e := decodeEntry(m)
		if e.Author == g.id || e.About == g.id {
			if !slices.Contains(g.rest, e.Seq) {
				g.rest = append(g.rest, e.Seq)
			}
			notes[g.field(leftSeq, decimal(int64(e.Seq)))] = ""
		}
		if e.Author == g.id && e.Nickname != "" && !slices.Contains(g.names, e.Nickname) {
			g.names = append(g.names, e.Nickname)
			notes[g.field(leftName, e.Nickname)] = ""
		}
		if e.Highest < g.id { // its own announcement is the last of these
			return notes, true
		}
	}
	return notes, false
}

func (s *Store) deleteSaid(ctx context.Context, g *goner, seqs []chat.Seq) error {
	if len(seqs) == 0 {
		return nil
	}
	ids, reactions, notes := make([]string, len(seqs)), make([]string, len(seqs)), make([]string, len(seqs))
	for i, seq := range seqs {
		text := decimal(int64(seq))
		ids[i], reactions[i], notes[i] = text+"-0", s.keys.of(familyReactions, text), g.field(leftSeq, text)
	}
	// The notes go last: they are found again if this ends before.
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.XDel(ctx, s.keys.named("log"), ids...)
		p.Del(ctx, reactions...)
		p.HDel(ctx, s.keys.named("leaving"), notes...)
		return nil
	})
	return err
}
