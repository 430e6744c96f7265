package admin

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/store"
)

// Command is a custom command.
type Command struct {
	roomfile.Command
	// Declared says that the room file has it: it can't be changed here.
	Declared bool `json:"declared"`
	// Off is why the room switched the command off itself; empty where it did not.
	Off string `json:"off,omitempty"`
	// HelpSegments is what the room's help about it costs.
	HelpSegments int `json:"helpSegments"`
}

// Commands lists the declared ones, then those made here. Of addresses who may only look sees
// the host alone: the rest may be a secret.
func (d *Desk) Commands(ctx context.Context, a Actor) ([]Command, error) {
	if err := d.mayLook(a); err != nil {
		return nil, err
	}
	made, err := d.Store.Commands(ctx)
	if err != nil {
		return nil, err
	}
	list := []Command{}
	for _, c := range d.Settings().File.Commands {
		list = append(list, d.commandFor(a, Command{Command: c, Declared: true}))
	}
	for _, c := range made {
		one := Command{Command: c.Command}
		if c.Disabled != nil {
			one.Off = c.Disabled.Reason
		}
		list = append(list, d.commandFor(a, one))
	}
	return list, nil
}

func (d *Desk) commandFor(a Actor, c Command) Command {
	c.HelpSegments = helpOf(d.Settings().Room, c.Command).Segments
	if a.Role != Admin {
		c.URL = hostOf(c.URL)
	}
	return c
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Saved is a command that was kept.
type Saved struct {
	Command Command `json:"command"`
	// Secret signs the calls. It is shown once, when it is new, and never again.
	Secret string `json:"secret,omitempty"`
}

// SaveCommand adds or changes a command that is made here; one that was switched off is on
// again. rotate makes a new secret; the last one signs too until the next rotation.
func (d *Desk) SaveCommand(ctx context.Context, a Actor, c roomfile.Command, rotate bool) (saved Saved, err error) {
	err = d.change(ctx, a, func() (verb, object, detail string, err error) {
		kept, err := d.checkCommand(ctx, c)
		if err != nil {
			return "", "", "", err
		}
		verb, object = "change command", "#"+c.Name
		if kept.Name == "" {
			verb = "add command"
		}
		if kept.Secret == "" || rotate {
			kept.PreviousSecret, kept.Secret = kept.Secret, extension.NewSecret()
			saved.Secret, detail = kept.Secret, "with a new secret"
		}
		kept.Command, kept.Disabled = c, nil
		saved.Command = d.commandFor(a, Command{Command: c})
		err = d.Store.PutCommand(ctx, kept)
		if errors.Is(err, store.ErrTooManyCommands) {
			err = refuse(Conflict, "There are %d commands already. Delete one first.", store.MaxCommands)
		}
		return verb, object, detail, err
	})
	if err != nil {
		return Saved{}, err
	}
	return saved, nil
}

// checkCommand refuses what no room file could declare either. It gives the command that is
// kept under the name; one without a name if there is none.
func (d *Desk) checkCommand(ctx context.Context, c roomfile.Command) (kept store.Command, err error) {
	made, err := d.Store.Commands(ctx)
	if err != nil {
		return store.Command{}, err
	}
	others := slices.Clone(d.Settings().File.Commands)
	if d.isDeclared(c.Name) {
		return store.Command{}, declared(c.Name)
	}
	for _, one := range made {
		if one.Name == c.Name {
			kept = one
		} else {
			others = append(others, one.Command)
		}
	}
	if c.SecretRef != nil {
		return store.Command{}, wrong("secretRef", "A command that is made here has a secret of its own; leave secretRef out.")
	}
	if wrongs := roomfile.CheckCommand(c, others); len(wrongs) > 0 {
		return store.Command{}, wrong(wrongs[0].Path, "%s: %s.", wrongs[0].Path, wrongs[0].Message)
	}
	return kept, nil
}

func (d *Desk) isDeclared(name string) bool {
	return slices.ContainsFunc(d.Settings().File.Commands, func(c roomfile.Command) bool { return c.Name == name })
}

func declared(name string) error {
	return refuse(Conflict, "The room file declares #%s. Change it there.", name)
}

// DeleteCommand removes a command that was made here.
func (d *Desk) DeleteCommand(ctx context.Context, a Actor, name string) error {
	return d.change(ctx, a, func() (string, string, string, error) {
		if d.isDeclared(name) {
			return "", "", "", declared(name)
		}
		gone, err := d.Store.DeleteCommand(ctx, name)
		if err == nil && !gone {
			err = noCommand(name)
		}
		return "delete command", "#" + name, "", err
	})
}

func noCommand(name string) error {
	return refuse(NotFound, "There is no command #%s.", name)
}

// commandCalled finds a command with what signs its calls.
func (d *Desk) commandCalled(ctx context.Context, name string) (store.Command, error) {
	for _, c := range d.Settings().File.Commands {
		if c.Name == name {
			return store.Command{Command: c}, nil
		}
	}
	made, err := d.Store.Commands(ctx)
	if err != nil {
		return store.Command{}, fmt.Errorf("looking for #%s: %w", name, err)
	}
	for _, c := range made {
		if c.Name == name {
			return c, nil
		}
	}
	return store.Command{}, noCommand(name)
}
