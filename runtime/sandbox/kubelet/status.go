package kubelet

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func waitingState(reason, message string) corev1.ContainerState {
	return corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}
}

func terminatedState(code int, reason, message string, began time.Time) corev1.ContainerState {
	return corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{
		ExitCode: int32(code), Reason: reason, Message: message,
		StartedAt: metav1.NewTime(began), FinishedAt: metav1.Now(),
	}}
}

func finished(pod *corev1.Pod) bool {
	return (pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed) && pod.DeletionTimestamp == nil
}

// status is the container's, as the API shows it.
func (c *container) status() corev1.ContainerStatus {
	c.mu.Lock()
	defer c.mu.Unlock()
	started := c.started
	return corev1.ContainerStatus{
		Name: c.spec.Name, Image: c.spec.Image, ImageID: "process://" + c.spec.Image,
		State: c.state, LastTerminationState: c.last,
		Ready: c.ready, Started: &started, RestartCount: c.restarts,
	}
}

// status is the pod's, as it is now.
func (w *worker) status() corev1.PodStatus {
	w.mu.Lock()
	defer w.mu.Unlock()
	status := corev1.PodStatus{
		HostIP: hostIP, HostIPs: []corev1.HostIP{{IP: hostIP}},
		PodIP: w.podIP, PodIPs: []corev1.PodIP{{IP: w.podIP}},
		StartTime: &metav1.Time{Time: w.pod.CreationTimestamp.Time},
	}
	for _, c := range w.inits {
		status.InitContainerStatuses = append(status.InitContainerStatuses, c.status())
	}
	for _, c := range w.containers {
		status.ContainerStatuses = append(status.ContainerStatuses, c.status())
	}
	if len(w.containers) == 0 {
		status.ContainerStatuses = notStarted(w.pod, w.waiting)
	}
	status.Phase = phase(w.pod, status.ContainerStatuses)
	status.Conditions = conditions(w.pod, status, len(w.containers) > 0)
	return status
}

func notStarted(pod *corev1.Pod, waiting string) []corev1.ContainerStatus {
	statuses := make([]corev1.ContainerStatus, 0, len(pod.Spec.Containers))
	for _, c := range pod.Spec.Containers {
		statuses = append(statuses, corev1.ContainerStatus{
			Name: c.Name, Image: c.Image, State: waitingState("ContainerCreating", waiting),
		})
	}
	return statuses
}

// phase follows the API's own words: Running once a container runs or will run
// again, Succeeded or Failed when all have ended for good.
func phase(pod *corev1.Pod, containers []corev1.ContainerStatus) corev1.PodPhase {
	waiting, ended, failed := 0, 0, 0
	for _, c := range containers {
		switch {
		case c.State.Terminated != nil:
			ended++
			if c.State.Terminated.ExitCode != 0 {
				failed++
			}
		case c.State.Waiting != nil && c.State.Waiting.Reason == "ContainerCreating":
			waiting++
		}
	}
	over := pod.DeletionTimestamp != nil || pod.Spec.RestartPolicy != corev1.RestartPolicyAlways
	switch {
	case waiting > 0:
		return corev1.PodPending
	case ended < len(containers) || !over:
		return corev1.PodRunning
	case failed > 0:
		return corev1.PodFailed
	default:
		return corev1.PodSucceeded
	}
}

// conditions are the pod's; a transition keeps its time as long as it lasts.
func conditions(pod *corev1.Pod, status corev1.PodStatus, initialized bool) []corev1.PodCondition {
	ready := len(status.ContainerStatuses) > 0
	for _, c := range status.ContainerStatuses {
		ready = ready && c.Ready
	}
	list := []corev1.PodCondition{
		{Type: corev1.PodScheduled, Status: corev1.ConditionTrue},
		{Type: corev1.PodInitialized, Status: truth(initialized)},
		{Type: corev1.ContainersReady, Status: truth(ready)},
		{Type: corev1.PodReady, Status: truth(ready && pod.DeletionTimestamp == nil)},
	}
	for i := range list {
		if !ready && i >= 2 {
			list[i].Reason = "ContainersNotReady"
		}
		list[i].LastTransitionTime = since(pod.Status.Conditions, list[i])
	}
	return list
}

func since(known []corev1.PodCondition, now corev1.PodCondition) metav1.Time {
	for _, c := range known {
		if c.Type == now.Type && c.Status == now.Status {
			return c.LastTransitionTime
		}
	}
	return metav1.Now()
}

func truth(value bool) corev1.ConditionStatus {
	if value {
		return corev1.ConditionTrue
	}
	return corev1.ConditionFalse
}

// report writes the pod's status when it differs from what was last written.
func (w *worker) report(ctx context.Context) {
	pod, forgotten := w.latest()
	if forgotten {
		return
	}
	status := w.status()
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"uid": pod.UID}, "status": status})
	if err != nil {
		w.logger.Error("status not encoded", "error", err)
		return
	}
	stable := fingerprint(status)
	if bytes.Equal(stable, w.reported) {
		return
	}
	_, err = w.k.config.Client.CoreV1().Pods(pod.Namespace).Patch(
		ctx, pod.Name, types.StrategicMergePatchType, patch, metav1.PatchOptions{}, "status")
	switch {
	case err == nil:
		w.reported = stable
	case apierrors.IsNotFound(err), apierrors.IsConflict(err), ctx.Err() != nil:
	default:
		w.logger.Warn("status not written", "error", err)
	}
}

// fingerprint is a status without the times that change by looking at the clock.
func fingerprint(status corev1.PodStatus) []byte {
	conditions := append([]corev1.PodCondition{}, status.Conditions...)
	for i := range conditions {
		conditions[i].LastTransitionTime = metav1.Time{}
	}
	status.Conditions = conditions
	encoded, _ := json.Marshal(status)
	return encoded
}

// release deletes the pod for good: its processes are gone.
func (w *worker) release(ctx context.Context, pod *corev1.Pod) {
	options := metav1.DeleteOptions{
		GracePeriodSeconds: new(int64),
		Preconditions:      &metav1.Preconditions{UID: &pod.UID},
	}
	err := w.k.config.Client.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, options)
	if err != nil && !apierrors.IsNotFound(err) && !apierrors.IsConflict(err) && ctx.Err() == nil {
		w.logger.Error("pod not deleted", "error", err)
	}
}
