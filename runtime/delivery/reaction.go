package delivery

import (
	"context"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
)

// maxSummaries bounds how often a summary is written anew because reactions have changed.
// After that the chore comes again when its lease lapses.
const maxSummaries = 5

// summarise tells the author of a message who has reacted to it.
func (e *Engine) summarise(ctx context.Context, of chat.Seq) error {
	for range maxSummaries {
		reactions, err := e.store.Reactions(ctx, of)
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
