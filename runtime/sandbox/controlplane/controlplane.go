// Package controlplane is a Kubernetes control plane of ordinary processes: etcd,
// kube-apiserver and those controllers of kube-controller-manager that Deployments
// and StatefulSets need.
//
// It promises a real API server with RBAC that listens on loopback only, keeps
// everything in one directory, and is gone after Stop.
//
// It leaves to others where the programs come from, the running of pods (there is
// no kubelet and no scheduler here) and what is applied.
package controlplane

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"time"

	"github.com/smackdev/smack/runtime/sandbox/loopback"
	"github.com/smackdev/smack/runtime/sandbox/process"
)

// stopGrace is how long each program may take to end by itself. Nothing in the
// sandbox is worth waiting longer for: its data is thrown away.
const stopGrace = 5 * time.Second

// ControlPlane is a running control plane.
type ControlPlane struct {
	dir     string
	assets  Assets
	certs   *authority
	address string
	etcd    string
	// running holds the programs in the order in which they were started.
	running []*process.Process
}

// New prepares a control plane in dir: certificates and addresses, no process yet.
func New(dir string, assets Assets) (*ControlPlane, error) {
	etcd, err := loopback.FreeAddress()
	if err != nil {
		return nil, err
	}
	server, err := loopback.FreeAddress()
	if err != nil {
		return nil, err
	}
	host, _ := split(server)
	certs, err := newAuthority(filepath.Join(dir, "pki"), net.ParseIP(host))
	if err != nil {
		return nil, err
	}
	return &ControlPlane{dir: dir, assets: assets, certs: certs, etcd: etcd, address: server}, nil
}

// StartEtcd starts etcd; it is ready when the API server is.
func (c *ControlPlane) StartEtcd() error {
	peer := "http://127.0.0.1:0"
	return c.start(c.assets.Etcd,
		"--name=sandbox",
		"--data-dir="+filepath.Join(c.dir, "etcd"),
		"--listen-client-urls=http://"+c.etcd,
		"--advertise-client-urls=http://"+c.etcd,
		"--listen-peer-urls="+peer,
		// The data dies with the sandbox, so waiting for the disk buys nothing.
		"--unsafe-no-fsync",
		"--log-level=warn",
	)
}

// StartAPIServer starts the API server and returns when it is ready.
func (c *ControlPlane) StartAPIServer(ctx context.Context) error {
	host, port := split(c.address)
	pki := func(name string) string { return filepath.Join(c.dir, "pki", name) }
	err := c.start(c.assets.APIServer,
		"--etcd-servers=http://"+c.etcd,
		"--bind-address="+host, "--advertise-address="+host, "--secure-port="+port,
		"--endpoint-reconciler-type=none",
		"--tls-cert-file="+pki("server.crt"), "--tls-private-key-file="+pki("server.key"),
		"--client-ca-file="+pki("ca.crt"),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file="+pki("serviceaccounts.key"),
		"--service-account-signing-key-file="+pki("serviceaccounts.key"),
		"--service-cluster-ip-range=10.96.0.0/16",
		"--authorization-mode=RBAC",
		"--enable-priority-and-fairness=false",
		"--max-requests-inflight=0", "--max-mutating-requests-inflight=0",
		"--event-ttl=1h",
	)
	if err != nil {
		return err
	}
	return c.awaitReady(ctx)
}

// controllers are those that a room needs, and the ones without which kubectl's
// delete and scale don't do what they say. No endpointslice: it refuses loopback
// addresses, and pods here have no others.
const controllers = "deployment-controller,replicaset-controller,statefulset-controller," +
	"garbage-collector-controller,namespace-controller,serviceaccount-controller," +
	"disruption-controller"

// StartControllers starts kube-controller-manager with the controllers a room needs.
func (c *ControlPlane) StartControllers() error {
	kubeconfig, err := c.WriteKubeconfig("controllers", "system:kube-controller-manager", "system:masters")
	if err != nil {
		return err
	}
	return c.start(c.assets.ControllerManager,
		"--kubeconfig="+kubeconfig,
		"--controllers="+controllers,
		"--leader-elect=false",
		"--service-account-private-key-file="+filepath.Join(c.dir, "pki", "serviceaccounts.key"),
		"--bind-address=127.0.0.1", "--secure-port=0",
		"--kube-api-qps=200", "--kube-api-burst=400",
		"--min-resync-period=12h",
	)
}

func (c *ControlPlane) start(program string, args ...string) error {
	p, err := process.Start(process.Spec{
		Path: program, Args: args, Dir: c.dir, Log: c.logFile(program),
	})
	if err != nil {
		return err
	}
	c.running = append(c.running, p)
	return nil
}

func (c *ControlPlane) logFile(program string) string {
	return filepath.Join(c.dir, "logs", filepath.Base(program)+".log")
}

// Stop ends the programs, last started first.
func (c *ControlPlane) Stop() {
	for i := len(c.running) - 1; i >= 0; i-- {
		c.running[i].Stop(stopGrace)
	}
	c.running = nil
}

// dead names the first program that has ended by itself.
func (c *ControlPlane) dead() error {
	for _, p := range c.running {
		select {
		case <-p.Done():
			return fmt.Errorf("a program of the control plane ended with code %d, see its log in %s",
				p.ExitCode(), filepath.Join(c.dir, "logs"))
		default:
		}
	}
	return nil
}
