package kubelet

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/types"
)

// leaveGrace bounds the end of a pod when the sandbox itself ends.
const leaveGrace = 5 * time.Second

// worker runs one pod from binding to deletion.
type worker struct {
	k      *Kubelet
	uid    types.UID
	dir    string
	podIP  string
	logger *slog.Logger

	// woken has room for one wake-up: more than one means the same as one.
	woken chan struct{}

	mu         sync.Mutex
	pod        *corev1.Pod
	forgotten  bool
	waiting    string
	containers []*container
	inits      []*container
	reported   []byte
}

func newWorker(k *Kubelet, pod *corev1.Pod) *worker {
	return &worker{
		k: k, uid: pod.UID, pod: pod,
		dir:    filepath.Join(k.config.Dir, "pods", string(pod.UID)),
		logger: k.config.Log.With("pod", pod.Namespace+"/"+pod.Name),
		woken:  make(chan struct{}, 1),
	}
}

func (w *worker) wake() {
	select {
	case w.woken <- struct{}{}:
	default:
	}
}

func (w *worker) update(pod *corev1.Pod) {
	w.mu.Lock()
	w.pod = pod
	w.mu.Unlock()
	w.wake()
}

// forget is told when the pod was deleted by force: nothing is left to report to.
func (w *worker) forget() {
	w.mu.Lock()
	w.forgotten = true
	w.mu.Unlock()
	w.wake()
}

func (w *worker) latest() (pod *corev1.Pod, forgotten bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.pod, w.forgotten
}

// run is the life of the pod.
func (w *worker) run(ctx context.Context) {
	podIP, err := w.k.addresses.take()
	if err != nil {
		w.logger.Error("pod can't run", "error", err)
		return
	}
	defer w.k.addresses.give(podIP)
	defer func() { _ = os.RemoveAll(w.dir) }()
	w.podIP = podIP
	if w.schedule(ctx) && w.volumesReady(ctx) && w.initialize(ctx) {
		w.start()
		w.tend(ctx)
	}
	w.finish(ctx)
}

// schedule binds the pod, again and again while that fails.
func (w *worker) schedule(ctx context.Context) bool {
	return w.until(ctx, func() error {
		pod, _ := w.latest()
		return w.k.bind(ctx, pod)
	})
}

// volumesReady waits for what the pod mounts and reads.
func (w *worker) volumesReady(ctx context.Context) bool {
	return w.until(ctx, func() error {
		pod, _ := w.latest()
		if err := w.syncVolumes(pod); err != nil {
			return err
		}
		for _, c := range append(pod.Spec.InitContainers, pod.Spec.Containers...) {
			if _, err := w.k.objects.environment(pod, c, w.podIP, w.dir); err != nil {
				return err
			}
		}
		return nil
	})
}

// until tries a step at every wake-up and every second until it succeeds; false when
// the pod's life ends first.
func (w *worker) until(ctx context.Context, step func() error) bool {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for !w.ending(ctx) {
		err := step()
		if err == nil {
			w.waitFor("")
			return true
		}
		if !errors.Is(err, context.Canceled) {
			w.waitFor(err.Error())
			w.report(ctx)
		}
		select {
		case <-ctx.Done():
		case <-w.woken:
		case <-tick.C:
		}
	}
	return false
}

func (w *worker) waitFor(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.waiting = what
}

func (w *worker) ending(ctx context.Context) bool {
	pod, forgotten := w.latest()
	return ctx.Err() != nil || forgotten || pod.DeletionTimestamp != nil
}

func (w *worker) syncVolumes(pod *corev1.Pod) error {
	for _, volume := range pod.Spec.Volumes {
		files, err := w.k.objects.volumeContent(pod, volume)
		if err != nil {
			return err
		}
		if err := writeVolume(filepath.Join(w.dir, "volumes", volume.Name), files); err != nil {
			return err
		}
	}
	return nil
}

// initialize runs the init containers one after the other.
func (w *worker) initialize(ctx context.Context) bool {
	pod, _ := w.latest()
	for _, spec := range pod.Spec.InitContainers {
		c := newContainer(w, spec, initPolicy(pod, spec))
		w.mu.Lock()
		w.inits = append(w.inits, c)
		w.mu.Unlock()
		c.start()
		if !w.until(ctx, c.initialized) {
			return false
		}
	}
	return true
}

// initPolicy: a sidecar runs for ever, another init container until it succeeds,
// unless the pod is one of a single try.
func initPolicy(pod *corev1.Pod, c corev1.Container) corev1.RestartPolicy {
	switch {
	case c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways:
		return corev1.RestartPolicyAlways
	case pod.Spec.RestartPolicy == corev1.RestartPolicyNever:
		return corev1.RestartPolicyNever
	default:
		return corev1.RestartPolicyOnFailure
	}
}

func (w *worker) start() {
	pod, _ := w.latest()
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, spec := range pod.Spec.Containers {
		c := newContainer(w, spec, pod.Spec.RestartPolicy)
		w.containers = append(w.containers, c)
		c.start()
	}
}

// tend keeps status and volumes current until the pod's life ends.
func (w *worker) tend(ctx context.Context) {
	for !w.ending(ctx) {
		pod, _ := w.latest()
		if err := w.syncVolumes(pod); err != nil {
			w.logger.Warn("volume kept as it was", "error", err)
		}
		w.report(ctx)
		if w.over() {
			return
		}
		select {
		case <-ctx.Done():
		case <-w.woken:
		}
	}
}

// over says whether every container has ended for good.
func (w *worker) over() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.containers {
		if !c.over() {
			return false
		}
	}
	return len(w.containers) > 0
}

// finish ends the processes and, where someone deleted the pod, lets it go.
func (w *worker) finish(ctx context.Context) {
	pod, forgotten := w.latest()
	if pod.DeletionTimestamp != nil {
		w.report(ctx)
	}
	w.stop(w.grace(ctx, pod, forgotten))
	if ctx.Err() != nil || forgotten {
		return
	}
	w.report(ctx)
	if pod.DeletionTimestamp != nil {
		w.release(ctx, pod)
	}
}

func (w *worker) grace(ctx context.Context, pod *corev1.Pod, forgotten bool) time.Duration {
	switch {
	case forgotten:
		return 0
	case ctx.Err() != nil:
		return leaveGrace
	case pod.DeletionGracePeriodSeconds != nil:
		return time.Duration(*pod.DeletionGracePeriodSeconds) * time.Second
	default:
		return 0
	}
}

func (w *worker) stop(grace time.Duration) {
	w.mu.Lock()
	all := append(append([]*container{}, w.containers...), w.inits...)
	w.mu.Unlock()
	var stopping sync.WaitGroup
	for _, c := range all {
		stopping.Go(func() { c.stop(grace) })
	}
	stopping.Wait()
}
