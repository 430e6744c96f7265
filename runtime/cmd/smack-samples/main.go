// Command smack-samples serves the sample services for custom commands: /random and /weather
// in Smack's format, /slack/weather in Slack's. The secret that signs their calls is in the
// environment or in a file; neither shows in the list of processes.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"github.com/smackdev/smack/runtime/extension/sample/random"
	"github.com/smackdev/smack/runtime/extension/sample/weather"
)

type options struct {
	Listen     string `default:":8090" help:"Address to serve at."`
	SecretFile string `type:"existingfile" help:"File with the secret that signs calls; default: SMACK_SAMPLES_SECRET of the environment."`
}

func main() {
	var o options
	kong.Parse(&o, kong.Name("smack-samples"), kong.Description("Sample services for a room's custom commands."))
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, o, os.Getenv, log); err != nil {
		log.Error("the samples ended", "error", err)
		os.Exit(1)
	}
}

// run serves until ctx ends.
func run(ctx context.Context, o options, getenv func(string) string, log *slog.Logger) error {
	secret, err := secretOf(o, getenv)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", o.Listen)
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	forecast := weather.New(secret, time.Now)
	server := &http.Server{Handler: handler(secret, forecast), ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	log.Info("serving", "address", listener.Addr().String())
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = shutDown(server)
		if ended := <-failed; err == nil && !errors.Is(ended, http.ErrServerClosed) {
			err = ended
		}
	}
	forecast.Close()
	return err
}

func shutDown(server *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("stopping: %w", err)
	}
	return nil
}

func handler(secret string, forecast *weather.Service) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /random", random.New(secret, rand.IntN))
	mux.HandleFunc("POST /weather", forecast.Smack)
	mux.HandleFunc("POST /slack/weather", forecast.Slack)
	return mux
}

var errNoSecret = errors.New("there is no secret: set SMACK_SAMPLES_SECRET, or name a file with --secret-file")

func secretOf(o options, getenv func(string) string) (string, error) {
	secret := getenv("SMACK_SAMPLES_SECRET")
	if o.SecretFile != "" {
		text, err := os.ReadFile(o.SecretFile)
		if err != nil {
			return "", fmt.Errorf("reading the secret: %w", err)
		}
		secret = string(text)
	}
	if secret = strings.TrimSpace(secret); secret == "" {
		return "", errNoSecret
	}
	return secret, nil
}
