package admin

import (
	"context"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/store"
)

// Record is one change that was made here.
type Record struct {
	ID string    `json:"id"`
	At time.Time `json:"at"`
	// Actor is who made it, Verb what was done, Object to whom or what, Detail the rest. No
	// texts, no secrets; numbers are masked.
	Actor  string `json:"actor"`
	Verb   string `json:"verb"`
	Object string `json:"object,omitempty"`
	Detail string `json:"detail,omitempty"`
}

// RecordPage is a page of the audit log, newest first.
type RecordPage struct {
	Records []Record `json:"records"`
	// Next is the cursor of the next page; empty at the end.
	Next string `json:"next,omitempty"`
}

// Audit is a page of who changed what. before is a page's Next.
func (d *Desk) Audit(ctx context.Context, a Actor, before string, limit int) (RecordPage, error) {
	limit, err := d.pageFor(a, limit)
	if err != nil {
		return RecordPage{}, err
	}
	if err := checkCursor(before); err != nil {
		return RecordPage{}, err
	}
	list, err := d.Store.Audits(ctx, before, int64(limit)+1)
	if err != nil {
		return RecordPage{}, err
	}
	var page RecordPage
	page.Records, page.Next = pageOf(list, limit, recordOf, func(one store.Audit) string { return one.ID })
	return page, nil
}

func recordOf(a store.Audit) Record {
	return Record{ID: a.ID, At: a.At, Actor: actorName(a), Verb: a.Verb, Object: a.Object, Detail: a.Detail}
}

// actorName is whoever acted, as far as the room still knows.
func actorName(a store.Audit) string {
	if a.Actor == "" {
		return fmt.Sprintf("member %d, who has left", a.Member)
	}
	return a.Actor
}

// RecordSignIn writes into the audit log that somebody signed in ("sign-in") or out
// ("sign-out").
func (d *Desk) RecordSignIn(ctx context.Context, a Actor, verb string) error {
	return d.Store.Audit(ctx, store.Audit{Member: a.Member, Actor: a.Name, Verb: verb})
}

// record writes a change into the audit log. The change has happened: whoever made it is told
// so even where this fails.
func (d *Desk) record(ctx context.Context, a Actor, verb, object, detail string) {
	err := d.Store.Audit(context.WithoutCancel(ctx), store.Audit{Member: a.Member, Actor: a.Name, Verb: verb, Object: object, Detail: detail})
	if err != nil {
		d.Config.Log.Error("a change took effect that the audit log lacks", "actor", a.Name, "verb", verb, "object", object, "error", err)
	}
}
