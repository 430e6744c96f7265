package kubelet

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/runtime/sandbox/process"
)

// steady is how long a container must run for its past failures to be forgiven.
const steady = time.Minute

// container runs one container's process, again and again as its restart policy says.
type container struct {
	w      *worker
	spec   corev1.Container
	policy corev1.RestartPolicy

	cancel context.CancelFunc
	ended  chan struct{}
	// unhealthy has room for one verdict of the liveness or startup probe.
	unhealthy chan struct{}
	grace     time.Duration

	mu       sync.Mutex
	state    corev1.ContainerState
	last     corev1.ContainerState
	restarts int32
	started  bool
	ready    bool
	final    bool
}

func newContainer(w *worker, spec corev1.Container, policy corev1.RestartPolicy) *container {
	return &container{
		w: w, spec: spec, policy: policy,
		ended:     make(chan struct{}),
		unhealthy: make(chan struct{}, 1),
		state:     waitingState("ContainerCreating", ""),
	}
}

func (c *container) start() {
	ctx, cancel := context.WithCancel(context.Background())
	c.cancel = cancel
	go func() {
		defer close(c.ended)
		c.run(ctx)
	}()
}

// stop ends the container within the grace period and waits for it.
func (c *container) stop(grace time.Duration) {
	c.mu.Lock()
	c.grace = grace
	c.mu.Unlock()
	c.cancel()
	<-c.ended
}

// run starts the process until its policy or its pod ends it.
func (c *container) run(ctx context.Context) {
	defer c.set(func() { c.final, c.ready = true, false })
	for failures := 0; ; failures++ {
		began := time.Now()
		code := c.once(ctx)
		if ctx.Err() != nil || !restarts(c.policy, code) {
			return
		}
		if time.Since(began) > steady {
			failures = 0
		}
		if !c.rest(ctx, backoff(failures)) {
			return
		}
		c.set(func() { c.restarts++ })
	}
}

func restarts(policy corev1.RestartPolicy, code int) bool {
	return policy == corev1.RestartPolicyAlways || (policy == corev1.RestartPolicyOnFailure && code != 0)
}

// backoff is the rest before a restart: none before the first, then 1 s doubled each
// time to 30 s. A kubelet takes ten times as long; nobody at a terminal wants to wait.
func backoff(failures int) time.Duration {
	if failures == 0 {
		return 0
	}
	return min(time.Second<<min(failures-1, 5), 30*time.Second)
}

func (c *container) rest(ctx context.Context, pause time.Duration) bool {
	c.set(func() {
		c.last = c.state
		c.state = waitingState("CrashLoopBackOff", "restarting in "+pause.String())
	})
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// once runs the process to its end and returns its exit code.
func (c *container) once(ctx context.Context) int {
	p, err := c.launch()
	if err != nil {
		c.w.logger.Error("container did not start", "container", c.spec.Name, "error", err)
		c.set(func() { c.state = terminatedState(127, "StartError", err.Error(), time.Now()) })
		return 127
	}
	began := time.Now()
	c.set(func() {
		c.state = corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.NewTime(began)}}
	})
	c.attend(ctx, p)
	code := p.ExitCode()
	reason := "Completed"
	if code != 0 {
		reason = "Error"
	}
	c.set(func() {
		c.state = terminatedState(code, reason, "", began)
		c.ready, c.started = false, false
	})
	return code
}

// attend watches over the running process: probes, and its end by whatever cause.
func (c *container) attend(ctx context.Context, p *process.Process) {
	probing, endProbes := context.WithCancel(ctx)
	var probes sync.WaitGroup
	probes.Go(func() { c.probe(probing) })
	defer probes.Wait()
	defer endProbes()
	select {
	case <-p.Done():
	case <-ctx.Done():
		c.mu.Lock()
		grace := c.grace
		c.mu.Unlock()
		c.end(p, grace)
	case <-c.unhealthy:
		pod, _ := c.w.latest()
		c.end(p, gracePeriod(pod))
	}
}

func gracePeriod(pod *corev1.Pod) time.Duration {
	if seconds := pod.Spec.TerminationGracePeriodSeconds; seconds != nil {
		return time.Duration(*seconds) * time.Second
	}
	return corev1.DefaultTerminationGracePeriodSeconds * time.Second
}

// end runs the preStop hook and then ends the process, both within the grace period.
func (c *container) end(p *process.Process, grace time.Duration) {
	deadline := time.Now().Add(grace)
	if hook := c.spec.Lifecycle; hook != nil && hook.PreStop != nil && grace > 0 {
		c.preStop(p, hook.PreStop, deadline)
	}
	p.Stop(time.Until(deadline))
}

func (c *container) launch() (*process.Process, error) {
	pod, _ := c.w.latest()
	root := c.root()
	if err := rootFS(root, filepath.Join(c.w.dir, "volumes"), c.spec); err != nil {
		return nil, err
	}
	env, err := c.w.k.objects.environment(pod, c.spec, c.w.podIP, c.w.dir)
	if err != nil {
		return nil, err
	}
	program, args, err := c.w.k.command(c.spec, env, root, c.w.podIP)
	if err != nil {
		return nil, err
	}
	for i := range env {
		env[i] = lead(env[i], c.spec.VolumeMounts, root)
	}
	return process.Start(process.Spec{
		Path: program, Args: args, Env: env, Dir: c.w.dir,
		Log: c.w.k.LogFile(pod, c.spec.Name),
	})
}

// root is the directory that stands for the container's file system.
func (c *container) root() string { return filepath.Join(c.w.dir, "roots", c.spec.Name) }

// set changes the container's state and has it reported.
func (c *container) set(change func()) {
	c.mu.Lock()
	change()
	c.mu.Unlock()
	c.w.wake()
}

func (c *container) over() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.final
}

// initialized is nil when an init container has done its part.
func (c *container) initialized() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.policy == corev1.RestartPolicyAlways && c.started {
		return nil
	}
	if ended := c.state.Terminated; ended != nil && ended.ExitCode == 0 && c.final {
		return nil
	}
	return errors.New("init container " + c.spec.Name + " has not completed")
}
