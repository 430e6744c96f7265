package store

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Schedule makes a chore due, unless it is already.
func (s *Store) Schedule(ctx context.Context, chore string, in time.Duration) error {
	return s.schedule(ctx, chore, in, true)
}

// Reschedule ends a chore that was claimed and makes it due again.
func (s *Store) Reschedule(ctx context.Context, chore string, in time.Duration) error {
	return s.schedule(ctx, chore, in, false)
}

func (s *Store) schedule(ctx context.Context, chore string, in time.Duration, ifAbsent bool) error {
	now, err := s.client.Time(ctx).Result()
	if err == nil {
		args := redis.ZAddArgs{NX: ifAbsent, Members: []redis.Z{{Score: float64(now.Add(in).UnixMicro()), Member: chore}}}
		err = s.client.ZAddArgs(ctx, s.keys.named("due_chore"), args).Err()
	}
	if err != nil {
		return fmt.Errorf("scheduling %s: %w", chore, err)
	}
	return nil
}

// Unschedule ends a chore that was claimed.
func (s *Store) Unschedule(ctx context.Context, chore string) error {
	if err := s.client.ZRem(ctx, s.keys.named("due_chore"), chore).Err(); err != nil {
		return fmt.Errorf("ending %s: %w", chore, err)
	}
	return nil
}

// Trim cuts off what is older than the retention, a page at a time, and says how many
// entries went.
func (s *Store) Trim(ctx context.Context) (int64, error) {
	now, err := s.client.Time(ctx).Result()
	if err != nil {
		return 0, fmt.Errorf("trimming the log: %w", err)
	}
	var gone int64
	for {
		n, err := s.trimPage(ctx, now.Add(-s.options.Retention))
		gone += n
		if err != nil {
			return gone, fmt.Errorf("trimming the log: %w", err)
		}
		if n < pageSize {
			return gone, nil
		}
	}
}

func (s *Store) trimPage(ctx context.Context, before time.Time) (int64, error) {
	page, err := s.client.XRangeN(ctx, s.keys.named("log"), "-", "+", pageSize).Result()
	if err != nil {
		return 0, err
	}
	old := 0
	for old < len(page) && decodeEntry(page[old]).At.Before(before) {
		old++
	}
	if old == 0 {
		return 0, nil
	}
	first := decodeEntry(page[old-1]).Seq + 1
	return s.client.XTrimMinID(ctx, s.keys.named("log"), decimal(int64(first))).Result()
}

// SweepMark is the moment before which every text of the carrier's list is final.
func (s *Store) SweepMark(ctx context.Context) (time.Time, error) {
	mark, err := s.client.HMGet(ctx, s.keys.named("meta"), "sweep").Result()
	if err != nil {
		return time.Time{}, fmt.Errorf("reading the sweep's mark: %w", err)
	}
	return millis(asText(item(mark, 0))), nil
}

// EndSweep ends a sweep that was claimed and keeps where the next one begins: it comes
// again after a while if some text was open, which is not final yet, or if texts were
// accepted since the sweep before, for the list that was read may lack them.
func (s *Store) EndSweep(ctx context.Context, mark time.Time, open bool, again time.Duration) error {
	cmd := s.scripts.sweepEnd.run(ctx, s.client, mark.UnixMilli(), flag(open), again.Microseconds())
	if err := cmd.Err(); err != nil {
		return fmt.Errorf("ending the sweep: %w", err)
	}
	return nil
}
