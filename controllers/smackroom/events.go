package smackroom

import (
	"unicode/utf8"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

// +kubebuilder:rbac:groups=events.k8s.io,resources=events,verbs=create;patch

// announce tells of transitions, each once: an event for every condition whose status or
// reason changed, with the condition's reason.
func (r *Reconciler) announce(before, after *v1alpha1.SmackRoom) {
	for _, c := range transitions(before.Status.Conditions, after.Status.Conditions) {
		r.Recorder.Eventf(after, nil, severity(c), c.Reason, "Reconcile", "%s", note(c.Type+": "+c.Message))
	}
	if rotated(before.Status.Redis, after.Status.Redis) {
		r.Recorder.Eventf(after, nil, corev1.EventTypeNormal, v1alpha1.EventRedisPasswordRotated, "Rotate",
			"the managed Redis accepts its new password alone")
	}
}

// noteLimit is how many bytes of a note the API server takes; an event with a longer one is
// lost (https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/).
const noteLimit = 1024

// note cuts what is too long, between two characters.
func note(text string) string {
	if len(text) <= noteLimit {
		return text
	}
	const more = " …"
	end := noteLimit - len(more)
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + more
}

// rotated says whether a change of the managed Redis's password came to its end.
func rotated(before, after *v1alpha1.RedisStatus) bool {
	return before != nil && after != nil && after.PasswordRotation != before.PasswordRotation
}

// transitions are the conditions that an event is worth. Reconciling and Stalled repeat
// what Ready says; what merely waits for something earlier is no news.
func transitions(before, after []metav1.Condition) []metav1.Condition {
	var out []metav1.Condition
	ready := meta.FindStatusCondition(after, v1alpha1.ConditionReady)
	for _, c := range after {
		if repeats(c, ready) || c.Reason == v1alpha1.ReasonWaiting {
			continue
		}
		was := meta.FindStatusCondition(before, c.Type)
		if was == nil && c.Type != v1alpha1.ConditionReady && c.Status == metav1.ConditionTrue && c.Type != v1alpha1.ConditionPaused {
			continue
		}
		if was == nil || was.Status != c.Status || was.Reason != c.Reason {
			out = append(out, c)
		}
	}
	return out
}

// repeats says whether a condition tells what Ready tells.
func repeats(c metav1.Condition, ready *metav1.Condition) bool {
	switch c.Type {
	case v1alpha1.ConditionReady:
		return false
	case v1alpha1.ConditionReconciling, v1alpha1.ConditionStalled:
		return true
	}
	return ready != nil && ready.Status == metav1.ConditionFalse && ready.Reason == c.Reason
}

// progressReasons are those of a room that is coming up as it should.
var progressReasons = map[string]bool{
	v1alpha1.ReasonProgressing: true, v1alpha1.ReasonPodsStarting: true, v1alpha1.ReasonRedisStarting: true,
	v1alpha1.ReasonPurchasing: true, v1alpha1.ReasonScaledToZero: true, v1alpha1.ReasonDeleting: true,
	v1alpha1.ReasonPaused: true, v1alpha1.ReasonCampaignPending: true, v1alpha1.ReasonVerificationPending: true,
}

func severity(c metav1.Condition) string {
	if c.Status == metav1.ConditionFalse && !progressReasons[c.Reason] {
		return corev1.EventTypeWarning
	}
	return corev1.EventTypeNormal
}

func isTrue(room *v1alpha1.SmackRoom, kind string) bool {
	return meta.IsStatusConditionTrue(room.Status.Conditions, kind)
}
