package store

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"
)

// TookEffect says whether something was committed under this SID within the last two days.
func (s *Store) TookEffect(ctx context.Context, sid string) (bool, error) {
	var seen [2]*redis.BoolCmd
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		seen[0] = p.SIsMember(ctx, s.keys.named("seen0"), sid)
		seen[1] = p.SIsMember(ctx, s.keys.named("seen1"), sid)
		return nil
	})
	if err != nil {
		return false, fmt.Errorf("looking whether it took effect: %w", err)
	}
	return seen[0].Val() || seen[1].Val(), nil
}
