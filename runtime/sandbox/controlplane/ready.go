package controlplane

import (
	"context"
	"fmt"
	"net"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
)

// readyTimeout bounds the start of the API server; two slow cores need about 15 s.
const readyTimeout = 2 * time.Minute

func (c *ControlPlane) awaitReady(ctx context.Context) error {
	config, err := c.RESTConfig("sandbox", "system:masters")
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("making a client: %w", err)
	}
	probe := func(ctx context.Context) (bool, error) {
		if err := c.dead(); err != nil {
			return false, err
		}
		err := client.RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
		return err == nil, nil
	}
	if err := wait.PollUntilContextTimeout(ctx, 50*time.Millisecond, readyTimeout, true, probe); err != nil {
		return fmt.Errorf("waiting for the API server (log: %s): %w", c.logFile(c.assets.APIServer), err)
	}
	return nil
}

func split(address string) (host, port string) {
	host, port, _ = net.SplitHostPort(address)
	return host, port
}
