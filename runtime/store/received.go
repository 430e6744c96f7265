package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
)

// Received is every parameter that the carrier sent with the member's last text, by the
// carrier's own names; nil for a member who never texted or has left.
func (s *Store) Received(ctx context.Context, id chat.MemberID) (map[string]string, error) {
	packed, err := s.client.HGet(ctx, s.keys.of(familyLast, decimal(int64(laneOf(id)))), idText(id)).Result()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading a member's last text: %w", err)
	}
	return unpackFields(packed)
}
