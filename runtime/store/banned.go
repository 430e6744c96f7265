package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/smackdev/smack/runtime/chat"
)

// Banned is a number that gets no answer.
type Banned struct {
	Number chat.E164
	// Nickname is the key of the last one; empty where the number was no member's.
	Nickname string
}

// Banned reads who is banned, by number, limit of them at most, and says how many there are.
func (s *Store) Banned(ctx context.Context, limit int) (list []Banned, total int64, err error) {
	total, err = s.client.SCard(ctx, s.keys.named("banned")).Result()
	if err != nil || total == 0 {
		return nil, total, bansError(err)
	}
	names, err := s.bannedNames(ctx, limit)
	if err != nil {
		return nil, 0, err
	}
	for cursor := uint64(0); len(list) < limit; {
		var page []string
		page, cursor, err = s.client.SScan(ctx, s.keys.named("banned"), cursor, "", pageSize).Result()
		if err != nil {
			return nil, 0, bansError(err)
		}
		for _, number := range page {
			list = append(list, Banned{Number: chat.E164(number), Nickname: names[number]})
		}
		if cursor == 0 {
			break
		}
	}
	slices.SortFunc(list, func(a, b Banned) int { return strings.Compare(string(a.Number), string(b.Number)) })
	list = slices.Compact(list) // a set that changes may show a number twice
	return list[:min(len(list), limit)], total, nil
}

// bannedNames are the last nicknames' keys by number.
func (s *Store) bannedNames(ctx context.Context, limit int) (map[string]string, error) {
	names := map[string]string{}
	for cursor := uint64(0); len(names) < limit; {
		page, next, err := s.client.HScan(ctx, s.keys.named("bans"), cursor, "", pageSize).Result()
		if err != nil {
			return nil, bansError(err)
		}
		for i := 0; i+1 < len(page); i += 2 {
			names[page[i+1]] = page[i]
		}
		if cursor = next; cursor == 0 {
			break
		}
	}
	return names, nil
}

func bansError(err error) error {
	if err != nil {
		return fmt.Errorf("reading who is banned: %w", err)
	}
	return nil
}
