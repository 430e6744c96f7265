package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/api/roomfile"
)

// KeepRules keeps the rules in force, for pods that start while the room file has none that
// compile.
func (s *Store) KeepRules(ctx context.Context, list []roomfile.Rule) error {
	text, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("writing rules: %w", err)
	}
	if err := s.client.Set(ctx, s.keys.named("rules"), text, 0).Err(); err != nil {
		return fmt.Errorf("keeping the rules: %w", err)
	}
	return nil
}

// KeptRules are the rules that were last in force; none where there never were any.
func (s *Store) KeptRules(ctx context.Context) (list []roomfile.Rule, err error) {
	text, err := s.client.Get(ctx, s.keys.named("rules")).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the rules that were kept: %w", err)
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("reading the rules that were kept: %w", err)
	}
	return list, nil
}
