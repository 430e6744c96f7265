package sandbox

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/smackdev/smack/runtime/sandbox/cluster"
	"github.com/smackdev/smack/runtime/sandbox/process"
)

// The operator's ServiceAccount, as config/rbac names it.
const (
	operatorNamespace = "smack-system"
	operatorAccount   = "smack-operator"
)

// roomImage is the image of the rooms' pods. Nothing is pulled: the node runs the
// program of this machine that the pod's command names.
const roomImage = "smack:sandbox"

// install applies what `kubectl apply -k config/default` would, but for the operator's
// Deployment: here the operator is a process that one can watch and stop.
func (s *Sandbox) install(ctx context.Context) error {
	config := func(parts ...string) string {
		return filepath.Join(append([]string{s.options.Config}, parts...)...)
	}
	objects, err := cluster.ReadManifests(config("default", "namespace.yaml"), config("crd", "bases"), config("rbac"))
	if err != nil {
		return err
	}
	if err := cluster.Apply(ctx, s.client, objects...); err != nil {
		return err
	}
	s.tell.Done("CRD and RBAC", fmt.Sprintf("%d objects of %s", len(objects), s.options.Config))
	return nil
}

// startOperator runs the operator with the rights of its ServiceAccount, no more.
func (s *Sandbox) startOperator(context.Context) error {
	kubeconfig, err := s.plane.WriteKubeconfig("operator",
		"system:serviceaccount:"+operatorNamespace+":"+operatorAccount,
		"system:serviceaccounts", "system:serviceaccounts:"+operatorNamespace)
	if err != nil {
		return err
	}
	err = s.run("operator", process.Spec{
		Path: s.program("smack-operator"),
		Env:  append(os.Environ(), "KUBECONFIG="+kubeconfig, "POD_NAMESPACE="+operatorNamespace),
		Args: operatorArgs(),
	})
	if err != nil {
		return err
	}
	s.tell.Done("smack-operator", "with the rights of its ServiceAccount")
	return nil
}

func operatorArgs() []string {
	return []string{
		"--allow-purchase",
		"--room-image=" + roomImage,
		"--leader-election-namespace=" + operatorNamespace,
		"--metrics-bind-address=0",
		"--health-probe-bind-address=0",
	}
}

// program is one of the product's own programs.
func (s *Sandbox) program(name string) string { return filepath.Join(s.options.Bin, name) }
