package main

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/store"
)

// podConfig is where the operator mounts the room file, so that in a pod the tool needs
// no flags.
const podConfig = "/etc/smack/room/room.yaml"

// queueTime bounds one command.
const queueTime = 30 * time.Second

// queueCommand is the queue tool.
type queueCommand struct {
	Config string `short:"c" default:"${podConfig}" placeholder:"FILE" help:"The room file; its Redis, or REDIS_URL, is where the queues are."`
	Output string `short:"o" default:"text" enum:"text,json" help:"How to print: ${enum}."`

	Stats  statsCommand  `cmd:"" help:"Print the state of the room in numbers."`
	List   listCommand   `cmd:"" help:"List what waits (default; calls of services too), failed, or is in doubt and waits for a decision. Numbers are masked, texts not shown."`
	Retry  retryCommand  `cmd:"" help:"Send failed texts again."`
	Empty  emptyCommand  `cmd:"" help:"Drop everything that waits (default; calls of services too) or has failed."`
	Pause  pauseCommand  `cmd:"" help:"Stop taking chat (intake) or sending texts (sending), in all pods, until resume."`
	Resume resumeCommand `cmd:"" help:"Let go on what pause has stopped."`
}

// queue is an open room for the time of one command.
type queue struct {
	program
	*store.Store
	room    string
	options *queueCommand
}

// open connects to the room's Redis; finish ends the connection.
func (q *queueCommand) open(ctx context.Context, p program) (opened queue, finish func(), err error) {
	st, file, finish, err := p.open(ctx, q.Config)
	if err != nil {
		return queue{}, nil, err
	}
	return queue{program: p, Store: st, room: file.Room, options: q}, finish, nil
}

// open connects to the Redis of a room file; finish ends the connection.
func (p program) open(ctx context.Context, config string) (st *store.Store, file roomfile.File, finish func(), err error) {
	redis.SetLogger(silence{})
	file, _, err = roomfile.LoadKeeping(config, nil) // the queue has nothing to do with rules
	if err != nil {
		return nil, file, nil, usageError{fmt.Errorf("%w\nName the room file with --config", err)}
	}
	where, err := room.RedisConfig(file, p.getenv)
	if err != nil {
		return nil, file, nil, usageError{err}
	}
	client := store.Connect(where)
	st, err = store.Open(ctx, client, file.Room, room.StoreOptions(file))
	if err != nil {
		_ = client.Close()
		return nil, file, nil, fmt.Errorf("reaching the room's Redis: %w", err)
	}
	return st, file, func() { _ = client.Close() }, nil
}

// with runs one command on the open room.
func (q *queueCommand) with(ctx context.Context, p program, do func(context.Context, queue) error) error {
	ctx, cancel := context.WithTimeout(ctx, queueTime)
	defer cancel()
	opened, finish, err := q.open(ctx, p)
	if err != nil {
		return err
	}
	defer finish()
	return do(ctx, opened)
}

// silence drops what the Redis client says by itself; the command tells the error.
type silence struct{}

// Printf is what the Redis client calls.
func (silence) Printf(context.Context, string, ...any) {}
