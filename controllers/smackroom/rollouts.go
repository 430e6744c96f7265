package smackroom

import (
	"sync"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/types"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// A rollout that takes longer than rolloutPatience gives its turn away: one room that
// cannot start must not keep all others on an old image for ever.
const (
	rolloutPatience = 10 * time.Minute
	rolloutQueue    = 5 * time.Second
)

// rollouts lets one room at a time move to a new image of the operator's own. Only the
// leader has it, in memory: after a restart it starts anew, and no rollout is lost.
type rollouts struct {
	mu     sync.Mutex
	holder types.UID
	since  time.Time
}

// image is what the room's pods should run: the wanted one if the room names it itself,
// runs it already or has the turn; else what runs, until its turn comes.
func (r *rollouts) image(room *v1alpha1.SmackRoom, live *appsv1.Deployment, wanted string, now time.Time) (string, error) {
	running := runningImage(live)
	if room.Spec.Template.Image != "" || running == "" {
		return wanted, nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case running == wanted:
		r.passOn(room.UID, live)
		return wanted, nil
	case r.holder == "" || r.holder == room.UID || now.Sub(r.since) > rolloutPatience:
		if r.holder != room.UID {
			r.holder, r.since = room.UID, now
		}
		return wanted, nil
	default:
		return running, &waiting{
			reason: v1alpha1.ReasonProgressing, message: "another room moves to the new image first", after: rolloutQueue,
		}
	}
}

// passOn ends the room's turn once its pods run the new image.
func (r *rollouts) passOn(uid types.UID, live *appsv1.Deployment) {
	done := live.Status.ObservedGeneration >= live.Generation &&
		live.Status.UpdatedReplicas == live.Status.Replicas &&
		live.Status.AvailableReplicas >= live.Status.UpdatedReplicas
	if r.holder == uid && done {
		r.holder = ""
	}
}

// forget ends the turn of a room that is gone.
func (r *rollouts) forget(uid types.UID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.holder == uid {
		r.holder = ""
	}
}

func runningImage(live *appsv1.Deployment) string {
	for _, c := range live.Spec.Template.Spec.Containers {
		if c.Name == resources.ContainerName {
			return c.Image
		}
	}
	return ""
}
