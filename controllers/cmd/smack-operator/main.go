// Program smack-operator brings SmackRooms into being. It runs in a cluster, one leader
// of several; options.go has its flags, operator.go what it is made of.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/go-logr/logr"
	ctrl "sigs.k8s.io/controller-runtime"
)

func main() {
	options := options{}
	kong.Parse(&options, kong.Name("smack-operator"), kong.Description("Runs rooms for group chat by SMS, from SmackRoom objects."))
	log := slog.New(slog.NewJSONHandler(os.Stderr, &slog.HandlerOptions{Level: options.LogLevel}))
	ctrl.SetLogger(logr.FromSlogHandler(log.Handler()))
	collectGarbage()
	if err := run(ctrl.SetupSignalHandler(), options); err != nil {
		log.Error("smack-operator ends", "error", strings.TrimSpace(err.Error()))
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	config, err := ctrl.GetConfig()
	if err != nil {
		return fmt.Errorf("finding the cluster (set KUBECONFIG, or run in a pod): %w", err)
	}
	mgr, stop, err := newManager(ctx, config, o)
	if err != nil {
		return err
	}
	defer stop()
	return mgr.Start(ctx)
}

// collectGarbage sooner than Go does by itself, unless GOGC says how soon. Most of the
// operator's memory is its cache, which stays; what comes on top of it is garbage, of which
// an operator that idles makes little and need not keep as much again.
func collectGarbage() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(30)
	}
}
