package smackroom

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// Everything in this file decides what is told of pods, from values to values. It must not
// change while the trouble is the same: counts and times of retries are left to kubectl.

// How much trouble tells: that of a program which ended tells more than that of one which
// never ran.
const (
	merelyNotReady = iota + 1
	withoutNode
	withoutStart
	withoutImage
	ended
)

// ailment is what keeps one pod from serving.
type ailment struct {
	gravity int
	pod     string
	what    string
}

// podTrouble is the trouble that tells most, of the pod that comes first; empty if all pods
// serve or merely start.
func podTrouble(pods []corev1.Pod, p part, now time.Time) string {
	worst := ailment{}
	for i := range pods {
		a := ailmentOf(&pods[i], p, now)
		if a.gravity > worst.gravity || a.gravity > 0 && a.gravity == worst.gravity && a.pod < worst.pod {
			worst = a
		}
	}
	if worst.gravity == 0 {
		return ""
	}
	return fmt.Sprintf("pod %s %s", worst.pod, worst.what)
}

// ailmentOf is the worst of a pod; pods that end or that serve have none.
func ailmentOf(pod *corev1.Pod, p part, now time.Time) ailment {
	a := ailment{pod: pod.Name}
	over := pod.Status.Phase == corev1.PodFailed || pod.Status.Phase == corev1.PodSucceeded
	if !pod.DeletionTimestamp.IsZero() || over || podCondition(pod, corev1.PodReady).Status == corev1.ConditionTrue {
		return a
	}
	if c := podCondition(pod, corev1.PodScheduled); c.Status == corev1.ConditionFalse && c.Reason == corev1.PodReasonUnschedulable {
		reason, _, _ := strings.Cut(c.Message, " preemption:")
		a.gravity, a.what = withoutNode, "fits on no node: "+brief(reason)+": correct "+p.placement+", or add nodes"
	}
	for _, status := range slices.Concat(pod.Status.InitContainerStatuses, pod.Status.ContainerStatuses) {
		if gravity, what := containerTrouble(pod.Name, status, p, now); gravity > a.gravity {
			a.gravity, a.what = gravity, what
		}
	}
	return a
}

func podCondition(pod *corev1.Pod, kind corev1.PodConditionType) corev1.PodCondition {
	for _, c := range pod.Status.Conditions {
		if c.Type == kind {
			return c
		}
	}
	return corev1.PodCondition{}
}

// withoutImageReasons are what a kubelet calls an image that it does not have
// (https://kubernetes.io/docs/concepts/containers/images/).
var withoutImageReasons = []string{
	"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError",
	"RegistryUnavailable", "SignatureValidationFailed",
}

// withoutStartReasons are what it calls a container that it cannot start.
var withoutStartReasons = []string{"CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PreStartHookError"}

// crashLoop is after how long a program that runs again is no more suspected of what ended
// it before.
const crashLoop = time.Minute

func containerTrouble(pod string, status corev1.ContainerStatus, p part, now time.Time) (gravity int, what string) {
	waiting := cmp.Or(status.State.Waiting, &corev1.ContainerStateWaiting{})
	last := cmp.Or(status.State.Terminated, status.LastTerminationState.Terminated)
	running := status.State.Running
	switch {
	case status.Ready:
		return 0, ""
	case slices.Contains(withoutImageReasons, waiting.Reason):
		return withoutImage, "has no image " + status.Image + pullError(waiting) + ": correct " + p.image
	case slices.Contains(withoutStartReasons, waiting.Reason):
		return withoutStart, "cannot be started: " + brief(waiting.Message) + ": see kubectl describe pod " + pod
	case running != nil && (last == nil || now.Sub(running.StartedAt.Time) > crashLoop):
		return merelyNotReady, "runs and is not ready: see kubectl logs " + pod + " for what it waits for, mostly its Redis"
	case last != nil:
		return ended, lastWords(pod, last, p)
	}
	return 0, ""
}

// pullError is what the registry said, which a kubelet repeats behind its own words while it
// waits to try again.
func pullError(waiting *corev1.ContainerStateWaiting) string {
	message := waiting.Message
	if _, said, found := strings.Cut(message, "ErrImagePull: "); found {
		message = said
	}
	if message == "" || strings.HasPrefix(message, "Back-off pulling") {
		return ""
	}
	return " (" + brief(message) + ")"
}

// logPrefix is what a Redis puts before each line: who, when, how loud.
var logPrefix = regexp.MustCompile(`^\d+:[A-Z] .*?\d\d:\d\d:\d\d[.\d]* [.*#-] `)

// lastWords is how a program came to its end.
func lastWords(pod string, end *corev1.ContainerStateTerminated, p part) string {
	if end.Reason == "OOMKilled" {
		return "was killed because it took more memory than it may: raise " + p.memory
	}
	said := strings.TrimSpace(end.Message)
	if p == redisPart {
		// There it is the end of the log.
		lines := strings.Split(said, "\n")
		said = logPrefix.ReplaceAllString(strings.TrimSpace(lines[len(lines)-1]), "")
	}
	if said != "" {
		said = ": " + brief(said)
	}
	return fmt.Sprintf("ended with exit code %d%s: see kubectl logs --previous %s", end.ExitCode, said, pod)
}

// maxWords leaves room for the words of others in an event's note.
const maxWords = 400

// brief is a message in one line, and not too long.
func brief(message string) string {
	words := []rune(strings.Join(strings.Fields(message), " "))
	if len(words) > maxWords {
		words = append(words[:maxWords-2], ' ', '…')
	}
	return strings.TrimRight(string(words), ".:")
}
