package delivery

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// forgetEvery is how often to look whether what names somebody who has left is sent.
const forgetEvery = time.Minute

// forget ends the traces of a member who has left.
func (e *Engine) forget(ctx context.Context, chore, of string) error {
	id, err := strconv.ParseUint(of, 10, 32)
	if err != nil {
		return fmt.Errorf("reading who is to be forgotten: %w", err)
	}
	done, err := e.store.Forget(ctx, chat.MemberID(id))
	switch {
	case err != nil:
		return err
	case done:
		return e.store.Unschedule(ctx, chore)
	}
	return e.store.Reschedule(ctx, chore, forgetEvery)
}
