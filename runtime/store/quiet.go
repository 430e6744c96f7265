package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

const (
	// quietAhead is for how long the nights of a member are computed. Where no pod runs for
	// so long, what comes at night is sent at night from then on.
	quietAhead = 8 * 24 * time.Hour
	// quietLeast is what has to be left of that, or it is computed anew: about once a day,
	// so that new rules of a zone are felt soon.
	quietLeast = quietAhead - 36*time.Hour
	// mostNights keep a member's entry below the 64 bytes up to which a small hash is one
	// flat piece of memory.
	mostNights = 8
)

func encodeQuiet(q chat.Quiet) string {
	if q.IsZero() {
		return ""
	}
	return fmt.Sprintf("%d %d %s", q.From(), q.To(), q.Zone())
}

func decodeQuiet(text string) chat.Quiet {
	from, rest, _ := strings.Cut(text, " ")
	to, zone, ok := strings.Cut(rest, " ")
	if !ok {
		return chat.Quiet{}
	}
	return chat.StoredQuiet(int(asInt(from)), int(asInt(to)), zone)
}

// hours are the nights after a moment, packed; nothing where the zone is unknown.
func (o Options) hours(q chat.Quiet, now time.Time) string {
	nights, err := o.Nights(q, now, now.Add(quietAhead))
	if err != nil {
		return ""
	}
	return packNights(nights)
}

// packNights writes seconds, seven bits a byte so that they pass through JSON: the first
// beginning in five bytes, then for each night how long it lasts and how long it is to the
// next one, in three. lua/lib/quiet.lua reads it.
func packNights(nights []chat.Window) string {
	var packed []byte
	add := func(size int, seconds int64) {
		for size--; size >= 0; size-- {
			packed = append(packed, byte(seconds>>(7*size)&127))
		}
	}
	nights = nights[:min(len(nights), mostNights)]
	for i, night := range nights {
		if i == 0 {
			add(5, night.Start.Unix())
		} else {
			add(3, night.Start.Unix()-nights[i-1].End.Unix())
		}
		add(3, night.End.Unix()-night.Start.Unix())
	}
	return string(packed)
}

// packedEnd is the end of the last night, zero without any.
func packedEnd(packed string) time.Time {
	if packed == "" {
		return time.Time{}
	}
	var first, rest int64
	for i := range len(packed) {
		if i < 5 {
			first = first<<7 | int64(packed[i])
		} else {
			rest += int64(packed[i]) << (7 * (2 - (i-5)%3))
		}
	}
	return time.Unix(first+rest, 0)
}

// setQuiet keeps the hours with the member and the nights to come where sending looks for
// them. What waits for the end of other hours is due at once, and waits anew if it has to.
func (c *compiler) setQuiet(v chat.SetQuiet) {
	setting, id := encodeQuiet(v.Quiet), idText(v.Member)
	c.put(v.Member, fieldQuiet, setting)
	if setting == "" {
		c.op("HDEL", c.keys.named("quiet"), id)
	} else {
		c.op("HSET", c.keys.named("quiet"), id, c.options.hours(v.Quiet, c.facts.Now))
	}
	now := decimal(c.facts.Now.UnixMicro())
	c.op("ZADD", c.keys.named("due_quiet"), "XX", now, heldLine(v.Member))
	if m, ok := c.member(v.Member); ok {
		c.op("ZADD", c.keys.named("due_quiet"), "XX", now, nightLine(m.Number))
	}
	c.op("PUBLISH", c.keys.named("wake"), "work")
	c.Bump = true
}

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
