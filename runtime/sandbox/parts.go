package sandbox

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/sandbox/cluster"
	"github.com/smackdev/smack/runtime/sandbox/controlplane"
	"github.com/smackdev/smack/runtime/sandbox/frontdoor"
	"github.com/smackdev/smack/runtime/sandbox/kubelet"
)

// stopGrace is how long a part may take to end by itself.
const stopGrace = 10 * time.Second

// nodeName is what `kubectl get nodes` shows.
const nodeName = "sandbox"

func (s *Sandbox) startPlane(_ context.Context) error {
	assets, err := controlplane.FindAssets(s.options.Assets)
	if err != nil {
		return err
	}
	if s.plane, err = controlplane.New(s.path("plane"), assets); err != nil {
		return err
	}
	s.onDown(s.plane.Stop)
	return s.plane.StartEtcd()
}

func (s *Sandbox) awaitPlane(ctx context.Context) error {
	if err := s.plane.StartAPIServer(ctx); err != nil {
		return err
	}
	var err error
	if s.config, err = s.plane.RESTConfig("you", "system:masters"); err != nil {
		return err
	}
	if s.client, err = cluster.Client(s.config); err != nil {
		return err
	}
	if s.kubeconfig, err = s.plane.WriteKubeconfig("kubeconfig", "you", "system:masters"); err != nil {
		return err
	}
	s.tell.Done("control plane", "etcd and kube-apiserver at "+s.config.Host)
	return nil
}

func (s *Sandbox) startControllers() error {
	if err := s.plane.StartControllers(); err != nil {
		return err
	}
	s.tell.Done("controllers", "kube-controller-manager")
	return nil
}

// startNode runs pods as processes.
func (s *Sandbox) startNode() error {
	clients, err := kubernetes.NewForConfig(s.config)
	if err != nil {
		return fmt.Errorf("making the node's client: %w", err)
	}
	subnet, err := s.reserveSubnet()
	if err != nil {
		return err
	}
	node := kubelet.New(kubelet.Config{
		Client: clients, Node: nodeName, Dir: s.path("node"), Subnet: subnet,
		Programs: map[string]string{"/smack-room": s.program("smack-room"), "/smack-operator": s.program("smack-operator")},
		Log:      s.log.With("part", "node"),
	})
	s.background("node", node.Run)
	s.tell.Done("node", fmt.Sprintf("pods run as processes on 127.1.%d.x", subnet))
	return nil
}

// background runs a part until Down.
func (s *Sandbox) background(name string, run func(context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := run(ctx); err != nil && ctx.Err() == nil {
			s.failed.report(fmt.Errorf("%s: %w", name, err))
		}
	}()
	s.onDown(func() {
		cancel()
		<-ended
	})
}

// subnetPort marks a subnet as taken, by the sandbox that listens on it.
const subnetPort = "8079"

// reserveSubnet finds addresses for pods that no other sandbox of this machine uses.
func (s *Sandbox) reserveSubnet() (int, error) {
	first := rand.IntN(255)
	for i := range 255 {
		subnet := (first+i)%255 + 1
		address := fmt.Sprintf("127.1.%d.254:%s", subnet, subnetPort)
		listener, err := net.Listen("tcp", address)
		if err == nil {
			s.onDown(func() { _ = listener.Close() })
			return subnet, nil
		}
	}
	return 0, fmt.Errorf("no addresses 127.1.x.y for pods: this needs an operating system on which all of 127.0.0.0/8 is loopback, such as Linux")
}

// startViews fills the cache from which the front door and the page read.
func (s *Sandbox) startViews(ctx context.Context) error {
	var err error
	if s.cache, err = cluster.Cache(s.config); err != nil {
		return err
	}
	cacheCtx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	wait, err := cluster.Start(cacheCtx, s.cache, &v1alpha1.SmackRoom{}, &corev1.Pod{})
	s.onDown(func() {
		cancel()
		wait()
	})
	if err != nil {
		return err
	}
	if err := s.startFrontDoor(); err != nil {
		return err
	}
	return s.startAdminDoor()
}

// startFrontDoor takes the public address.
func (s *Sandbox) startFrontDoor() error {
	door := frontdoor.New(frontdoor.Cluster{Reader: s.cache}, s.log.With("part", "front door"))
	address, err := s.serve("front door", "127.0.0.1:0", door)
	s.public = "http://" + address
	return err
}

// startAdminDoor is what the room's Service for the admin screen is in a cluster, and a
// port-forward to it.
func (s *Sandbox) startAdminDoor() error {
	door := frontdoor.New(frontdoor.Service{
		Reader: s.cache, Port: frontdoor.AdminPort, Room: client.ObjectKey{Namespace: sampleNamespace, Name: sampleName},
	}, s.log.With("part", "admin door"))
	address, err := s.serve("admin screen", freeAddress(s.options.Admin), door)
	s.admin = "http://" + address
	return err
}

// serve answers HTTP until Down and returns the address.
func (s *Sandbox) serve(name, address string, handler http.Handler) (string, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return "", fmt.Errorf("listening for the %s: %w", name, err)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener)
	}()
	s.onDown(func() {
		_ = server.Close()
		<-ended
	})
	return listener.Addr().String(), nil
}
