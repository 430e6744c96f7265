package redistest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/smackdev/smack/runtime/store"
)

// masterName is what the sentinels call the master.
const masterName = "room"

// Replicated is a master with a replica, watched by three sentinels that make the
// replica the master when the master is gone for half a second.
type Replicated struct {
	Master, Replica *Server
	sentinels       []*Server
}

// NewReplicated prepares all five. A master takes writes only while a replica follows.
func NewReplicated() (*Replicated, error) {
	safe := []string{"--min-replicas-to-write", "1", "--min-replicas-max-lag", "2", "--repl-diskless-sync-delay", "0"}
	master, err := NewTCP(safe...)
	if err != nil {
		return nil, err
	}
	replica, err := NewTCP(append(safe, "--replicaof", "127.0.0.1 "+master.port())...)
	if err != nil {
		return nil, err
	}
	r := &Replicated{Master: master, Replica: replica}
	for range 3 {
		one, err := r.newSentinel()
		if err != nil {
			return nil, err
		}
		r.sentinels = append(r.sentinels, one)
	}
	return r, nil
}

func (r *Replicated) newSentinel() (*Server, error) {
	s, err := NewTCP()
	if err != nil {
		return nil, err
	}
	file := filepath.Join(s.dir, "sentinel.conf")
	s.args = []string{file, "--sentinel"}
	text := strings.Join([]string{
		"port " + s.port(), "bind 127.0.0.1", "dir " + s.dir, "unixsocket " + filepath.Join(s.dir, "s"),
		"sentinel monitor " + masterName + " 127.0.0.1 " + r.Master.port() + " 2",
		"sentinel down-after-milliseconds " + masterName + " 500",
		"sentinel failover-timeout " + masterName + " 3000", "",
	}, "\n")
	return s, os.WriteFile(file, []byte(text), 0o600)
}

// Start starts all five and waits until the replica follows and the sentinels know of it
// and of each other.
func (r *Replicated) Start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*readyWithin)
	defer cancel()
	for _, s := range append([]*Server{r.Master, r.Replica}, r.sentinels...) {
		if err := s.Start(ctx); err != nil {
			return err
		}
	}
	for _, s := range r.sentinels {
		if err := r.Master.await(ctx, func() error { return knowsAll(ctx, s) }); err != nil {
			return err
		}
	}
	return nil
}

func knowsAll(ctx context.Context, sentinel *Server) error {
	text, err := sentinel.Do(ctx, "INFO", "sentinel")
	if err != nil {
		return err
	}
	if !strings.Contains(fmt.Sprint(text), "slaves=1,sentinels=3") {
		return errors.New("the sentinels do not know of all yet")
	}
	return nil
}

// Config is how to connect through the sentinels.
func (r *Replicated) Config() store.Config {
	cfg := store.Config{Mode: store.Sentinel, MasterName: masterName}
	for _, s := range r.sentinels {
		cfg.Addresses = append(cfg.Addresses, s.address)
	}
	return cfg
}

// Limited is Server.Limited on both servers.
func (r *Replicated) Limited(ctx context.Context, room string) (store.Config, error) {
	cfg := r.Config()
	for _, s := range []*Server{r.Master, r.Replica} {
		limited, err := s.Limited(ctx, room)
		if err != nil {
			return store.Config{}, err
		}
		cfg.Credentials = limited.Credentials
	}
	return cfg, nil
}

// Follow makes the old master a replica of the new one, which the sentinels would do too,
// some ten seconds later.
func (r *Replicated) Follow(ctx context.Context) error {
	_, err := r.Master.Do(ctx, "REPLICAOF", "127.0.0.1", r.Replica.port())
	return err
}

// Role is what a server takes itself for: master or slave.
func (s *Server) Role(ctx context.Context) (string, error) {
	reply, err := s.Do(ctx, "ROLE")
	if err != nil {
		return "", err
	}
	list, _ := reply.([]any)
	if len(list) == 0 {
		return "", errors.New("no role")
	}
	return fmt.Sprint(list[0]), nil
}

// Stop ends all five.
func (r *Replicated) Stop() error {
	var errs []error
	for _, s := range append([]*Server{r.Master, r.Replica}, r.sentinels...) {
		errs = append(errs, s.Stop())
	}
	return errors.Join(errs...)
}
