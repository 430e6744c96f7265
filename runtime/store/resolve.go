package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// Filter selects letters; the zero Filter selects all.
type Filter struct {
	IDs  []string
	Code int
}

// maxLetters is how many letters one call goes through; the lists hold no more.
const maxLetters = 20000

// chosen reads the letters that a filter selects, oldest first. Letters that are named by ID
// cost what they are; those with a code are looked for in the whole list.
func (s *Store) chosen(ctx context.Context, list List, f Filter) ([]Letter, error) {
	var letters []Letter
	var err error
	if len(f.IDs) > 0 {
		letters, err = s.named(ctx, list, f.IDs)
	} else {
		letters, err = s.Letters(ctx, list, "", maxLetters)
		slices.Reverse(letters)
	}
	if f.Code != 0 {
		letters = slices.DeleteFunc(letters, func(l Letter) bool { return l.Code != f.Code })
	}
	return letters, err
}

// named reads the letters with these IDs, as far as there are any, oldest first.
func (s *Store) named(ctx context.Context, list List, ids []string) ([]Letter, error) {
	var found []*redis.XMessageSliceCmd
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for _, id := range inOrder(ids) {
			found = append(found, p.XRange(ctx, s.stream(list), id, id))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading letters of the %s list: %w", list, err)
	}
	var page []redis.XMessage
	for _, one := range found {
		page = append(page, one.Val()...)
	}
	letters := make([]Letter, len(page))
	for i, m := range page {
		letters[i] = decodeLetter(m)
	}
	return letters, s.complete(ctx, letters, page)
}

// inOrder are IDs as streams have them, each once, oldest first. Anything else names nothing,
// and Redis would refuse it.
func inOrder(ids []string) []string {
	type entry struct{ ms, n uint64 }
	var entries []entry
	for _, id := range ids {
		ms, n, _ := strings.Cut(id, "-")
		at, err := strconv.ParseUint(ms, 10, 64)
		behind, err2 := strconv.ParseUint(n, 10, 64)
		if err == nil && err2 == nil {
			entries = append(entries, entry{at, behind})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Or(cmp.Compare(a.ms, b.ms), cmp.Compare(a.n, b.n)) })
	entries = slices.Compact(entries)
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = strconv.FormatUint(e.ms, 10) + "-" + strconv.FormatUint(e.n, 10)
	}
	return list
}

// RetryFailed sends dead letters again, as direct texts, and says how many. Those of
// which too little is left stay where they are.
func (s *Store) RetryFailed(ctx context.Context, f Filter) (int, error) {
	return s.retry(ctx, Failed, f)
}

// RetryDoubtful sends again what a person has decided was never sent.
func (s *Store) RetryDoubtful(ctx context.Context, f Filter) (int, error) {
	return s.retry(ctx, Doubtful, f)
}

func (s *Store) retry(ctx context.Context, list List, f Filter) (int, error) {
	letters, err := s.chosen(ctx, list, f)
	if err != nil {
		return 0, err
	}
	sent := 0
	for _, l := range letters {
		if !l.Retriable() {
			continue
		}
		d := chat.Direct{To: l.To, Body: s.options.Plain(l.Body), Media: l.Media, Words: l.Words, Kind: chat.Resend, Patient: true}
		n, err := s.resolve(ctx, list, l.ID, directLine(l.To), encodeDirect(d, s.options.Segments))
		if err != nil {
			return sent, err
		}
		sent += n
	}
	return sent, nil
}

// Dismiss drops letters without sending them and says how many.
func (s *Store) Dismiss(ctx context.Context, list List, f Filter) (int, error) {
	letters, err := s.chosen(ctx, list, f)
	if err != nil {
		return 0, err
	}
	gone := 0
	for _, l := range letters {
		n, err := s.resolve(ctx, list, l.ID, "", "")
		if err != nil {
			return gone, err
		}
		gone += n
	}
	return gone, nil
}

func (s *Store) resolve(ctx context.Context, list List, id, line, item string) (int, error) {
	n, err := s.scripts.retry.run(ctx, s.client, string(list), id, line, item).Int()
	if err != nil {
		return 0, fmt.Errorf("resolving letter %s: %w", id, err)
	}
	return n, nil
}
