// smack-sandbox is the whole of Smack on one machine, for newcomers and for tests.
//
//	smack-sandbox up           everything, a conversation, and a page with phones
//	smack-sandbox up --check   the same, verified, then the end
//	smack-sandbox carrier      the Twilio simulator alone
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/smackdev/smack/runtime/twiliosim"
)

type commands struct {
	Up      upCommand      `cmd:"" help:"Run a control plane, the operator, a room and its phones until Ctrl-C."`
	Carrier carrierCommand `cmd:"" help:"Run the Twilio simulator alone until Ctrl-C."`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	command := kong.Parse(&commands{},
		kong.Name("smack-sandbox"),
		kong.Description("The whole of Smack on one machine, without containers and without root."),
		kong.UsageOnError(),
		kong.Vars{"account_sid": twiliosim.DefaultAccountSID, "auth_token": twiliosim.DefaultAuthToken},
		kong.BindTo(ctx, (*context.Context)(nil)))
	if err := command.Run(); err != nil {
		fmt.Fprintf(os.Stderr, "\nsmack-sandbox: %v\n", err)
		stop()
		os.Exit(1)
	}
}
