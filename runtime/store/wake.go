package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/redis/go-redis/v9"
)

// DefaultSilence is how long a listener hears nothing before it asks whether it would.
const DefaultSilence = 15 * time.Second

// echo is what listeners say to themselves; it is no hint.
const echo = "echo"

// Listener hears the hint that there is work. A hint may be lost; whoever listens looks
// from time to time all the same.
type Listener struct {
	store *Store
	sub   *redis.PubSub
}

// Hints listens for hints. Close the listener to end it.
func (s *Store) Hints(ctx context.Context) (*Listener, error) {
	sub := s.client.Subscribe(ctx, s.keys.named("wake"))
	if _, err := sub.Receive(ctx); err != nil {
		_ = sub.Close()
		return nil, fmt.Errorf("listening for hints: %w", err)
	}
	return &Listener{store: s, sub: sub}, nil
}

// ReceiveMessage waits for the next hint. After a silence it sends a word to itself the
// way that hints come: a subscription to a server that hangs, or to one that is no
// longer the master, would be silent for ever and look well. An error means that it has
// to be made anew.
func (l *Listener) ReceiveMessage(ctx context.Context) (*redis.Message, error) {
	for asked := false; ; {
		reply, err := l.sub.ReceiveTimeout(ctx, l.store.options.Silence)
		switch {
		case err == nil:
			asked = false
			if m, ok := reply.(*redis.Message); ok && m.Payload != echo {
				return m, nil
			}
		case asked || !timedOut(err):
			return nil, fmt.Errorf("listening for hints: %w", err)
		default:
			asked = true
			if err := l.ask(ctx); err != nil {
				return nil, err
			}
		}
	}
}

func (l *Listener) ask(ctx context.Context) error {
	if err := l.store.client.Publish(ctx, l.store.keys.named("wake"), echo).Err(); err != nil {
		return fmt.Errorf("asking whether hints would be heard: %w", err)
	}
	return nil
}

func timedOut(err error) bool {
	var trouble net.Error
	return errors.As(err, &trouble) && trouble.Timeout()
}

// Close ends listening.
func (l *Listener) Close() error { return l.sub.Close() }
