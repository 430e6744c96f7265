package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// waiting lists what waits: doubts, calls of services, direct texts, held texts, those for the quiet,
// then the messages that lanes have still to send, one row for each lane.
func (s *Store) waiting(ctx context.Context, limit int64) ([]Letter, error) {
	var letters []Letter
	for _, due := range []string{"due_look", "due_call", "due_direct", "due_held", "due_quiet"} {
		names, err := s.client.ZRangeWithScores(ctx, s.keys.named(due), 0, limit-1).Result()
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", due, err)
		}
		read := s.heads
		if due == "due_call" {
			read = s.callsDue
		}
		more, err := read(ctx, due, names)
		if err != nil {
			return nil, err
		}
		letters = append(letters, more...)
	}
	lanes, err := s.lanes(ctx)
	if err != nil {
		return nil, err
	}
	letters = append(letters, lanes...)
	return letters[:min(int64(len(letters)), limit)], nil
}

var waitsFor = map[string]string{
	"due_look": "in doubt", "due_direct": "direct text", "due_held": "off the lane",
	"due_quiet": "quiet hours",
}

// heads reads the first text of each line, and how many stand behind it.
func (s *Store) heads(ctx context.Context, due string, names []redis.Z) ([]Letter, error) {
	items := make([]*redis.StringSliceCmd, len(names))
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		for i, z := range names {
			items[i] = p.LRange(ctx, s.keys.of(familyLine, z.Member.(string)), 0, 99)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading lines: %w", err)
	}
	var letters []Letter
	var page []redis.XMessage
	for i, z := range names {
		for _, entry := range items[i].Val() {
			m := redis.XMessage{ID: "0-0", Values: map[string]any{"line": z.Member, "item": entry, "reason": waitsFor[due]}}
			l := decodeLetter(m)
			l.ID, l.At = "", micros(int64(z.Score))
			letters, page = append(letters, l), append(page, m)
		}
	}
	return letters, s.complete(ctx, letters, page)
}

func (s *Store) lanes(ctx context.Context) ([]Letter, error) {
	names, err := s.client.ZRangeWithScores(ctx, s.keys.named("due_lane"), 0, -1).Result()
	if err != nil {
		return nil, fmt.Errorf("reading lanes: %w", err)
	}
	states := make([]*redis.SliceCmd, len(names))
	var seq *redis.SliceCmd
	_, err = s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		seq = p.HMGet(ctx, s.keys.named("meta"), "seq")
		for i, z := range names {
			states[i] = p.HMGet(ctx, s.keys.of(familyLane, z.Member.(string)), "pos", "cur")
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading lanes: %w", err)
	}
	last := asInt(item(seq.Val(), 0))
	letters := make([]Letter, len(names))
	for i, z := range names {
		letters[i] = laneLetter(z, states[i].Val(), last)
	}
	return letters, nil
}

func laneLetter(z redis.Z, state []any, last int64) Letter {
	n, _ := strconv.Atoi(z.Member.(string))
	pos, cursor := max(asInt(item(state, 0)), 1), asText(item(state, 1))
	reason := fmt.Sprintf("members %d to %d have %d messages to get", n*LaneSize+1, (n+1)*LaneSize, last-pos+1)
	if cursor != "" && cursor != "0" && !strings.HasPrefix(cursor, "-") {
		reason += ", the first one from member " + cursor + " on"
	}
	return Letter{Ref: "lane " + z.Member.(string), Member: chat.MemberID(n*LaneSize + 1), Reason: reason, At: micros(int64(z.Score))}
}
