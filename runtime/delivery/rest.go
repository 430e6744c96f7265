package delivery

import (
	"context"
	"errors"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// tellAdmins tells the room's admins, once a day, that it rests until another one: what
// stopped it may have been said by somebody who was not told, and nobody may say more.
func (e *Engine) tellAdmins(ctx context.Context) error {
	room := e.settings.Load().Room
	err := e.store.Decide(ctx, "", chat.RestNeed(room), func(facts chat.Facts) error {
		return e.commitRest(ctx, facts, chat.Rest(room, facts))
	})
	switch {
	case errors.Is(err, store.ErrConflict):
		return nil // the chore comes again when its lease lapses
	case err != nil:
		return err
	}
	return e.store.Unschedule(ctx, store.ChoreRest)
}

func (e *Engine) commitRest(ctx context.Context, facts chat.Facts, out chat.Outcome) error {
	if len(out.Changes) == 0 {
		return nil
	}
	out.Reword(carrier.Plain)
	day, _ := chat.BudgetDay(facts.Now)
	_, err := e.store.Commit(ctx, store.Inbound{SID: "rest " + day}, facts, out)
	return err
}
