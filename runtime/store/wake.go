package store

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// Hints listens for the hint that there is work. A hint may be lost; whoever listens
// looks from time to time all the same. Close the subscription to end it.
func (s *Store) Hints(ctx context.Context) (*redis.PubSub, error) {
	sub := s.client.Subscribe(ctx, s.keys.named("wake"))
	if _, err := sub.Receive(ctx); err != nil {
		_ = sub.Close()
		return nil, fmt.Errorf("listening for hints: %w", err)
	}
	return sub, nil
}
