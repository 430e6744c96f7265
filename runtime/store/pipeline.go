package store

import (
	"context"

	"github.com/redis/go-redis/v9"
)

// pipeline sends the commands of callers who come at the same time together.
type pipeline struct{ shared[redis.Cmder] }

func newPipeline(client redis.UniversalClient) *pipeline {
	p := &pipeline{}
	p.carry = func(ctx context.Context, all []redis.Cmder) {
		if len(all) == 1 {
			_ = client.Process(ctx, all[0]) // the command keeps it
			return
		}
		pipe := client.Pipeline()
		for _, cmd := range all {
			_ = pipe.Process(ctx, cmd) // nothing is sent yet
		}
		_, _ = pipe.Exec(ctx) // each command keeps its own
	}
	return p
}

// Process sends the command and waits for its answer. A caller whose context ends first
// gets that error, and the command may still take effect.
func (p *pipeline) Process(ctx context.Context, cmd redis.Cmder) error {
	if err := p.send(ctx, cmd); err != nil {
		return err
	}
	return cmd.Err()
}
