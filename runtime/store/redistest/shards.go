package redistest

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/smackdev/smack/runtime/store"
)

const slots = 16384

// Shards is a Cluster of three masters that share the slots.
type Shards struct{ Nodes []*Server }

// NewShards prepares the three.
func NewShards() (*Shards, error) {
	s := &Shards{}
	for range 3 {
		node, err := NewTCP("--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "1000")
		if err != nil {
			return nil, err
		}
		s.Nodes = append(s.Nodes, node)
	}
	return s, nil
}

// Start starts the nodes, joins them and waits until each of them serves all slots.
func (s *Shards) Start(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*readyWithin)
	defer cancel()
	for i, node := range s.Nodes {
		if err := node.Start(ctx); err != nil {
			return err
		}
		first, last := i*slots/len(s.Nodes), (i+1)*slots/len(s.Nodes)-1
		if _, err := node.Do(ctx, "CLUSTER", "ADDSLOTSRANGE", first, last); err != nil {
			return err
		}
		if _, err := node.Do(ctx, "CLUSTER", "SET-CONFIG-EPOCH", i+1); err != nil {
			return err
		}
		if _, err := node.Do(ctx, "CLUSTER", "MEET", "127.0.0.1", s.Nodes[0].port()); err != nil {
			return err
		}
	}
	for _, node := range s.Nodes {
		if err := node.await(ctx, func() error { return node.joined(ctx) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) joined(ctx context.Context) error {
	info, err := s.Do(ctx, "CLUSTER", "INFO")
	if err != nil {
		return err
	}
	text := fmt.Sprint(info)
	if !strings.Contains(text, "cluster_state:ok") || !strings.Contains(text, "cluster_known_nodes:3") {
		return errors.New("the cluster is not whole yet")
	}
	return nil
}

// Config is how to connect: any node will do, so one is named.
func (s *Shards) Config() store.Config {
	return store.Config{Addresses: []string{s.Nodes[0].address}, Mode: store.Cluster}
}

// Limited is Server.Limited on each node.
func (s *Shards) Limited(ctx context.Context, room string) (store.Config, error) {
	cfg := s.Config()
	for _, node := range s.Nodes {
		limited, err := node.Limited(ctx, room)
		if err != nil {
			return store.Config{}, err
		}
		cfg.Credentials = limited.Credentials
	}
	return cfg, nil
}

// Owner is the index of the node that holds the key's slot, and the slot.
func (s *Shards) Owner(ctx context.Context, key string) (node int, slot int64, err error) {
	reply, err := s.Nodes[0].Do(ctx, "CLUSTER", "KEYSLOT", key)
	if err != nil {
		return 0, 0, err
	}
	slot, _ = reply.(int64)
	for i, one := range s.Nodes {
		n, err := one.Do(ctx, "CLUSTER", "COUNTKEYSINSLOT", slot)
		if err != nil {
			return 0, 0, err
		}
		if n != int64(0) {
			return i, slot, nil
		}
	}
	return 0, 0, errors.New("nobody has a key of that slot")
}

// Move moves a slot with all its keys from one node to another, a few keys at a time, as
// a Cluster is resharded.
func (s *Shards) Move(ctx context.Context, slot int64, from, to int) error {
	ids := make([]any, len(s.Nodes))
	for i, node := range s.Nodes {
		id, err := node.Do(ctx, "CLUSTER", "MYID")
		if err != nil {
			return err
		}
		ids[i] = id
	}
	source, target := s.Nodes[from], s.Nodes[to]
	if _, err := target.Do(ctx, "CLUSTER", "SETSLOT", slot, "IMPORTING", ids[from]); err != nil {
		return err
	}
	if _, err := source.Do(ctx, "CLUSTER", "SETSLOT", slot, "MIGRATING", ids[to]); err != nil {
		return err
	}
	if err := source.empty(ctx, slot, target); err != nil {
		return err
	}
	for _, node := range []*Server{target, source} {
		if _, err := node.Do(ctx, "CLUSTER", "SETSLOT", slot, "NODE", ids[to]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) empty(ctx context.Context, slot int64, into *Server) error {
	port, _ := strconv.Atoi(into.port())
	for {
		reply, err := s.Do(ctx, "CLUSTER", "GETKEYSINSLOT", slot, 5)
		if err != nil {
			return err
		}
		names, _ := reply.([]any)
		if len(names) == 0 {
			return nil
		}
		if _, err := s.Do(ctx, append([]any{"MIGRATE", "127.0.0.1", port, "", 0, 5000, "KEYS"}, names...)...); err != nil {
			return err
		}
	}
}

// Stop ends the nodes.
func (s *Shards) Stop() error {
	var errs []error
	for _, node := range s.Nodes {
		errs = append(errs, node.Stop())
	}
	return errors.Join(errs...)
}
