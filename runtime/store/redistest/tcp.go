package redistest

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strconv"

	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/store"
)

// NewTCP prepares a server on a loopback port, as replicas, sentinels and the nodes of a
// Cluster need one.
func NewTCP(extra ...string) (*Server, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s, err := New(append([]string{"--port", strconv.Itoa(port), "--bind", "127.0.0.1"}, extra...)...)
	if err != nil {
		return nil, err
	}
	s.address = net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	return s, nil
}

func (s *Server) port() string {
	_, port, _ := net.SplitHostPort(s.address)
	return port
}

// Admin is a client that may do everything, through the unix socket. Close it.
func (s *Server) Admin() *redis.Client {
	return redis.NewClient(&redis.Options{
		Network: "unix", Addr: filepath.Join(s.dir, "s"), MaxRetries: -1, Protocol: 2, PoolSize: 1,
	})
}

// Do lets the server do one command with all rights.
func (s *Server) Do(ctx context.Context, words ...any) (any, error) {
	admin := s.Admin()
	defer func() { _ = admin.Close() }()
	reply, err := admin.Do(ctx, words...).Result()
	if err != nil {
		return nil, fmt.Errorf("%v: %w", words[0], err)
	}
	return reply, nil
}

// Limited makes a user who may do what this room does and nothing else, and says how to
// connect as that user, who survives a restart of the server.
func (s *Server) Limited(ctx context.Context, room string) (store.Config, error) {
	const password = "only-for-tests"
	words := []any{"ACL", "SETUSER", room, "reset", "on", ">" + password}
	for _, rule := range store.ACLRules(room) {
		words = append(words, rule)
	}
	if _, err := s.Do(ctx, words...); err != nil {
		return store.Config{}, err
	}
	if _, err := s.Do(ctx, "ACL", "SAVE"); err != nil {
		return store.Config{}, err
	}
	cfg := s.Config()
	cfg.Credentials = func(context.Context) (string, string, error) { return room, password, nil }
	return cfg, nil
}
