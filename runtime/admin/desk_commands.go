package admin

import (
	"context"
	"errors"
	"time"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
)

// Command is a custom command.
type Command struct {
	roomfile.Command
	// Declared says that the room file has it: it can't be changed here.
	Declared bool `json:"declared"`
	// Off is why the room switched the command off itself; empty where it did not.
	Off string `json:"off,omitempty"`
	// HelpSegments is what one text of #help about it costs.
	HelpSegments int `json:"helpSegments"`
}

// Commands lists the declared ones, then those made here.
func (d *Desk) Commands(ctx context.Context, a Actor) ([]Command, error) {
	if err := d.mayLook(a); err != nil {
		return nil, err
	}
	return nil, errLater
}

// Saved is a command that was kept.
type Saved struct {
	Command Command `json:"command"`
	// Secret signs the calls. It is shown once, when it is new, and never again.
	Secret string `json:"secret,omitempty"`
}

// SaveCommand adds or changes a command that is made here. rotate makes a new secret; the last
// one signs too until the next rotation.
func (d *Desk) SaveCommand(ctx context.Context, a Actor, c roomfile.Command, rotate bool) (Saved, error) {
	if err := d.MayChange(a); err != nil {
		return Saved{}, err
	}
	return Saved{}, errLater
}

// DeleteCommand removes a command that was made here.
func (d *Desk) DeleteCommand(ctx context.Context, a Actor, name string) error {
	if err := d.MayChange(a); err != nil {
		return err
	}
	return errLater
}

// Trial is a call of a command of which nothing was sent to anybody but its service.
type Trial struct {
	// Curl is the exact signed request, to be repeated by hand.
	Curl string `json:"curl"`
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
	// To says who: "sender", "room", a nickname or a number.
	To       string `json:"to"`
	Body     string `json:"body"`
	Segments int    `json:"segments"`
}

// TryCommand calls a command's service as if member had texted the command with args; nothing
// is sent. The service cannot tell it from a real call but by its webhook-id.
func (d *Desk) TryCommand(ctx context.Context, a Actor, name string, member chat.MemberID, args string) (Trial, error) {
	if err := d.MayChange(a); err != nil {
		return Trial{}, err
	}
	return Trial{}, errLater
}

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
	return nil, errLater
}

// Redeliver repeats a call, with the same webhook-id; its answer goes to whom it was for.
func (d *Desk) Redeliver(ctx context.Context, a Actor, name, id string) (Trial, error) {
	if err := d.MayChange(a); err != nil {
		return Trial{}, err
	}
	return Trial{}, errLater
}

var errLater = errors.New("not to be had yet")
