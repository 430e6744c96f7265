package admin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/store"
)

// Trial is a call of a command of which nothing was sent to anybody but its service.
type Trial struct {
	// Curl is the exact signed request, to be repeated by hand; absent where a call is repeated.
	Curl string `json:"curl,omitempty"`
	// Status is the answer's, 0 where there was none; Err is what went wrong in words.
	Status int    `json:"status"`
	Err    string `json:"error,omitempty"`
	// Answer is the body that came back, cut off after some kilobytes.
	Answer       string  `json:"answer,omitempty"`
	Milliseconds float64 `json:"milliseconds"`
	// Texts are what members would get.
	Texts []TrialText `json:"texts"`
}

// TrialText is a text that would go out.
type TrialText struct {
	// To says who: "sender" or "room".
	To       string `json:"to"`
	Body     string `json:"body"`
	Segments int    `json:"segments"`
}

// TryCommand calls a command's service as if member had texted the command with args; nothing
// is sent to members.
func (d *Desk) TryCommand(ctx context.Context, a Actor, name string, member chat.MemberID, args string) (trial Trial, err error) {
	err = d.change(ctx, a, func() (string, string, string, error) {
		if d.Services == nil {
			return "", "", "", refuse(Unavailable, "This room calls no services just now; try again in a moment.")
		}
		c, err := d.commandCalled(ctx, name)
		if err != nil {
			return "", "", "", err
		}
		m, err := d.memberOf(ctx, member)
		if err != nil {
			return "", "", "", err
		}
		tried, err := d.Services.Try(ctx, extension.Trial{
			Command: c.Command, Secret: c.Secret, PreviousSecret: c.PreviousSecret, Text: args,
			Nickname: m.Nickname.String(), Admin: m.Admin, Number: m.Number,
		})
		if err != nil {
			return "", "", "", refuse(Conflict, "#%s can't be tried: %s.", name, err)
		}
		trial = trialOf(tried)
		return "try command", "#" + name, "", nil
	})
	return trial, err
}

func trialOf(t extension.Tried) Trial {
	trial := Trial{
		Curl: t.Curl, Status: t.Status, Err: t.Reason, Answer: t.Body, Milliseconds: milliseconds(t.Took), Texts: []TrialText{},
	}
	for _, text := range t.Texts {
		to := "sender"
		if text.ForRoom {
			to = "room"
		}
		trial.Texts = append(trial.Texts, TrialText{To: to, Body: text.Body, Segments: text.Segments})
	}
	return trial
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// Call is one of a command's last twenty calls.
type Call struct {
	ID           string    `json:"id"`
	At           time.Time `json:"at"`
	Status       int       `json:"status"`
	Err          string    `json:"error,omitempty"`
	Milliseconds float64   `json:"milliseconds"`
}

// Calls are a command's last calls, newest first.
func (d *Desk) Calls(ctx context.Context, a Actor, name string) ([]Call, error) {
	if err := d.mayLook(a); err != nil {
		return nil, err
	}
	if _, err := d.commandCalled(ctx, name); err != nil {
		return nil, err
	}
	records, err := d.Store.CallRecords(ctx, name)
	if err != nil {
		return nil, err
	}
	calls := make([]Call, len(records))
	for i, r := range records {
		calls[i] = Call{ID: r.ID, At: r.At, Status: r.Status, Err: r.Reason, Milliseconds: milliseconds(r.Took)}
	}
	return calls, nil
}

const (
	// redeliverTime is how long the result of a repeated call is waited for: the longest call,
	// and what it takes to make it.
	redeliverTime = 12 * time.Second
	redeliverLook = 50 * time.Millisecond
)

// Redeliver repeats a call, with the same webhook-id; its answer goes to whom it was for. Where
// the result takes too long, it appears among the last calls.
func (d *Desk) Redeliver(ctx context.Context, a Actor, name, id string) (trial Trial, err error) {
	err = d.change(ctx, a, func() (string, string, string, error) {
		if _, err := d.commandCalled(ctx, name); err != nil {
			return "", "", "", err
		}
		before, err := d.Store.CallRecords(ctx, name)
		if err != nil {
			return "", "", "", err
		}
		made, err := d.Store.Redeliver(ctx, name, id)
		if err == nil && !made {
			err = refuse(NotFound, "This call can't be repeated: it is not among the last ones any more, or who caused it has left.")
		}
		if err == nil {
			trial, err = d.repeated(ctx, name, id, before)
		}
		return "repeat call", "#" + name, "", err
	})
	return trial, err
}

// repeated waits for the record that was not there before.
func (d *Desk) repeated(ctx context.Context, name, id string, before []store.CallRecord) (Trial, error) {
	isOf := func(id string) func(store.CallRecord) bool {
		return func(r store.CallRecord) bool { return r.ID == id }
	}
	at := slices.IndexFunc(before, isOf(id))
	ctx, cancel := context.WithTimeout(ctx, redeliverTime)
	defer cancel()
	for {
		records, err := d.Store.CallRecords(ctx, name)
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return Trial{}, fmt.Errorf("waiting for the repeated call: %w", err)
		}
		for _, r := range records {
			if at >= 0 && r.SID == before[at].SID && !slices.ContainsFunc(before, isOf(r.ID)) {
				return Trial{Status: r.Status, Err: r.Reason, Answer: r.Answer, Milliseconds: milliseconds(r.Took), Texts: []TrialText{}}, nil
			}
		}
		select {
		case <-ctx.Done():
			return Trial{Err: "It is on its way; the result will be among the last calls.", Texts: []TrialText{}}, nil
		case <-time.After(redeliverLook):
		}
	}
}
