package extension

import (
	"context"
	"fmt"
	"time"

	"github.com/smackdev/smack/api/roomfile"
)

// command is a custom command with what signs its calls.
type command struct {
	roomfile.Command
	secrets secrets
	// made says that it was made on the screen.
	made bool
}

// find finds the command by its own name: what is declared wins.
func (c *Client) find(ctx context.Context, name string) (command, error) {
	for _, declared := range c.config.Settings().Commands {
		if declared.Name == name {
			return asDeclared(declared)
		}
	}
	made, err := c.config.Store.Commands(ctx)
	if err != nil {
		return command{}, err
	}
	for _, one := range made {
		if one.Name == name && one.Usable() {
			one.Command.Defaults()
			return command{Command: one.Command, secrets: secrets{one.Secret, one.PreviousSecret}, made: true}, nil
		}
	}
	return command{}, failure(ResultUnknown, "the command is gone or switched off")
}

func asDeclared(declared roomfile.Command) (command, error) {
	if declared.Enabled != nil && !*declared.Enabled {
		return command{}, failure(ResultUnknown, "the command is switched off")
	}
	found := command{Command: declared}
	if declared.SecretRef == nil {
		return found, nil
	}
	var err error
	if found.secrets, err = readSecrets(declared.SecretRef.Name); err != nil {
		return command{}, failure(ResultSecret, fmt.Sprintf("%v: has the Secret a key named secret?", err))
	}
	return found, nil
}

// longestTimeout is the most that a command may wait for its service.
const longestTimeout = 10 * time.Second

func (c command) timeout() time.Duration {
	if d := c.Timeout.Value(); d > 0 {
		return min(d, longestTimeout)
	}
	return 3 * time.Second
}
