package sandbox

import (
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/sandbox/loopback"
	"github.com/smackdev/smack/runtime/sandbox/process"
)

// redisServer is where the sandbox's redis-server is.
type redisServer struct {
	address, password string
}

// redisPatience bounds the start of an empty redis-server.
const redisPatience = 20 * time.Second

// startRedis starts a redis-server as a room wants it: append-only file, no eviction,
// a password.
func (s *Sandbox) startRedis(ctx context.Context) error {
	program := s.options.Redis
	if program == "" {
		program = "redis-server"
	}
	program, err := exec.LookPath(program)
	if err != nil {
		return fmt.Errorf("redis-server not found: install Redis 7 or newer, or name it with --redis: %w", err)
	}
	s.redis.password = rand.Text()
	if s.redis.address, err = loopback.FreeAddress(); err != nil {
		return err
	}
	file, err := s.redisConfig()
	if err != nil {
		return err
	}
	if err := s.run("redis", process.Spec{Path: program, Args: []string{file}}); err != nil {
		return err
	}
	if err := s.redis.await(ctx); err != nil {
		return err
	}
	s.tell.Done("redis-server", s.redis.address)
	return nil
}

// redisConfig writes a configuration file: a password among the arguments would show
// in every list of processes.
func (s *Sandbox) redisConfig() (string, error) {
	if err := os.MkdirAll(s.path("redis"), 0o700); err != nil {
		return "", fmt.Errorf("making the Redis directory: %w", err)
	}
	host, port, _ := net.SplitHostPort(s.redis.address)
	text := fmt.Sprintf("bind %s\nport %s\nrequirepass %s\ndir %s\nappendonly yes\nappendfsync everysec\n"+
		"save \"\"\nmaxmemory-policy noeviction\n", host, port, s.redis.password, s.path("redis"))
	file := s.path("redis", "redis.conf")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		return "", fmt.Errorf("writing the Redis configuration: %w", err)
	}
	return file, nil
}

func (r redisServer) await(ctx context.Context) error {
	client := redis.NewClient(&redis.Options{Addr: r.address, Password: r.password, MaxRetries: -1})
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(ctx, redisPatience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := client.Ping(ctx).Err()
		if err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("waiting for redis-server: %w", err)
		}
	}
}
