package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// How long the answer to a request is kept for who asks again, and how long a request may
// take before another may have its place.
const (
	keepAnswer = 24 * time.Hour
	keepPlace  = time.Minute
)

// ErrUnderWay says that the same request is being answered just now.
var ErrUnderWay = errors.New("the same request is being answered")

// Begin takes a place for a request that must take effect once. It gives the answer where one
// is kept already, nil where the caller has to make it, and ErrUnderWay while another does.
func (s *Store) Begin(ctx context.Context, request string) ([]byte, error) {
	key := s.keys.of(familyOnce, request)
	kept, err := s.client.SetArgs(ctx, key, "", redis.SetArgs{Mode: "NX", Get: true, TTL: keepPlace}).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("beginning a request: %w", err)
	case len(kept) == 0:
		return nil, ErrUnderWay
	}
	return kept, nil
}

// Answered keeps the answer of a request that Begin has begun; an empty one gives the place
// back, so that the request may be made again.
func (s *Store) Answered(ctx context.Context, request string, answer []byte) error {
	key := s.keys.of(familyOnce, request)
	var err error
	if len(answer) == 0 {
		err = s.client.Del(ctx, key).Err()
	} else {
		err = s.client.Set(ctx, key, answer, keepAnswer).Err()
	}
	if err != nil {
		return fmt.Errorf("keeping an answer: %w", err)
	}
	return nil
}
