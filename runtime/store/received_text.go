package store

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// ReceivedText is what the carrier sent with a text that went to the room.
type ReceivedText struct {
	At time.Time
	// Author is who sent it, as the member is now; nil where it has left.
	Author *chat.Member
	// Fields are the carrier's, by its own names.
	Fields map[string]string
}

// ReceivedTexts are those of the last messages of the room, newest first, in two round trips.
func (s *Store) ReceivedTexts(ctx context.Context, limit int64) ([]ReceivedText, error) {
	page, err := s.client.XRevRangeN(ctx, s.keys.named("log"), "+", "-", limit).Result()
	if err != nil {
		return nil, fmt.Errorf("reading the last texts: %w", err)
	}
	var texts []ReceivedText
	var authors []chat.MemberID
	for _, m := range page {
		e := decodeEntry(m)
		fields, err := fieldsOf(m)
		if err != nil || fields == nil || e.Kind != chat.Chat {
			continue // a further part, or of the room itself
		}
		texts, authors = append(texts, ReceivedText{At: e.At, Fields: fields}), append(authors, e.Author)
	}
	members, err := s.read(ctx, authors)
	if err != nil {
		return nil, fmt.Errorf("reading who sent the last texts: %w", err)
	}
	byID := map[chat.MemberID]*chat.Member{}
	for i := range members {
		byID[members[i].ID] = &members[i]
	}
	for i := range texts {
		texts[i].Author = byID[authors[i]]
	}
	return texts, nil
}

func fieldsOf(m redis.XMessage) (map[string]string, error) {
	packed := asText(m.Values["x"])
	if packed == "" {
		return nil, nil
	}
	return unpackFields(packed)
}
