package main

import (
	"context"
	"fmt"
	"math"

	"github.com/smackdev/smack/runtime/store"
)

// retryCommand sends letters again.
type retryCommand struct {
	List string   `arg:"" enum:"failed,doubt" help:"Which: ${enum}."`
	IDs  []string `arg:"" optional:"" name:"id" help:"Only these, by the ID that list shows."`
	Code int      `help:"Only those with this error code, for example 30003."`
}

// Run is called by kong.
func (c *retryCommand) Run(ctx context.Context, p program, q *queueCommand) error {
	return q.with(ctx, p, func(ctx context.Context, q queue) error {
		retry := q.RetryFailed
		if c.List == string(store.Doubtful) {
			retry = q.RetryDoubtful
		}
		n, err := retry(ctx, store.Filter{IDs: c.IDs, Code: c.Code})
		if err != nil {
			return fmt.Errorf("after %d texts: %w", n, err)
		}
		if err := q.told(result{List: c.List, Retried: &n}, "%d texts from queue %s go out again\n", n, c.List); err != nil {
			return err
		}
		if n < len(c.IDs) {
			return fmt.Errorf("%d of %d IDs were not sent again: not in queue %s, of another code, or too little is left of them",
				len(c.IDs)-n, len(c.IDs), c.List)
		}
		return nil
	})
}

// emptyCommand drops letters.
type emptyCommand struct {
	List string `arg:"" enum:"default,failed" help:"Which: ${enum}."`
	Yes  bool   `short:"y" help:"Do it though there is something to lose."`
}

// Run is called by kong.
func (c *emptyCommand) Run(ctx context.Context, p program, q *queueCommand) error {
	return q.with(ctx, p, func(ctx context.Context, q queue) error {
		if err := c.confirmed(ctx, q); err != nil {
			return err
		}
		n, err := q.Store.Empty(ctx, store.List(c.List))
		if err != nil {
			return err
		}
		return q.told(result{List: c.List, Dropped: &n}, "%d texts dropped from queue %s\n", n, c.List)
	})
}

// confirmed refuses to drop something without --yes, and says what to type.
func (c *emptyCommand) confirmed(ctx context.Context, q queue) error {
	if c.Yes {
		return nil
	}
	letters, err := q.Store.List(ctx, store.List(c.List), math.MaxInt32)
	if err != nil || len(letters) == 0 {
		return err
	}
	return refusedError{fmt.Errorf("queue %s is not empty (%d entries); nothing was dropped. To drop it for good:\n"+
		"  smack-room queue empty %s --config %s --yes", c.List, len(letters), c.List, q.options.Config)}
}

// result is what a decision did, for scripts.
type result struct {
	List    string `json:"list"`
	Retried *int   `json:"retried,omitempty"`
	Dropped *int64 `json:"dropped,omitempty"`
}

// told prints what a decision did.
func (q queue) told(r any, format string, values ...any) error {
	if q.options.Output == "json" {
		return printJSON(q.out, r)
	}
	_, err := fmt.Fprintf(q.out, format, values...)
	return err
}
