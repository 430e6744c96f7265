package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/smackdev/smack/runtime/twiliosim"
)

type carrierCommand struct {
	Listen     string        `help:"Where the simulator answers." default:"127.0.0.1:8071"`
	BaseURL    string        `help:"Where others reach it, if it is not where it listens." placeholder:"URL"`
	AccountSID string        `help:"The account's SID." default:"${account_sid}"`
	AuthToken  string        `help:"The account's auth token." env:"TWILIO_AUTH_TOKEN" default:"${auth_token}"`
	Speed      float64       `help:"How much faster than real time the carrier's own time runs." default:"1"`
	Rate       float64       `help:"Segments a second of a long code." default:"1"`
	Latency    time.Duration `help:"Added to every answer." default:"0s"`
	Unpaced    bool          `help:"No throughput limits and no queue limits."`
}

// Run is `smack-sandbox carrier`.
func (c *carrierCommand) Run(ctx context.Context) error {
	sim := twiliosim.New(twiliosim.Options{
		Accounts: []twiliosim.AccountOptions{{SID: c.AccountSID, AuthToken: c.AuthToken}},
		BaseURL:  c.BaseURL, Speed: c.Speed, Latency: c.Latency, Unpaced: c.Unpaced,
		Rates: twiliosim.Rates{LongCode: c.Rate},
		Log:   slog.New(slog.NewJSONHandler(os.Stderr, nil)),
	})
	url, err := sim.Start(c.Listen)
	if err != nil {
		return err
	}
	fmt.Printf("a Twilio that runs here: %s (account %s); its controls are under /sim/\n", url, c.AccountSID)
	<-ctx.Done()
	return sim.Close()
}
