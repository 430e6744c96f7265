// Package redistest starts real Redis servers for tests: on a unix socket or, as a
// Cluster of one node, on a loopback port; ready in milliseconds, gone with the test.
//
// It promises a server that keeps what it acknowledged (AOF) over Kill and Start, where it is
// given "--appendfsync", "always": otherwise it writes as rooms' servers do, and puts a write
// off while the disk is slow. It leaves to others what is stored there.
package redistest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"github.com/smackdev/smack/runtime/store"
)

const readyWithin = 15 * time.Second

// Server is one redis-server process.
type Server struct {
	dir     string
	args    []string
	address string
	cluster bool
	process *exec.Cmd
}

// New prepares a server on a unix socket in a directory of its own.
func New(extra ...string) (*Server, error) {
	dir, err := os.MkdirTemp("", "redis")
	if err != nil {
		return nil, err
	}
	socket, users := filepath.Join(dir, "s"), filepath.Join(dir, "users.acl")
	if err := os.WriteFile(users, nil, 0o600); err != nil {
		return nil, err
	}
	return &Server{dir: dir, address: socket, args: append([]string{
		"--port", "0", "--unixsocket", socket, "--dir", dir, "--save", "", "--loglevel", "warning",
		"--appendonly", "yes", "--appendfsync", "everysec", "--aclfile", users,
	}, extra...)}, nil
}

// NewCluster prepares a Cluster of one node, which refuses keys of different slots.
func NewCluster(extra ...string) (*Server, error) {
	s, err := NewTCP(append([]string{"--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf"}, extra...)...)
	if err != nil {
		return nil, err
	}
	s.cluster = true
	return s, nil
}

// freePort finds one on which nobody listens, nor on the port of its cluster bus, 10,000
// above. Both are below those that the system gives to connections by itself: such a one may
// be gone by the time a server starts, or starts again.
// Source: https://www.kernel.org/doc/html/latest/networking/ip-sysctl.html (ip_local_port_range, from 32768 on)
func freePort() (int, error) {
	for range 100 {
		port := 10000 + rand.IntN(12000)
		if free(port) && free(port+10000) {
			return port, nil
		}
	}
	return 0, errors.New("no free port from 10000 to 21999")
}

// free says whether a server could listen on a port.
func free(port int) bool {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return false
	}
	return l.Close() == nil
}

// Config is how to connect.
func (s *Server) Config() store.Config {
	mode := store.Standalone
	if s.cluster {
		mode = store.Cluster
	}
	return store.Config{Addresses: []string{s.address}, Mode: mode}
}

// Address is the socket's path, or host:port.
func (s *Server) Address() string { return s.address }

// Start starts the process, or starts it again after Kill, and waits until it serves.
func (s *Server) Start(ctx context.Context) error {
	if err := s.Launch(); err != nil {
		return err
	}
	return s.serving(ctx)
}

// Launch starts the process with some more arguments and does not wait for it.
func (s *Server) Launch(extra ...string) error {
	s.process = exec.Command("redis-server", append(slices.Clone(s.args), extra...)...) // #nosec G204 -- fixed arguments
	s.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.process.Start(); err != nil {
		return fmt.Errorf("starting redis-server: %w", err)
	}
	return nil
}

func (s *Server) serving(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	client := s.Admin()
	defer func() { _ = client.Close() }()
	if err := s.await(ctx, func() error { return client.Ping(ctx).Err() }); err != nil {
		return err
	}
	if !s.cluster {
		return nil
	}
	client.Do(ctx, "CLUSTER", "ADDSLOTSRANGE", 0, 16383) // fails where a restart kept them
	return s.await(ctx, func() error {
		return client.Do(ctx, "SET", "ready", "1", "PX", 1).Err()
	})
}

func (s *Server) await(ctx context.Context, ready func() error) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ready()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("redis-server is not ready: %w", err)
		case <-tick.C:
		}
	}
}

// Kill ends the process as a crash would.
func (s *Server) Kill() error {
	if s.process == nil || s.process.Process == nil {
		return nil
	}
	err := s.process.Process.Kill()
	_, _ = s.process.Process.Wait()
	s.process = nil
	return err
}

// Pause stops the process without ending it, and Resume lets it go on.
func (s *Server) Pause() error { return s.process.Process.Signal(syscall.SIGSTOP) }

// Resume undoes Pause.
func (s *Server) Resume() error { return s.process.Process.Signal(syscall.SIGCONT) }

// Stop ends the process and removes what it kept.
func (s *Server) Stop() error {
	err := s.Kill()
	_ = os.RemoveAll(s.dir)
	return err
}
