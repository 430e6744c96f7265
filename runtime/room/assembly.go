package room

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/webhook"
)

// assembly is a room and its parts, in the order in which they are made; stop takes them
// apart the other way round.
type assembly struct {
	options  Options
	log      *slog.Logger
	registry *prometheus.Registry
	config   *config
	carrier  *carrier.Client
	redis    redis.UniversalClient
	health   *health
	gate     *gate
	private  *server
	public   *server
	// screen stands before the admin screen as gate stands before the edge.
	screen *gate
	admin  *server

	// What follows needs Redis and is nil until it has answered.
	receipts *webhook.Receipts
	handler  *webhook.Handler
	services *extension.Client
	engine   *delivery.Engine
	watcher  *watcher
}

// assemble makes all that needs no Redis, so that every mistake in what the room was
// given shows at once.
func assemble(ctx context.Context, o Options) (*assembly, error) {
	a := &assembly{options: o, log: o.Log, registry: newRegistry(o.Version), health: &health{}, gate: &gate{}, screen: &gate{}}
	var err error
	if a.config, err = loadConfig(o, a.registry); err != nil {
		return nil, err
	}
	file := a.config.current.Load().file
	a.carrier, err = carrier.New(carrier.Config{
		BaseURL: file.Carrier.BaseURL, Credentials: a.config.keyring.Current,
		MaxInFlight: delivery.MostInFlight(lanes, lines), Timeout: o.Pace.CarrierTimeout,
	})
	if err != nil {
		return nil, &ConfigError{err}
	}
	where, err := RedisConfig(file, o.Getenv)
	if err != nil {
		return nil, &ConfigError{err}
	}
	if err := a.listen(ctx); err != nil {
		return nil, err
	}
	a.redis = store.Connect(where)
	if o.Redis != nil {
		a.redis.AddHook(o.Redis)
	}
	return a, nil
}

// The workers of one pod. The carrier's client is sized by the same figures; its
// connections are made when they are needed, so an idle room pays for none of them.
const (
	lanes = delivery.DefaultLanes
	lines = delivery.DefaultLines
)

func (a *assembly) listen(ctx context.Context) (err error) {
	a.private, err = listen(ctx, a.options.MetricsListen, privateHandler(a.health, a.registry), a.log)
	if err != nil {
		return err
	}
	a.public, err = listen(ctx, a.options.Listen, a.gate, a.log)
	if err != nil {
		_ = a.private.listener.Close()
		return err
	}
	if a.admin, err = a.listenAdmin(ctx); err != nil {
		_ = a.private.listener.Close()
		_ = a.public.listener.Close()
	}
	return err
}

// connect waits for Redis and starts what stands on it.
func (a *assembly) connect(ctx context.Context) error {
	st, key, err := a.open(ctx)
	if err != nil {
		return err
	}
	if err := a.startServices(st, key); err != nil {
		return err
	}
	if err := a.startEdge(st, key); err != nil {
		return err
	}
	if err := a.startEngine(ctx, st, key); err != nil {
		return err
	}
	if err := a.openAdmin(st, key); err != nil {
		return err
	}
	a.watch(key)
	a.health.probe = st.Probe
	a.gate.open(a.handler)
	a.health.set(serving)
	return nil
}

// The pauses between two tries to reach Redis.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = 2 * time.Second
)

// open tries until Redis answers: in a cluster everything starts at once. What only a
// person can mend ends the program.
func (a *assembly) open(ctx context.Context) (*store.Store, []byte, error) {
	file := a.config.current.Load().file
	options := StoreOptions(file)
	options.Pause = telling(options.Pause, a.log)
	options.SummaryAfter, options.SummaryEvery = a.options.Pace.SummaryAfter, a.options.Pace.SummaryEvery
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		st, key, err := openStore(ctx, a.redis, file.Room, options)
		if err == nil {
			err = a.config.restoreRules(ctx, st)
		}
		if err == nil {
			return st, key, nil
		}
		if errors.Is(err, store.ErrEviction) {
			return nil, nil, &ConfigError{err}
		}
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		a.log.Warn("waiting for Redis", "error", err, "next", pause.String())
		select {
		case <-ctx.Done():
			return nil, nil, context.Cause(ctx)
		case <-time.After(pause):
		}
	}
}

func openStore(ctx context.Context, client redis.UniversalClient, room string, o store.Options) (*store.Store, []byte, error) {
	st, err := store.Open(ctx, client, room, o)
	if err != nil {
		return nil, nil, err
	}
	key, err := st.RoomKey(ctx)
	return st, key, err
}

// startServices makes what calls services outside the room.
func (a *assembly) startServices(st *store.Store, key []byte) error {
	var err error
	a.services, err = extension.New(extension.Config{
		Store: st, RoomKey: key, Log: a.log, Metrics: a.registry,
		Settings: func() extension.Settings {
			now := a.config.current.Load()
			return extensionSettings(now.file, now.room)
		},
	})
	return err
}

func (a *assembly) startEdge(st *store.Store, key []byte) error {
	a.receipts = webhook.NewReceipts(st.Receipt, a.log)
	a.receipts.Start()
	var err error
	a.handler, err = webhook.New(webhook.Config{
		Store:       st,
		Settings:    a.webhookSettings,
		Credentials: a.config.keyring.Current,
		CarrierURL:  a.config.current.Load().file.Carrier.BaseURL,
		MediaKey:    key,
		Receipts:    a.receipts,
		Later:       a.services.Later,
		Log:         a.log,
		Metrics:     a.registry,
	})
	return err
}

func (a *assembly) webhookSettings() webhook.Settings {
	now := a.config.current.Load()
	return webhookSettings(now)
}

func (a *assembly) startEngine(ctx context.Context, st *store.Store, key []byte) error {
	settings := a.deliverySettings(a.config.current.Load(), key)
	pace := a.options.Pace
	engine, err := delivery.New(st, a.carrier, settings, delivery.Options{
		Log: a.log, Registerer: a.registry, Lanes: lanes, Lines: lines,
		Services: a.services, CallLease: pace.CallLease,
		Lease: pace.Lease, SecondLook: pace.SecondLook, Tick: pace.Tick,
	})
	if err != nil {
		return fmt.Errorf("preparing delivery: %w", err)
	}
	engine.Start(ctx)
	a.engine = engine
	return nil
}

func (a *assembly) deliverySettings(now *inForce, key []byte) delivery.Settings {
	return deliverySettings(now.file, now.room, key, time.Now)
}

// watch lets changes of the room file and of the credentials take effect.
func (a *assembly) watch(key []byte) {
	a.config.onChange = func(next *inForce) {
		if err := a.engine.Apply(a.deliverySettings(next, key)); err != nil {
			a.log.Error("delivery refused the new settings and keeps the last ones", "error", err)
		}
	}
	a.watcher = watch(a.config.directories, a.config.reload, a.log)
}
