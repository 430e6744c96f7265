package admin

import (
	"context"
	"errors"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// Event is something that the room said.
type Event struct {
	Seq chat.Seq  `json:"seq"`
	At  time.Time `json:"at"`
	// Kind is chat or announcement.
	Kind string `json:"kind"`
	// Author and Nickname are of who said it, as it was called then; 0 and empty for the room.
	Author   chat.MemberID `json:"author,omitempty"`
	Nickname string        `json:"nickname,omitempty"`
	// Body is empty for who may only look.
	Body string `json:"body,omitempty"`
	// Pictures counts what goes along.
	Pictures int `json:"pictures"`
	// Segments are what one phone's text costs.
	Segments int `json:"segments"`
	// Tags are what rules kept with it.
	Tags []string `json:"tags,omitempty"`
}

// EventPage is a page of the log, newest first.
type EventPage struct {
	Events []Event `json:"events"`
	// Next is the cursor of the next page; empty at the end.
	Next string `json:"next,omitempty"`
}

// Log is a page of what the room said. before is a page's Next.
func (d *Desk) Log(ctx context.Context, a Actor, before string, limit int) (EventPage, error) {
	return EventPage{}, errLater
}

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
	return RecordPage{}, errLater
}

// RecordSignIn writes into the audit log that somebody signed in ("sign-in"), out
// ("sign-out"), or was kept out ("sign-in refused").
func (d *Desk) RecordSignIn(ctx context.Context, a Actor, verb string) error {
	return d.record(ctx, a, verb, "", "")
}

// record writes a change into the audit log.
func (d *Desk) record(ctx context.Context, a Actor, verb, object, detail string) error { return nil }

// Span is how far a plot goes back.
type Span string

// The spans of plots.
const (
	// Day is 24 hours in quarters of an hour, Month 30 days in six hours each.
	Day   Span = "24h"
	Month Span = "30d"
)

// Bucket is what happened in one stretch of a plot.
type Bucket struct {
	// At is when the stretch ended.
	At time.Time `json:"at"`
	// Messages are of the room; Sent, Delivered and Failed are texts to phones.
	Messages  int64 `json:"messages"`
	Sent      int64 `json:"sent"`
	Delivered int64 `json:"delivered"`
	Failed    int64 `json:"failed"`
	Segments  int64 `json:"segments"`
	// Members is how many there were at its end.
	Members int64 `json:"members"`
}

// History is what plots show, oldest first, with a bucket for each stretch of the span for
// which figures were kept.
func (d *Desk) History(ctx context.Context, a Actor, span Span) ([]Bucket, error) {
	return nil, errLater
}

var errLater = errors.New("not to be had yet")
