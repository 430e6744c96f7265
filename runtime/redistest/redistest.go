// Package redistest runs a real redis-server for tests, on a unix socket in a directory
// of its own.
//
// It promises a server that answers when Start returns, that keeps what was acknowledged
// over Kill and Start, and that is gone after Stop.
//
// It leaves to tests what they keep there; rooms of different names don't see each other.
package redistest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/redis/go-redis/v9"
)

// Server is one redis-server. Its methods are for one goroutine.
type Server struct {
	dir     string
	command *exec.Cmd
}

// New prepares a server; Start runs it.
func New() (*Server, error) {
	// A short path: a socket's may have 107 bytes.
	dir, err := os.MkdirTemp("", "redis")
	if err != nil {
		return nil, fmt.Errorf("making the server's directory: %w", err)
	}
	return &Server{dir: dir}, nil
}

// Socket is the path of the server's socket, an address that go-redis takes.
func (s *Server) Socket() string { return filepath.Join(s.dir, "redis.sock") }

// URL is the server's address in the form of REDIS_URL.
func (s *Server) URL() string { return "unix://" + s.Socket() }

// Start runs the server and waits until it answers. Every write is on disk before it is
// acknowledged. A server that runs is left alone.
func (s *Server) Start() error {
	if s.command != nil {
		return nil
	}
	s.command = exec.Command("redis-server", "--port", "0", "--unixsocket", s.Socket(), "--dir", s.dir,
		"--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction")
	s.command.Dir = s.dir
	if err := s.command.Start(); err != nil {
		return fmt.Errorf("starting redis-server: %w", err)
	}
	if err := s.answers(); err != nil {
		s.Kill()
		return err
	}
	return nil
}

func (s *Server) answers() error {
	client := redis.NewClient(&redis.Options{Addr: s.Socket(), Network: "unix", MaxRetries: -1})
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for {
		err := client.Ping(ctx).Err()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("waiting for redis-server: %w", err)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// Kill ends the server as a power cut would.
func (s *Server) Kill() {
	if s.command == nil {
		return
	}
	_ = s.command.Process.Kill()
	_ = s.command.Wait()
	s.command = nil
}

// Stop ends the server and removes what it kept.
func (s *Server) Stop() error {
	s.Kill()
	return os.RemoveAll(s.dir)
}
