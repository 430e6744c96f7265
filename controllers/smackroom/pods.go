package smackroom

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// +kubebuilder:rbac:groups="",resources=pods,verbs=get;list

const (
	// podPatience is how long pods may take to start before they are asked what is wrong:
	// those of a healthy room take less.
	podPatience = 5 * time.Second
	// podRecheck is how soon they are asked again. Nothing that the operator watches tells
	// of them.
	podRecheck = 15 * time.Second
)

// part is what is told of the pods of a part of the room: by which condition, and which
// fields of the spec mend them.
type part struct {
	app, condition           string
	image, memory, placement string
}

var (
	roomPart = part{
		app: resources.RoomApp, condition: v1alpha1.ConditionWorkloadAvailable,
		image:     "spec.template.image or spec.template.imagePullSecrets",
		memory:    "spec.template.resources.limits.memory",
		placement: "spec.template (resources, nodeSelector, tolerations, affinity)",
	}
	redisPart = part{
		app: resources.RedisApp, condition: v1alpha1.ConditionRedisReady,
		image:     "spec.redis.managed.image",
		memory:    "spec.redis.managed.resources.limits.memory",
		placement: "spec.redis.managed (resources, storage.className)",
	}
)

// explain adds to what is told of a part what its pods say themselves. They are read live,
// and only while they are late, so that the operator keeps no pods in memory.
func (r *Reconciler) explain(ctx context.Context, room *v1alpha1.SmackRoom, p part, state error) error {
	switch reasonOf(state) {
	case v1alpha1.ReasonPodsStarting, v1alpha1.ReasonRedisStarting, v1alpha1.ReasonRolloutStuck:
	default:
		return state
	}
	if rest := patienceLeft(room, p.condition, r.Clock()); rest > 0 {
		return addWords(state, "", rest)
	}
	pods := &corev1.PodList{}
	err := r.APIReader.List(ctx, pods, client.InNamespace(room.Namespace), client.MatchingLabels(resources.Selector(room, p.app)))
	if err != nil {
		// The state is told without their words; an operator with rights of before has no others.
		ctrl.LoggerFrom(ctx).Info("cannot ask pods what is wrong", "error", err.Error())
	}
	return addWords(state, podTrouble(pods.Items, p, r.Clock()), wait.Jitter(podRecheck, jitter))
}

// patienceLeft is how long a part that just became unavailable is left alone.
func patienceLeft(room *v1alpha1.SmackRoom, condition string, now time.Time) time.Duration {
	was := meta.FindStatusCondition(room.Status.Conditions, condition)
	switch {
	case was == nil || was.Status == metav1.ConditionUnknown:
		return podPatience
	case was.Status == metav1.ConditionTrue && was.Reason == v1alpha1.ReasonReady:
		return podPatience
	}
	return podPatience - now.Sub(was.LastTransitionTime.Time)
}

// addWords makes a state say more, and be looked at again after at most that time.
func addWords(state error, words string, after time.Duration) error {
	if words != "" {
		words = "; " + words
	}
	if s := asStalled(state); s != nil {
		more := *s
		more.message, more.recheck = s.message+words, sooner(s.recheck, after)
		return &more
	}
	w := &waiting{reason: reasonOf(state), message: messageOf(state) + words, after: after}
	if was, is := state.(*waiting); is { //nolint:errorlint // made by this package, never wrapped
		w.after = sooner(was.after, after)
	}
	return w
}
