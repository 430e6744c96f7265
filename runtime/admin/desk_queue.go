package admin

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// Letter is one text of a list.
type Letter struct {
	// ID names it in its list; empty for what waits, which can't be chosen one by one.
	ID string `json:"id,omitempty"`
	// To is the phone, of a call that of who caused it; empty where the member has left.
	To     string        `json:"to,omitempty"`
	Member chat.MemberID `json:"member,omitempty"`
	// Body is empty for who may only look, and where the log does not keep it any more.
	Body string `json:"body,omitempty"`
	// Pictures counts what goes along.
	Pictures int `json:"pictures"`
	// Code is the carrier's, 0 without one; Title says what it means, Reason why the text is in
	// this list or what it waits for.
	Code   int    `json:"code"`
	Title  string `json:"title,omitempty"`
	Reason string `json:"reason,omitempty"`
	Tries  int    `json:"tries"`
	// At is when it came to the list, or when it is due.
	At time.Time `json:"at"`
	// Retriable says that enough of it is left to send it again.
	Retriable bool `json:"retriable"`
}

// LetterPage is a page of a list.
type LetterPage struct {
	Letters []Letter `json:"letters"`
	// Next is the cursor of the next page; empty at the end. What waits has one page alone.
	Next string `json:"next,omitempty"`
}

// Lists are the names of the queues, in the order in which people look at them.
var lists = []store.List{store.Default, store.Failed, store.Doubtful}

// ListOf reads a queue's name: default, failed or doubt.
func ListOf(name string) (store.List, error) {
	for _, list := range lists {
		if string(list) == name {
			return list, nil
		}
	}
	return "", refuse(NotFound, "There is no queue %q; there are default, failed and doubt.", name)
}

// Queue is a page of a list: letters newest first, what waits in the order of going. before
// is a page's Next.
func (d *Desk) Queue(ctx context.Context, a Actor, list store.List, before string, limit int) (LetterPage, error) {
	limit, err := d.pageFor(a, limit)
	if err != nil {
		return LetterPage{}, err
	}
	if err := checkCursor(before); err != nil {
		return LetterPage{}, err
	}
	var letters []store.Letter
	if list == store.Default {
		letters, err = d.Store.List(ctx, list, int64(limit))
	} else {
		letters, err = d.Store.Letters(ctx, list, before, int64(limit)+1)
	}
	if err != nil {
		return LetterPage{}, fmt.Errorf("reading queue %s: %w", list, err)
	}
	var page LetterPage
	page.Letters, page.Next = pageOf(letters, limit,
		func(l store.Letter) Letter { return letterFor(a, l) },
		func(l store.Letter) string { return l.ID })
	return page, nil
}

func letterFor(a Actor, l store.Letter) Letter {
	shown := Letter{
		ID: l.ID, Member: l.Member, Body: a.reads(l.Body), Pictures: len(l.Media),
		Code: l.Code, Reason: l.Reason, Tries: l.Tries, At: l.At, Retriable: l.ID != "" && l.Retriable(),
	}
	if l.To != "" {
		shown.To = a.sees(l.To)
	}
	if l.ID != "" {
		shown.Title = codeTitle(l.Code)
	}
	return shown
}

// Choice is which letters of a list are meant: those with these IDs, or all with a code.
type Choice struct {
	IDs  []string `json:"ids,omitempty"`
	Code int      `json:"code,omitempty"`
	// All means every letter of the list.
	All bool `json:"all,omitempty"`
}

func (c Choice) filter() (store.Filter, error) {
	chosen := 0
	for _, yes := range []bool{len(c.IDs) > 0, c.Code != 0, c.All} {
		if yes {
			chosen++
		}
	}
	switch {
	case len(c.IDs) > MaxPage:
		return store.Filter{}, wrong("ids", "Choose at most %d letters at a time, or all of a code.", MaxPage)
	case chosen != 1:
		return store.Filter{}, wrong("ids", "Choose letters by their IDs, or by a code, or all of them.")
	}
	return store.Filter{IDs: c.IDs, Code: c.Code}, nil
}

func (c Choice) String() string {
	switch {
	case c.All:
		return "all"
	case c.Code != 0:
		return fmt.Sprintf("code %d", c.Code)
	case len(c.IDs) > 3:
		return fmt.Sprintf("%d letters", len(c.IDs))
	}
	return strings.Join(c.IDs, ", ")
}

// Count is how many texts or letters a change concerned.
type Count struct {
	Count int64 `json:"count"`
}

// Retry sends letters of the failed or the doubt list again, as direct texts. Those of which
// too little is left stay where they are.
func (d *Desk) Retry(ctx context.Context, a Actor, list store.List, c Choice) (Count, error) {
	var n int
	err := d.change(ctx, a, func() (string, string, string, error) {
		f, err := d.letters(list, c)
		if err != nil {
			return "", "", "", err
		}
		if list == store.Doubtful {
			n, err = d.Store.RetryDoubtful(ctx, f)
		} else {
			n, err = d.Store.RetryFailed(ctx, f)
		}
		return "retry", "queue " + string(list), fmt.Sprintf("%s: %d sent again", c, n), err
	})
	return Count{int64(n)}, err
}

// Drop takes letters from the failed or the doubt list without sending them.
func (d *Desk) Drop(ctx context.Context, a Actor, list store.List, c Choice) (Count, error) {
	var n int
	err := d.change(ctx, a, func() (string, string, string, error) {
		f, err := d.letters(list, c)
		if err != nil {
			return "", "", "", err
		}
		n, err = d.Store.Dismiss(ctx, list, f)
		return "drop", "queue " + string(list), fmt.Sprintf("%s: %d dropped", c, n), err
	})
	return Count{int64(n)}, err
}

func (d *Desk) letters(list store.List, c Choice) (store.Filter, error) {
	if list == store.Default {
		return store.Filter{}, refuse(Conflict, "What waits goes out by itself and can't be chosen; empty queue default instead, or pause sending.")
	}
	return c.filter()
}

// Empty drops all of a list, of the default one also the calls that wait; typed has to be the list's name, as a second thought. What is in
// flight or in doubt is left alone.
func (d *Desk) Empty(ctx context.Context, a Actor, list store.List, typed string) (Count, error) {
	var n int64
	err := d.change(ctx, a, func() (string, string, string, error) {
		if strings.TrimSpace(typed) != string(list) {
			return "", "", "", wrong("confirm", "Type %s to empty that queue; nothing was dropped.", list)
		}
		var err error
		n, err = d.Store.Empty(ctx, list)
		return "empty", "queue " + string(list), fmt.Sprintf("%d dropped", n), err
	})
	return Count{n}, err
}

// Hold pauses or resumes store.Intake, what members say, or store.Sending, all that goes out.
func (d *Desk) Hold(ctx context.Context, a Actor, stage store.Stage, on bool) error {
	return d.change(ctx, a, func() (string, string, string, error) {
		if stage != store.Intake && stage != store.Sending {
			return "", "", "", refuse(NotFound, "There is no stage %q; there are %s and %s.", stage, store.Intake, store.Sending)
		}
		verb := "resume"
		if on {
			verb = "pause"
		}
		return verb, string(stage), "", d.Store.Hold(ctx, stage, on)
	})
}
