package admin

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
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
	// Tags are what rules have put on it.
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
	limit, err := d.pageFor(a, limit)
	if err != nil {
		return EventPage{}, err
	}
	from, err := strconv.ParseInt(orZero(before), 10, 64)
	if err != nil || from < 0 {
		return EventPage{}, noCursor()
	}
	entries, err := d.Store.Said(ctx, chat.Seq(from), int64(limit)+1)
	if err != nil {
		return EventPage{}, fmt.Errorf("reading the log: %w", err)
	}
	var page EventPage
	page.Events, page.Next = pageOf(entries, limit,
		func(e store.Entry) Event { return eventFor(a, e) },
		func(e store.Entry) string { return strconv.FormatInt(int64(e.Seq), 10) })
	return page, nil
}

func eventFor(a Actor, e store.Entry) Event {
	return Event{
		Seq: e.Seq, At: e.At, Kind: string(e.Kind), Author: e.Author, Nickname: e.Nickname,
		Body: a.reads(e.Body), Pictures: len(e.Media), Segments: e.Segments, Tags: e.Tags,
	}
}
