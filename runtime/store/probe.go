package store

import (
	"context"
	"crypto/rand"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// probeTimeout bounds the whole readiness probe.
const probeTimeout = 3 * time.Second

// Probe proves the path that a text takes: a write to Redis, and a message to itself
// by pub/sub. A PING would say that all is well on a replica or with pub/sub wedged.
func (s *Store) Probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	word := rand.Text()
	sub := s.client.Subscribe(ctx, s.keys.named("probe"))
	defer sub.Close()
	if _, err := sub.Receive(ctx); err != nil {
		return fmt.Errorf("subscribing: %w", err)
	}
	if err := s.client.Set(ctx, s.keys.named("probe"), word, time.Minute).Err(); err != nil {
		return fmt.Errorf("writing: %w", err)
	}
	if err := s.client.Publish(ctx, s.keys.named("probe"), word).Err(); err != nil {
		return fmt.Errorf("publishing: %w", err)
	}
	return await(ctx, sub, word)
}

// await reads until the word comes; other pods probe the same channel.
func await(ctx context.Context, sub *redis.PubSub, word string) error {
	for {
		message, err := sub.ReceiveMessage(ctx)
		if err != nil {
			return fmt.Errorf("waiting for the message to oneself: %w", err)
		}
		if message.Payload == word {
			return nil
		}
	}
}
