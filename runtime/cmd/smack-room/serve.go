package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/room"
)

// serveCommand runs the room.
type serveCommand struct {
	Config        string        `required:"" short:"c" placeholder:"FILE" help:"The room file. Directories in it are relative to it; it is watched and reloaded."`
	Listen        string        `default:":8080" help:"The public port: what the carrier calls, and nothing else."`
	AdminListen   string        `default:":8081" help:"The port of the admin screen and its API; empty: none. Lead nobody there but admins."`
	MetricsListen string        `default:":9090" help:"The port of /metrics, /healthz and /readyz."`
	DrainDelay    time.Duration `default:"2s" help:"How long to serve on after SIGTERM while others notice that the room is not ready; at most 5s."`
	LastWords     string        `default:"/dev/termination-log" placeholder:"FILE" help:"Where the error that ends the room is written for Kubernetes, if the file exists."`
	LogLevel      string        `default:"info" enum:"debug,info,warn,error" help:"What is logged: ${enum}."`
}

// maxDrainDelay keeps the whole stop within the 30 seconds that Kubernetes gives a pod.
const maxDrainDelay = 5 * time.Second

// Validate is called by kong.
func (c *serveCommand) Validate() error {
	if c.DrainDelay < 0 || c.DrainDelay > maxDrainDelay {
		return fmt.Errorf("--drain-delay must be from 0s to %s", maxDrainDelay)
	}
	return nil
}

// Run is called by kong.
func (c *serveCommand) Run(ctx context.Context, p program) error {
	log, err := newLog(p.err, c.LogLevel)
	if err != nil {
		return usageError{err}
	}
	redis.SetLogger(redisLog{log})
	room.CollectGarbage(p.getenv)
	err = room.Run(ctx, room.Options{
		Path:          c.Config,
		Listen:        c.Listen,
		AdminListen:   c.AdminListen,
		MetricsListen: c.MetricsListen,
		DrainDelay:    c.DrainDelay,
		Getenv:        p.getenv,
		Version:       version(),
		Log:           log,
	})
	if err != nil {
		leave(c.LastWords, err)
	}
	return err
}

// maxLastWords is as much of an error as a condition of the room can show.
const maxLastWords = 1024

// leave writes what ends the room to where Kubernetes looks for it. That nobody asked for it,
// or that it cannot be written, must not hide the error itself.
func leave(path string, last error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0) //nolint:gosec // named by whoever runs the room
	if err != nil {
		return
	}
	words := last.Error()
	_, _ = file.WriteString(words[:min(len(words), maxLastWords)])
	_ = file.Close()
}

// redisLog turns what the Redis client says into debug lines: what matters of it comes
// back as errors.
type redisLog struct{ log *slog.Logger }

// Printf is what the Redis client calls.
func (l redisLog) Printf(ctx context.Context, format string, v ...any) {
	l.log.DebugContext(ctx, fmt.Sprintf(format, v...))
}
