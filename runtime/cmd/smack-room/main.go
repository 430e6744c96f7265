// Command smack-room is a room: it takes texts, decides what they do and sends what
// follows, in a Kubernetes pod or on any machine that reaches a Redis.
//
// Its exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 refused because it
// would destroy something and was not told to.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/smackdev/smack/runtime/room"
)

// The exit codes.
const (
	exitFailed  = 1
	exitUsage   = 2
	exitRefused = 3
	// exitForced follows a second signal, as shells tell of SIGINT.
	exitForced = 130
)

// cli is the command line.
type cli struct {
	Serve   serveCommand   `cmd:"" help:"Run the room until SIGTERM."`
	Queue   queueCommand   `cmd:"" help:"Look at what waits, failed or is in doubt, and decide about it."`
	Consent consentCommand `cmd:"" help:"Show who agreed to get texts."`
	Rules   rulesCommand   `cmd:"" help:"Try rules out; nothing is sent."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// program is what commands need of the process.
type program struct {
	out, err io.Writer
	getenv   func(string) string
}

func main() {
	os.Exit(run(os.Args[1:], program{out: os.Stdout, err: os.Stderr, getenv: os.Getenv}))
}

func run(args []string, p program) int {
	ctx, stop := signals()
	defer stop()
	exited := -1
	parser, err := kong.New(&cli{},
		kong.Name("smack-room"),
		kong.Description("An SMS group chat room. Exit codes: 0 done, 1 failed, 2 wrong usage or configuration, 3 refused without --yes."),
		kong.Writers(p.out, p.err),
		kong.Exit(func(code int) { exited = code }), // --help
		kong.Vars{"podConfig": podConfig},
		kong.Bind(p),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		return p.fail(err)
	}
	command, err := parser.Parse(args)
	switch {
	case exited >= 0:
		return exited
	case err != nil:
		return p.fail(usageError{fmt.Errorf("%w\nRun smack-room --help for usage", err)})
	}
	return p.fail(command.Run())
}

// usageError is a mistake on the command line.
type usageError struct{ error }

// refusedError is a request that needs a confirmation.
type refusedError struct{ error }

// fail tells an error, if there is one, and gives the exit code.
func (p program) fail(err error) int {
	if err == nil {
		return 0
	}
	_, _ = fmt.Fprintf(p.err, "smack-room: %v\n", err)
	var usage usageError
	var config *room.ConfigError
	var refused refusedError
	switch {
	case errors.As(err, &usage), errors.As(err, &config):
		return exitUsage
	case errors.As(err, &refused):
		return exitRefused
	}
	return exitFailed
}

// signals gives a context that the first SIGTERM or SIGINT ends. A second one ends the
// program at once.
func signals() (context.Context, context.CancelFunc) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	force := make(chan os.Signal, 2)
	signal.Notify(force, syscall.SIGTERM, os.Interrupt)
	done := make(chan struct{})
	go func() {
		for range 2 {
			select {
			case <-force:
			case <-done:
				return
			}
		}
		os.Exit(exitForced)
	}()
	return ctx, func() {
		signal.Stop(force)
		close(done)
		stop()
	}
}
