package store

import (
	"context"
	"crypto/tls"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Mode is how a Redis is deployed.
type Mode string

// The ways of deploying Redis.
const (
	Standalone Mode = "Standalone"
	Sentinel   Mode = "Sentinel"
	Cluster    Mode = "Cluster"
)

// Config says where a room's Redis is and how to sign in.
type Config struct {
	// Addresses are host:port pairs or paths of unix sockets: one for Standalone, the
	// sentinels for Sentinel, any nodes for Cluster.
	Addresses []string
	// Mode; empty is Standalone.
	Mode Mode
	// MasterName is the name that the sentinels know.
	MasterName string
	// Database is the database number; 0 in a Cluster.
	Database int
	// Credentials gives user name and password for each new connection, so that a
	// rotated password needs no restart. Nil: none.
	Credentials func(ctx context.Context) (username, password string, err error)
	// SentinelUsername and SentinelPassword sign in to the sentinels themselves.
	SentinelUsername, SentinelPassword string
	// TLS, when present, encrypts the connection.
	TLS *tls.Config
	// PoolSize bounds the connections of this process. Default 64.
	PoolSize int
}

// The time limits of every Redis call. A call that takes longer has failed, and the
// caller says so rather than wait: Twilio gives a webhook 15 s in all.
const (
	dialTimeout  = 2 * time.Second
	callTimeout  = 3 * time.Second
	poolTimeout  = 4 * time.Second
	defaultPool  = 64
	clientPrefix = "smack-room"
)

// Connect builds the client of a room. It never repeats a command by itself
// (MaxRetries -1): a script whose reply was lost may have run.
func Connect(cfg Config) redis.UniversalClient {
	if cfg.Mode == Cluster {
		return redis.NewClusterClient(options(cfg).Cluster())
	}
	if cfg.Mode == Sentinel {
		return redis.NewFailoverClient(options(cfg).Failover())
	}
	return redis.NewClient(options(cfg).Simple())
}

func options(cfg Config) *redis.UniversalOptions {
	pool := cfg.PoolSize
	if pool == 0 {
		pool = defaultPool
	}
	return &redis.UniversalOptions{
		Addrs:                      cfg.Addresses,
		MasterName:                 cfg.MasterName,
		DB:                         cfg.Database,
		CredentialsProviderContext: cfg.Credentials,
		SentinelUsername:           cfg.SentinelUsername,
		SentinelPassword:           cfg.SentinelPassword,
		TLSConfig:                  cfg.TLS,
		PoolSize:                   pool,
		ClientName:                 clientPrefix,
		MaxRetries:                 -1,
		ContextTimeoutEnabled:      true,
		DialTimeout:                dialTimeout,
		ReadTimeout:                callTimeout,
		WriteTimeout:               callTimeout,
		PoolTimeout:                poolTimeout,
		MaintNotificationsConfig:   &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		Protocol:                   2,
	}
}
