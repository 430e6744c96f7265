package delivery

import (
	"context"
	"fmt"
	"strconv"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
)

// maxSummaries bounds how often a summary is written anew because reactions have changed.
// After that the chore comes again when its lease lapses.
const maxSummaries = 5

// summarise tells the author of a message, by its Seq, who has reacted to it.
func (e *Engine) summarise(ctx context.Context, of string) error {
	seq, err := strconv.ParseInt(of, 10, 64)
	if err != nil {
		return fmt.Errorf("reading which message was reacted to: %w", err)
	}
	for range maxSummaries {
		reactions, err := e.store.Reactions(ctx, chat.Seq(seq))
		if err != nil {
			return err
		}
		summary, ok := chat.Summarise(e.settings.Load().Room, reactions.Author, reactions.Message, reactions.Untold)
		if !ok {
			summary = chat.Direct{}
		}
		summary.Body = carrier.Plain(summary.Body)
		done, err := e.store.Summarise(ctx, reactions, summary)
		if err != nil || done {
			return err
		}
	}
	return nil
}
