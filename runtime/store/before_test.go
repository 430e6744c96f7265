package store_test

import (
	"context"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/store"
)

// before does something once, right before a script runs.
type before struct {
	script string
	done   bool
	do     func()
}

func onceBefore(script string, do func()) redis.Hook { return &before{script: script, do: do} }

func (b *before) DialHook(next redis.DialHook) redis.DialHook { return next }
func (b *before) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (b *before) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if store.ScriptName(cmd) == b.script && !b.done {
			b.done = true
			b.do()
		}
		return next(ctx, cmd)
	}
}
