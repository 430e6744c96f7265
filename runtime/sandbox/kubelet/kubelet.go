// Package kubelet runs a cluster's pods as processes of this machine: the sandbox's
// node, its scheduler and its container runtime in one.
//
// It promises what a pod's author relies on: volumes that follow their ConfigMap or
// Secret, environment, probes, restarts with back-off, preStop hooks and grace
// periods, status and deletion, each as the pod spec says. Every pod has a loopback
// address of its own, so that equal ports don't collide.
//
// It leaves to others images (a program of this machine stands in for a container's)
// and isolation: resources, security contexts and networks are not enforced.
package kubelet

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// Config is what a Kubelet needs.
type Config struct {
	// Client reaches the API server as a cluster admin.
	Client kubernetes.Interface
	// Node is the name of the node that is made for the pods.
	Node string
	// Dir keeps the pods' volumes and logs.
	Dir string
	// Programs maps a container's command, or its image where it has no command, to a
	// program of this machine. What is not in it is looked up on PATH.
	Programs map[string]string
	// Subnet is the third octet of the pods' addresses 127.1.<Subnet>.y, so that two
	// sandboxes on one machine keep apart.
	Subnet int
	Log    *slog.Logger
}

// Kubelet runs pods. Make one with New, run it with Run.
type Kubelet struct {
	config    Config
	addresses *addresses
	pods      cache.SharedIndexInformer
	objects   objects

	mu      sync.Mutex
	workers map[types.UID]*worker
	running sync.WaitGroup
}

// New makes a Kubelet; nothing happens before Run.
func New(config Config) *Kubelet {
	factory := informers.NewSharedInformerFactory(config.Client, 0)
	return &Kubelet{
		config:    config,
		addresses: newAddresses(config.Subnet),
		pods:      factory.Core().V1().Pods().Informer(),
		objects: objects{
			configMaps: factory.Core().V1().ConfigMaps().Informer(),
			secrets:    factory.Core().V1().Secrets().Informer(),
		},
		workers: map[types.UID]*worker{},
	}
}

// Run runs pods until ctx ends, then ends their processes and returns.
func (k *Kubelet) Run(ctx context.Context) error {
	if err := k.register(ctx); err != nil {
		return err
	}
	if err := k.watch(ctx); err != nil {
		return err
	}
	var informers sync.WaitGroup
	for _, informer := range []cache.SharedIndexInformer{k.objects.configMaps, k.objects.secrets, k.pods} {
		informers.Go(func() { informer.RunWithContext(ctx) })
	}
	<-ctx.Done()
	informers.Wait()
	k.running.Wait()
	return nil
}

// LogFile is where a container's output goes.
func (k *Kubelet) LogFile(pod *corev1.Pod, container string) string {
	return filepath.Join(k.config.Dir, "logs", pod.Namespace+"_"+pod.Name+"_"+container+".log")
}

func (k *Kubelet) watch(ctx context.Context) error {
	_, err := k.pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(obj any) { k.podChanged(ctx, obj.(*corev1.Pod)) },
		UpdateFunc: func(_, obj any) { k.podChanged(ctx, obj.(*corev1.Pod)) },
		DeleteFunc: k.podGone,
	})
	if err != nil {
		return fmt.Errorf("watching pods: %w", err)
	}
	for _, informer := range []cache.SharedIndexInformer{k.objects.configMaps, k.objects.secrets} {
		_, err := informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { k.wakeAll() },
			UpdateFunc: func(_, _ any) { k.wakeAll() },
		})
		if err != nil {
			return fmt.Errorf("watching what pods mount: %w", err)
		}
	}
	return nil
}

// podChanged gives a pod its worker, or its worker the news.
func (k *Kubelet) podChanged(ctx context.Context, pod *corev1.Pod) {
	if finished(pod) || ctx.Err() != nil || (pod.Spec.NodeName != "" && pod.Spec.NodeName != k.config.Node) {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if w, ok := k.workers[pod.UID]; ok {
		w.update(pod)
		return
	}
	w := newWorker(k, pod)
	k.workers[pod.UID] = w
	k.running.Go(func() {
		w.run(ctx)
		k.mu.Lock()
		defer k.mu.Unlock()
		delete(k.workers, pod.UID)
	})
}

// podGone ends the worker of a pod that was deleted by force.
func (k *Kubelet) podGone(obj any) {
	pod, ok := obj.(*corev1.Pod)
	if !ok {
		if tombstone, isTombstone := obj.(cache.DeletedFinalStateUnknown); isTombstone {
			pod, ok = tombstone.Obj.(*corev1.Pod)
		}
	}
	if !ok {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if w, ok := k.workers[pod.UID]; ok {
		w.forget()
	}
}

func (k *Kubelet) wakeAll() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, w := range k.workers {
		w.wake()
	}
}

// bind schedules a pod: there is one node, so every pod fits it.
func (k *Kubelet) bind(ctx context.Context, pod *corev1.Pod) error {
	if pod.Spec.NodeName != "" {
		return nil
	}
	binding := &corev1.Binding{
		ObjectMeta: metav1.ObjectMeta{Name: pod.Name, Namespace: pod.Namespace, UID: pod.UID},
		Target:     corev1.ObjectReference{Kind: "Node", Name: k.config.Node},
	}
	if err := k.config.Client.CoreV1().Pods(pod.Namespace).Bind(ctx, binding, metav1.CreateOptions{}); err != nil {
		return fmt.Errorf("binding pod %s: %w", pod.Name, err)
	}
	return nil
}
