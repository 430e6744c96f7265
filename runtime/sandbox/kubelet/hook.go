package kubelet

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/smackdev/smack/runtime/sandbox/process"
)

// preStop runs the hook before SIGTERM; it ends with the process or the deadline.
func (c *container) preStop(p *process.Process, hook *corev1.LifecycleHandler, deadline time.Time) {
	ctx, cancel := context.WithDeadline(context.Background(), deadline)
	defer cancel()
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-p.Done():
			cancel()
		case <-stop:
		}
	}()
	if err := c.perform(ctx, *hook); err != nil {
		c.w.logger.Warn("preStop hook failed", "container", c.spec.Name, "error", err)
	}
}
