package store

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// Turnover settles a wave and begins the next one in a single round trip. An error
// leaves open what happened; settling again and beginning the same wave again are safe.
func (s *Store) Turnover(ctx context.Context, w WaveWant, end WaveEnd, next WaveWant) (Wave, error) {
	args, err := settleArgs(w, end)
	if err != nil {
		return Wave{}, err
	}
	settle, begin, err := s.turnover(ctx, args, next.args())
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		if err := s.load(ctx); err != nil {
			return Wave{}, err
		}
		settle, begin, err = s.turnover(ctx, args, next.args())
	}
	if err != nil {
		return Wave{}, err
	}
	if standing, err := settled(settle); err != nil || standing == Stale {
		return Wave{Standing: Stale}, err
	}
	return s.wave(begin)
}

func (s *Store) turnover(ctx context.Context, settle, begin []any) (*redis.Cmd, *redis.Cmd, error) {
	p := s.client.Pipeline()
	first, second := s.scripts.settle.call(ctx, settle), s.scripts.begin.call(ctx, begin)
	_, _ = p.Process(ctx, first), p.Process(ctx, second) // nothing is sent yet
	_, err := p.Exec(ctx)
	return first, second, err
}
