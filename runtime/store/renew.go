package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// Renewal is what became of the members with quiet hours whose nights were computed anew.
type Renewal struct {
	// Renewed members have nights for the next days.
	Renewed int
	// Unknown members live in zones of which nothing is known any more; once the nights run
	// out that were known, they get chat at any hour.
	Unknown int
}

// RenewQuiet computes the nights of all members with quiet hours for whom they run out. A
// member who changes the hours meanwhile, or leaves, is left as that has it.
func (s *Store) RenewQuiet(ctx context.Context) (Renewal, error) {
	var r Renewal
	now, err := s.client.Time(ctx).Result()
	if err != nil {
		return r, fmt.Errorf("renewing quiet hours: %w", err)
	}
	packed := map[chat.Quiet]string{}
	for cursor := uint64(0); ; {
		page, next, err := s.client.HScan(ctx, s.keys.named("quiet"), cursor, "", pageSize).Result()
		if err != nil {
			return r, fmt.Errorf("reading quiet hours: %w", err)
		}
		if err := s.renewPage(ctx, page, now, packed, &r); err != nil {
			return r, err
		}
		if cursor = next; cursor == 0 {
			return r, nil
		}
	}
}

// renewal is one member as the script takes it: ID, setting, hours.
type renewal [3]string

func (s *Store) renewPage(ctx context.Context, page []string, now time.Time, packed map[chat.Quiet]string, r *Renewal) error {
	var ids []string
	for i := 0; i+1 < len(page); i += 2 {
		if packedEnd(page[i+1]).Before(now.Add(quietLeast)) {
			ids = append(ids, page[i])
		}
	}
	if len(ids) == 0 {
		return nil
	}
	settings, err := s.quietSettings(ctx, ids)
	if err != nil {
		return err
	}
	var list []renewal
	for i, id := range ids {
		q := decodeQuiet(settings[i])
		if _, ok := packed[q]; !ok {
			packed[q] = s.options.hours(q, now)
		}
		if packed[q] == "" && !q.IsZero() {
			r.Unknown++
			continue
		}
		list = append(list, renewal{id, settings[i], packed[q]})
	}
	if len(list) == 0 {
		return nil
	}
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("writing quiet hours: %w", err)
	}
	kept, err := s.scripts.quiet.run(ctx, s.client, text).Int()
	if err != nil {
		return fmt.Errorf("renewing quiet hours: %w", err)
	}
	r.Renewed += kept
	return nil
}

func (s *Store) quietSettings(ctx context.Context, ids []string) ([]string, error) {
	found := make([]*redis.SliceCmd, len(ids))
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, id := range ids {
			found[i] = p.HMGet(ctx, s.keys.of(familyMember, id), fieldQuiet)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the members with quiet hours: %w", err)
	}
	settings := make([]string, len(ids))
	for i, cmd := range found {
		settings[i] = asText(item(cmd.Val(), 0))
	}
	return settings, nil
}
