package store

import (
	"context"
	"crypto/rand"
	"fmt"
)

// RoomKey is a secret of 32 bytes that all pods of the room share; whoever asks first
// makes it. It signs what the room gives out and takes back, and outlives a rotation of
// the carrier's tokens.
func (s *Store) RoomKey(ctx context.Context) ([]byte, error) {
	fresh := make([]byte, 32)
	_, _ = rand.Read(fresh) // never fails
	name := s.keys.named("key")
	if err := s.client.SetNX(ctx, name, fresh, 0).Err(); err != nil {
		return nil, fmt.Errorf("making the room's key: %w", err)
	}
	key, err := s.client.Get(ctx, name).Bytes()
	if err != nil {
		return nil, fmt.Errorf("reading the room's key: %w", err)
	}
	return key, nil
}
