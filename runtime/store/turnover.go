package store

import (
	"context"
	"fmt"
)

// Turnover settles a wave and begins the next one, in one script. An error leaves open
// what happened; settling again and beginning the same wave again are safe.
func (s *Store) Turnover(ctx context.Context, w WaveWant, end WaveEnd, next WaveWant) (Wave, error) {
	result, err := end.result()
	if err != nil {
		return Wave{}, err
	}
	args := append([]any{w.Job.Name, w.Job.Token, w.Number, next.Lease.Microseconds(), end.Grace.Microseconds(), end.Sweep.Microseconds(),
		result, next.Number, MaxWave, flag(next.Yield)}, append(next.Gate.args(), next.Behind.Microseconds())...)
	reply, err := s.scripts.turnover.run(ctx, s.client, args...).Slice()
	if err != nil {
		return Wave{}, fmt.Errorf("settling and beginning a wave: %w", err)
	}
	return decodeWave(reply), nil
}
