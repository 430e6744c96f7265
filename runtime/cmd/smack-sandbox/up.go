package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/smackdev/smack/runtime/sandbox"
	"github.com/smackdev/smack/runtime/sandbox/terminal"
)

type upCommand struct {
	Check  bool   `help:"Verify the conversation, end everything, and exit 0 or 1."`
	Quiet  bool   `help:"Play no conversation: the room and its phones are fresh."`
	Listen string `help:"Where the page with the phones is. Another port is taken if this one is not free." default:"127.0.0.1:8070"`
	Admin  string `help:"Where the room's admin screen is, likewise." default:"127.0.0.1:8075"`
	Bin    string `help:"Directory of smack-room and smack-operator. Default: this program's own." type:"path"`
	Config string `help:"Directory of the Kubernetes manifests." default:"config" type:"path"`
	Assets string `help:"Directory of etcd, kube-apiserver and kube-controller-manager. Default: where make puts them." env:"KUBEBUILDER_ASSETS" type:"path"`
	Redis  string `help:"The redis-server program." default:"redis-server"`
	Ready  string `help:"A file to write when everything is ready: a JSON object with the addresses." type:"path" placeholder:"FILE"`
}

// Run is `smack-sandbox up`.
func (c *upCommand) Run(ctx context.Context) error {
	bin, err := c.bin()
	if err != nil {
		return err
	}
	out := terminal.New(os.Stdout, time.Now)
	out.Heading("Smack on this machine")
	box, err := sandbox.Up(ctx, sandbox.Options{
		Bin: bin, Config: c.Config, Assets: c.Assets, Redis: c.Redis, Listen: c.Listen, Admin: c.Admin, Terminal: out,
	})
	defer box.Down()
	if err == nil {
		err = c.use(ctx, box)
	}
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil && !c.Check:
		// Ctrl-C is how a sandbox ends.
		return nil
	case ctx.Err() == nil:
		box.Explain(err)
	}
	return err
}

func (c *upCommand) use(ctx context.Context, box *sandbox.Sandbox) error {
	if !c.Quiet {
		if err := box.Converse(ctx); err != nil {
			return err
		}
	}
	if c.Check {
		return box.Verify()
	}
	if c.Ready != "" {
		if err := box.WriteAbout(c.Ready); err != nil {
			return err
		}
	}
	box.Invite()
	select {
	case <-ctx.Done():
		return nil
	case err := <-box.Failed():
		return err
	}
}

// bin is the directory of the programs that the sandbox runs.
func (c *upCommand) bin() (string, error) {
	if c.Bin == "" {
		self, err := os.Executable()
		if err != nil {
			return "", fmt.Errorf("finding this program: %w", err)
		}
		c.Bin = filepath.Dir(self)
	}
	for _, name := range []string{"smack-room", "smack-operator"} {
		if _, err := os.Stat(filepath.Join(c.Bin, name)); err != nil {
			return "", errors.New(name + " is not in " + c.Bin + ": run `make build`, or name its directory with --bin")
		}
	}
	return c.Bin, nil
}
