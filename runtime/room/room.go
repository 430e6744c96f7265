// Package room assembles a room from its parts and keeps it running: the room file and
// what it names, the store, the webhook, delivery, and the ports.
//
// It promises that a room which cannot start says why and where, that a change of the
// room file or of a credential takes effect without a restart, that a bad file changes
// nothing, and that a room told to stop first says that it is not ready, then finishes
// what it has begun.
//
// It leaves to others what a program's flags are called, and everything that the parts do.
package room

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/redis/go-redis/v9"
)

// Options are what a program tells a room.
type Options struct {
	// Path of the room file.
	Path string
	// Listen is the address of the public port, MetricsListen that of /metrics, /healthz
	// and /readyz.
	Listen, MetricsListen string
	// AdminListen is the address of the admin screen's port; empty: there is none. While the
	// room file says admin.enabled: false, nothing is to be had there.
	AdminListen string
	// DrainDelay is how long a stopping room still serves after it has said that it is not
	// ready, so that whoever routes to it notices.
	DrainDelay time.Duration
	// Getenv is os.Getenv.
	Getenv func(string) string
	// Version is reported as a metric.
	Version string
	Log     *slog.Logger
	// Pace is how long the room waits for what goes wrong; the zero value is for production.
	Pace Pace
	// Redis, when set, sees every command before Redis does and its answer after; store.ScriptName
	// tells which step of the room a script is.
	Redis redis.Hook
}

// Pace hurries what takes a minute in life, for tests that kill rooms by the dozen. A
// zero field is the default of carrier.Config, delivery.Options or store.Options.
type Pace struct {
	// CarrierTimeout bounds one request to the carrier.
	CarrierTimeout time.Duration
	// Lease is how long the work of a dead pod is left alone.
	Lease time.Duration
	// CallLease is how long a call of a service is left alone that a dead pod has taken on.
	CallLease time.Duration
	// SecondLook is the time between two looks for a send in doubt.
	SecondLook time.Duration
	// Tick is how often to look for work without any hint.
	Tick time.Duration
	// SummaryAfter is the time from a message's first reaction to the text that tells its
	// author, SummaryEvery the least time between two such texts.
	SummaryAfter, SummaryEvery time.Duration
}

// ConfigError is a mistake in what the room was given: file, credentials, addresses.
// Starting again helps only after a change.
type ConfigError struct{ Err error }

func (e *ConfigError) Error() string { return e.Err.Error() }

// Unwrap gives the mistake.
func (e *ConfigError) Unwrap() error { return e.Err }

// Run runs a room until ctx ends, and returns nil then. The error is a *ConfigError where
// the room was given something that cannot work.
func Run(ctx context.Context, o Options) error {
	a, err := assemble(ctx, o)
	if err != nil {
		return err
	}
	err = a.live(ctx)
	a.stop()
	if ctx.Err() != nil && errors.Is(err, context.Cause(ctx)) {
		return nil // told to stop while starting
	}
	return err
}

// live is everything between the room's first and last text.
func (a *assembly) live(ctx context.Context) error {
	a.private.start()
	a.public.start()
	a.admin.start()
	a.log.Info("starting", "room", a.config.current.Load().file.Room, "version", a.options.Version,
		"listen", a.public.address(), "admin", a.admin.address(), "metrics", a.private.address())
	if err := a.connect(ctx); err != nil {
		return err
	}
	a.log.Info("ready")
	select {
	case <-ctx.Done():
		a.drain(ctx)
		return nil
	case err := <-a.public.failed:
		return fmt.Errorf("the public port: %w", err)
	case err := <-a.admin.failed:
		return fmt.Errorf("the admin port: %w", err)
	case err := <-a.private.failed:
		return fmt.Errorf("the metrics port: %w", err)
	}
}
