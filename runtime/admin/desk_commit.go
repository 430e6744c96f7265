package admin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// commit decides an action and makes it true, once for each request and key. again says that
// it was done before.
func (d *Desk) commit(ctx context.Context, a Actor, action chat.Action, request, key string) (again bool, err error) {
	sid := actionSID(a, request, key)
	err = d.Store.Decide(ctx, "", action.Need(), func(facts chat.Facts) error {
		facts.Sender, facts.SenderNumber = nil, chat.NumberFacts{}
		out, err := chat.Act(d.Settings().Room, action, facts)
		if err != nil {
			if before, known := d.tookEffect(ctx, a, request, key); known == nil && before {
				again = true
				return nil
			}
			return err
		}
		out.Reword(carrier.Plain)
		done, err := d.Store.Commit(ctx, store.Inbound{SID: sid}, facts, out)
		again = done.Duplicate
		return err
	})
	if errors.Is(err, store.ErrConflict) {
		err = refuse(Unavailable, "The room is changing too fast just now; try again in a moment.")
	}
	return again, err
}

// tookEffect says whether the same request was done before: what it asked for is so already,
// then, or the member has gone.
func (d *Desk) tookEffect(ctx context.Context, a Actor, request, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	return d.Store.TookEffect(ctx, actionSID(a, request, key))
}

// actionSID is the name under which an action is committed, in the place of the carrier's
// name for a text.
func actionSID(a Actor, request, key string) string {
	if key == "" {
		key = rand.Text()
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d\x00%s\x00%t\x00%s\x00%s", a.Member, a.Name, a.Token, request, key))
	return "action-" + hex.EncodeToString(sum[:16])
}

// onceOnly is the verb for the audit log; none for what was done before.
func onceOnly(verb string, again bool) string {
	if again {
		return ""
	}
	return verb
}
