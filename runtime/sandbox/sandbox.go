// Package sandbox is the whole of Smack on one machine, without containers and
// without root: a real control plane, the real operator, pods as processes of the real
// smack-room program, a redis-server and a carrier that runs here.
//
// It promises that what works here works for the reasons it works in a cluster: the
// manifests are those of config/, the operator has the rights they give and no more,
// pods do what their spec says, and texts take the way they take at Twilio, signatures
// included. When it stops, no process and no file is left.
//
// It leaves to make e2e what needs a real cluster: managed Redis, Services, Ingress.
package sandbox

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"k8s.io/client-go/rest"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/runtime/sandbox/controlplane"
	"github.com/smackdev/smack/runtime/sandbox/terminal"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// Options say what a sandbox is made of.
type Options struct {
	// Bin is the directory of smack-room and smack-operator.
	Bin string
	// Config is the directory of the Kubernetes manifests, config/ of the checkout.
	Config string
	// Assets is the directory of etcd, kube-apiserver and kube-controller-manager;
	// empty looks in the usual places.
	Assets string
	// Redis is the redis-server program; empty looks on PATH.
	Redis string
	// Listen is the host:port of the page, Admin that of the room's admin screen; another port
	// is taken where one of them is not free.
	Listen, Admin string
	// Terminal tells what happens.
	Terminal *terminal.Writer
}

// Sandbox is a running sandbox. Up makes it, Down ends it.
type Sandbox struct {
	options Options
	dir     string
	log     *slog.Logger
	tell    *terminal.Writer

	plane      *controlplane.ControlPlane
	config     *rest.Config
	kubeconfig string
	client     client.WithWatch
	cache      cache.Cache
	carrier    *twiliosim.Sim
	redis      redisServer
	services   services
	public     string
	page       string
	admin      string
	number     string
	failed     failures

	mu      sync.Mutex
	endings []func()
}

// Up starts everything and returns when the sample room is ready for texts. Down must
// be called whether it succeeds or not.
func Up(ctx context.Context, options Options) (*Sandbox, error) {
	s := &Sandbox{options: options, tell: options.Terminal}
	if err := s.prepare(); err != nil {
		return s, err
	}
	return s, s.start(ctx)
}

// start brings up the parts, those at the same time that don't need each other.
func (s *Sandbox) start(ctx context.Context) error {
	if err := s.startPlane(ctx); err != nil {
		return err
	}
	if err := together(
		func() error { return s.startRedis(ctx) },
		s.startCarrier,
		s.startServices,
		func() error { return s.awaitPlane(ctx) },
	); err != nil {
		return err
	}
	if err := s.install(ctx); err != nil {
		return err
	}
	if err := together(
		s.startControllers,
		s.startNode,
		func() error { return s.startOperator(ctx) },
		func() error { return s.startViews(ctx) },
	); err != nil {
		return err
	}
	if err := s.startPage(); err != nil {
		return err
	}
	return s.createRoom(ctx)
}

func (s *Sandbox) prepare() error {
	dir, err := newDirectory()
	if err != nil {
		return err
	}
	s.dir = dir
	s.onDown(func() { _ = os.RemoveAll(dir) })
	if err := os.MkdirAll(s.path("logs"), 0o755); err != nil {
		return fmt.Errorf("making the log directory: %w", err)
	}
	log, err := os.Create(s.path("logs", "sandbox.log"))
	if err != nil {
		return fmt.Errorf("making the sandbox's log: %w", err)
	}
	s.onDown(func() { _ = log.Close() })
	s.log = slog.New(slog.NewJSONHandler(log, nil))
	return nil
}

func (s *Sandbox) path(parts ...string) string {
	return filepath.Join(append([]string{s.dir}, parts...)...)
}

// onDown remembers how to end a part.
func (s *Sandbox) onDown(end func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.endings = append(s.endings, end)
}

// Down ends everything, last started first, and leaves nothing behind.
func (s *Sandbox) Down() {
	s.mu.Lock()
	endings := s.endings
	s.endings = nil
	s.mu.Unlock()
	slices.Reverse(endings)
	for _, end := range endings {
		end()
	}
}

// Failed receives the reason when a part ends by itself.
func (s *Sandbox) Failed() <-chan error { return s.failed.channel() }

// together runs steps at the same time and returns the first error.
func together(steps ...func() error) error {
	errs := make([]error, len(steps))
	var running sync.WaitGroup
	for i, step := range steps {
		running.Go(func() { errs[i] = step() })
	}
	running.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
