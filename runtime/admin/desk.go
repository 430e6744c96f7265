package admin

import (
	"context"
	"log/slog"
	"time"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/store"
)

// Settings are what is in force of the room file; a reload may change them.
type Settings struct {
	File roomfile.File
	Room chat.Room
}

// Config is what a Desk is made of.
type Config struct {
	Store *store.Store
	// Settings is asked each time.
	Settings func() Settings
	// Services calls the services of custom commands; nil: none can be tried.
	Services *extension.Client
	// Log is told what a person should look at; nil tells nobody.
	Log *slog.Logger
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Desk is all that an admin can look at and do. The screen and the API are two ways to it.
//
// Every method takes who asks. It masks numbers and leaves out texts for who may only look,
// refuses changes with a *Refusal, and writes those that took effect to the audit log. Any
// error that is no *Refusal is trouble with Redis.
type Desk struct{ Config }

// NewDesk makes a desk.
func NewDesk(c Config) *Desk {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Desk{Config: c}
}

// MayChange says whether the actor may change anything; the refusal tells why not.
func (d *Desk) MayChange(a Actor) error {
	if err := d.mayLook(a); err != nil {
		return err
	}
	switch {
	case a.Role != Admin:
		return refuse(Forbidden, "You may look but change nothing; ask an admin of the room.")
	case d.Settings().File.Admin.ReadOnly:
		return refuse(RoomReadOnly, "The room file says admin.readOnly: nothing can be changed here. Change the room file, or ask who does.")
	}
	return nil
}

func (d *Desk) mayLook(a Actor) error {
	if a.Role != Admin && a.Role != ReadOnly {
		return refuse(Forbidden, "Sign in first.")
	}
	return nil
}

// change does something and writes it down. What did not happen is not written, nor is what
// gives no verb.
func (d *Desk) change(ctx context.Context, a Actor, do func() (verb, object, detail string, err error)) error {
	if err := d.MayChange(a); err != nil {
		return err
	}
	verb, object, detail, err := do()
	if err == nil && verb != "" {
		d.record(ctx, a, verb, object, detail)
	}
	return err
}
