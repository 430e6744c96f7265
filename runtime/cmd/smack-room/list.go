package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// listCommand prints a list.
type listCommand struct {
	List  string `arg:"" enum:"default,failed,doubt" help:"Which: ${enum}."`
	Limit int64  `default:"100" help:"How many at most."`
}

// Validate is called by kong.
func (c *listCommand) Validate() error {
	if c.Limit < 1 {
		return fmt.Errorf("--limit must be at least 1")
	}
	return nil
}

// Run is called by kong.
func (c *listCommand) Run(ctx context.Context, p program, q *queueCommand) error {
	return q.with(ctx, p, func(ctx context.Context, q queue) error {
		letters, err := q.Store.List(ctx, store.List(c.List), c.Limit)
		if err != nil {
			return err
		}
		rows := make([]letter, len(letters))
		for i, l := range letters {
			rows[i] = letterOf(l)
		}
		if q.options.Output == "json" {
			return printJSON(q.out, rows)
		}
		return lettersTable(q.out, c.List, rows)
	})
}

// letter is store.Letter for people and scripts: the number is masked, and of the text
// only the length is told.
type letter struct {
	ID         string    `json:"id,omitempty"`
	To         string    `json:"to,omitempty"`
	Member     uint32    `json:"member,omitempty"`
	At         time.Time `json:"at"`
	Code       int       `json:"code,omitempty"`
	Reason     string    `json:"reason"`
	Tries      int       `json:"tries,omitempty"`
	Characters int       `json:"characters"`
	Pictures   int       `json:"pictures,omitempty"`
	// Retriable is false when too little is left to send it again.
	Retriable bool `json:"retriable"`
}

func letterOf(l store.Letter) letter {
	row := letter{
		ID: l.ID, Member: uint32(l.Member), At: l.At.UTC(), Code: l.Code, Reason: l.Reason, Tries: l.Tries,
		Characters: utf8.RuneCountInString(l.Body), Pictures: len(l.Media), Retriable: l.Retriable(),
	}
	if l.To != "" {
		row.To = chat.Mask(l.To)
	}
	return row
}

func lettersTable(out io.Writer, list string, rows []letter) error {
	if len(rows) == 0 {
		_, err := fmt.Fprintf(out, "queue %s is empty\n", list)
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(w, "ID\tTO\tSINCE\tCODE\tTRIES\tREASON")
	for _, r := range rows {
		_, _ = fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\n",
			dash(r.ID), dash(r.To), r.At.Format(time.DateTime), dash(number0(r.Code)), r.Tries, r.Reason)
	}
	return w.Flush()
}

func dash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// number0 writes a number, and nothing for 0.
func number0(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
