package main

import (
	"context"
	"fmt"

	"github.com/smackdev/smack/runtime/extension"
)

// rulesSecretCommand prints the secret of rules' forwards, which follows from the room's key in
// Redis: who may read that may read this.
type rulesSecretCommand struct {
	Config string `short:"c" default:"${podConfig}" placeholder:"FILE" help:"The room file; its Redis, or REDIS_URL, has the room's key."`
}

// Run is called by kong.
func (c *rulesSecretCommand) Run(ctx context.Context, p program) error {
	ctx, cancel := context.WithTimeout(ctx, queueTime)
	defer cancel()
	st, _, finish, err := p.open(ctx, c.Config)
	if err != nil {
		return err
	}
	defer finish()
	key, err := st.RoomKey(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(p.out, extension.ForwardSecret(key))
	return err
}
