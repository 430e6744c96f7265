package delivery

import (
	"context"
	"errors"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// maxRestTries bounds how often the notice is written anew because the room has changed.
// After that the chore comes again when its lease lapses.
const maxRestTries = 5

// tellAdmins tells the room's admins, once a day, that it rests until another one: what
// stopped it may have been said by somebody who was not told, and nobody may say more.
func (e *Engine) tellAdmins(ctx context.Context) error {
	room := e.settings.Load().Room
	for range maxRestTries {
		facts, err := e.store.Facts(ctx, "", chat.RestNeed(room))
		if err != nil {
			return err
		}
		err = e.commitRest(ctx, facts, chat.Rest(room, facts))
		if err == nil {
			return e.store.Unschedule(ctx, store.ChoreRest)
		}
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return nil
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
