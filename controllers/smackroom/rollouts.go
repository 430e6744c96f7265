package smackroom

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// rolloutPatience is how long the others wait for one room: one that cannot start must
// not keep all others on an old image for ever.
const rolloutPatience = 10 * time.Minute

// rollouts lets one room at a time move to an image that a new operator brings, so that a
// bad one is noticed at the first. Who is on the way is seen by the objects themselves,
// also after a restart; remembered is only since when, and what they do not show yet.
type rollouts struct {
	mu sync.Mutex
	// since is when a room got the turn, or was first seen on its way.
	since map[types.UID]time.Time
	// waiting are the rooms whose turn has not come.
	waiting map[types.UID]types.NamespacedName
}

// turn gives the room the turn, or says how long to wait at most. The rooms on their way
// are looked at under the lock: whoever is done after that finds this room waiting.
func (r *rollouts) turn(room *v1alpha1.SmackRoom, moving func() ([]types.UID, error), now time.Time) (time.Duration, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.since == nil {
		r.since, r.waiting = map[types.UID]time.Time{}, map[types.UID]types.NamespacedName{}
	}
	seen, err := moving()
	if err != nil {
		return 0, err
	}
	for _, uid := range seen {
		if _, known := r.since[uid]; !known {
			r.since[uid] = now
		}
	}
	if rest := r.rest(room.UID, now); rest > 0 {
		r.waiting[room.UID] = client.ObjectKeyFromObject(room)
		return rest, nil
	}
	delete(r.waiting, room.UID)
	if r.rest("", now) == 0 {
		r.since[room.UID] = now
	}
	return 0, nil
}

// rest is how long patience lasts with those on their way, but for one; zero if nobody is.
func (r *rollouts) rest(but types.UID, now time.Time) time.Duration {
	rest := time.Duration(0)
	for uid, since := range r.since {
		if uid != but {
			rest = max(rest, rolloutPatience-now.Sub(since))
		}
	}
	return rest
}

// done ends the turn of a room that is where it should be, or gone, and names the room
// that should look again.
func (r *rollouts) done(uid types.UID, now time.Time) (next types.NamespacedName, found bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.since, uid)
	delete(r.waiting, uid)
	if r.rest("", now) > 0 {
		return next, false
	}
	for _, key := range r.waiting {
		if !found || strings.Compare(key.String(), next.String()) < 0 {
			next, found = key, true
		}
	}
	return next, found
}

// endTurn wakes the next room. A full channel is no loss: those who wait look again by
// themselves.
func (r *Reconciler) endTurn(room *v1alpha1.SmackRoom) {
	next, found := r.rollouts.done(room.UID, r.Clock())
	if !found {
		return
	}
	object := &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Namespace: next.Namespace, Name: next.Name}}
	select {
	case r.turns <- event.GenericEvent{Object: object}:
	default:
	}
}

// imageInTurn is the image that a part of the room should run: the wanted one if the spec
// names it, if it runs already, or if the room has the turn; else the one that runs.
func (r *Reconciler) imageInTurn(ctx context.Context, s *scope, of phase, named bool, running, wanted string) (string, error) {
	if named || running == "" || running == wanted {
		return wanted, nil
	}
	rest, err := r.rollouts.turn(s.room, func() ([]types.UID, error) { return r.moving(ctx) }, r.Clock())
	if err != nil {
		return "", err
	}
	if rest == 0 {
		return wanted, nil
	}
	s.putAside(of, &waiting{
		reason:  v1alpha1.ReasonWaitingForTurn,
		message: "runs the image of the former operator, until its turn comes: rooms move to the new one after one another",
		after:   wait.Jitter(rest, jitter),
	})
	return running, nil
}

// waitsForTurn says whether a part of the room runs a former image.
func (s *scope) waitsForTurn() bool {
	for _, err := range s.aside {
		if reasonOf(err) == v1alpha1.ReasonWaitingForTurn {
			return true
		}
	}
	return false
}

// moving are the rooms of which a part was given the operator's image and is not up yet.
func (r *Reconciler) moving(ctx context.Context) ([]types.UID, error) {
	deployments, sets := &appsv1.DeploymentList{}, &appsv1.StatefulSetList{}
	for _, list := range []client.ObjectList{deployments, sets} {
		if err := r.Client.List(ctx, list, client.UnsafeDisableDeepCopy); err != nil {
			return nil, fmt.Errorf("listing what rolls: %w", err)
		}
	}
	var all []types.UID
	add := func(o metav1.Object) {
		if owner := metav1.GetControllerOf(o); owner != nil {
			all = append(all, owner.UID)
		}
	}
	for i := range deployments.Items {
		d := &deployments.Items[i]
		if running(d.Spec.Template, resources.ContainerName) == r.Options.RoomImage && !resources.Rolled(d) {
			add(d)
		}
	}
	for i := range sets.Items {
		s := &sets.Items[i]
		if running(s.Spec.Template, resources.RedisContainerName) == r.Options.redisImage() && redisState(s) != nil {
			add(s)
		}
	}
	return all, nil
}

// running is the image of a container; empty if there is no such container.
func running(pod corev1.PodTemplateSpec, container string) string {
	for _, c := range pod.Spec.Containers {
		if c.Name == container {
			return c.Image
		}
	}
	return ""
}
