package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
)

// MaxCommands is how many commands may be made on the screen.
const MaxCommands = 50

// ErrTooManyCommands says that there are MaxCommands already.
var ErrTooManyCommands = errors.New("there are 50 commands already; delete one first")

// Command is a custom command that was made on the screen. Its SecretRef is never set.
type Command struct {
	roomfile.Command
	// Secret signs its calls, and PreviousSecret too while it is being replaced.
	Secret         string `json:"signingSecret"`
	PreviousSecret string `json:"previousSigningSecret,omitempty"`
	// Disabled says why it was switched off by itself; nil while it was not.
	Disabled *Disabled `json:"-"`
}

// Disabled is why a command was switched off, and when.
type Disabled struct {
	Reason string    `json:"reason"`
	At     time.Time `json:"at"`
}

// Usable says whether members can use the command.
func (c Command) Usable() bool {
	return c.Disabled == nil && (c.Enabled == nil || *c.Enabled)
}

// Commands are all that were made on the screen, by name.
func (s *Store) Commands(ctx context.Context) ([]Command, error) {
	var texts, reasons *redis.MapStringStringCmd
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		texts, reasons = p.HGetAll(ctx, s.keys.named("commands")), p.HGetAll(ctx, s.keys.named("disabled"))
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("reading the commands: %w", err)
	}
	all := make([]Command, 0, len(texts.Val()))
	for name, text := range texts.Val() {
		var c Command
		if err := json.Unmarshal([]byte(text), &c); err != nil {
			return nil, fmt.Errorf("reading command %s: %w", name, err)
		}
		if reason, ok := reasons.Val()[name]; ok {
			c.Disabled = &Disabled{}
			if err := json.Unmarshal([]byte(reason), c.Disabled); err != nil {
				return nil, fmt.Errorf("reading why command %s is disabled: %w", name, err)
			}
		}
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b Command) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// PutCommand adds a command or puts it in the place of the one with its name; one that was
// disabled is in force again. Whether it is a good one is for the caller to check.
func (s *Store) PutCommand(ctx context.Context, c Command) error {
	text, err := json.Marshal(c) // #nosec G117 -- Redis keeps the secret, to sign calls with it
	if err != nil {
		return fmt.Errorf("writing command %s: %w", c.Name, err)
	}
	n, err := s.changeCommand(ctx, "put", c.Name, string(text))
	if err == nil && n < 0 {
		return ErrTooManyCommands
	}
	return err
}

// DeleteCommand takes a command away, and says whether there was one of that name.
func (s *Store) DeleteCommand(ctx context.Context, name string) (bool, error) {
	n, err := s.changeCommand(ctx, "drop", name, "")
	return n > 0, err
}

// DisableCommand switches a command off until it is put again, and says whether there is one
// of that name.
func (s *Store) DisableCommand(ctx context.Context, name string, why Disabled) (bool, error) {
	text, err := json.Marshal(why)
	if err != nil {
		return false, fmt.Errorf("writing why %s is disabled: %w", name, err)
	}
	n, err := s.changeCommand(ctx, "disable", name, string(text))
	return n > 0, err
}

func (s *Store) changeCommand(ctx context.Context, verb, name, value string) (int, error) {
	n, err := s.scripts.command.run(ctx, s.client, verb, name, value, MaxCommands).Int()
	if err != nil {
		return 0, fmt.Errorf("changing command %s: %w", name, err)
	}
	return n, nil
}

// made keeps what chat knows of the commands made on the screen, as of a revision.
type made struct {
	rev  string
	list []chat.CustomCommand
}

// madeCommands reads them only when the revision has changed. What was read last may be newer
// than its revision says, and is read once more then.
func (s *Store) madeCommands(ctx context.Context, rev string) ([]chat.CustomCommand, error) {
	if rev == "" {
		return nil, nil
	}
	if known := s.made.Load(); known != nil && known.rev == rev {
		return known.list, nil
	}
	all, err := s.Commands(ctx)
	if err != nil {
		return nil, err
	}
	var list []chat.CustomCommand
	for _, c := range all {
		if c.Usable() {
			list = append(list, chat.CustomCommandOf(c.Command))
		}
	}
	s.made.Store(&made{rev, list})
	return list, nil
}
