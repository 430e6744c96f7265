package smackroom

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// +kubebuilder:rbac:groups="",resources=persistentvolumeclaims,verbs=get;patch

const (
	// volumeRecheck is how soon a growing volume is looked at again.
	volumeRecheck = 15 * time.Second
	// onlinePatience is how long a node has to make a file system larger while Redis runs;
	// where it cannot, the server is restarted once.
	onlinePatience = 5 * time.Minute
)

// volumes remember which volumes have the size that was asked for, so that claims, which
// are not watched, are looked at only while there is something to do.
type volumes struct {
	mu    sync.Mutex
	grown map[types.UID]string
}

func (v *volumes) has(uid types.UID, size resource.Quantity) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.grown[uid] == size.String()
}

func (v *volumes) see(uid types.UID, size resource.Quantity) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.grown == nil {
		v.grown = map[types.UID]string{}
	}
	v.grown[uid] = size.String()
}

func (v *volumes) forget(uid types.UID) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.grown, uid)
}

// volume makes the managed Redis's volume as large as the spec wants it. What a
// StatefulSet says of its volumes cannot change: the claim itself does. restart is what
// the server is restarted by, so that its node makes the file system larger.
func (r *Reconciler) volume(ctx context.Context, s *scope) (restart string, err error) {
	restart = resources.RedisRestart(s.statefulSet)
	size, made := resources.RedisVolumeSize(s.room.ManagedRedis()), resources.RedisClaim(s.statefulSet)
	if made != nil && size.Cmp(*made) <= 0 || r.volumes.has(s.room.UID, size) {
		return restart, nil
	}
	claim := &corev1.PersistentVolumeClaim{}
	err = r.APIReader.Get(ctx, client.ObjectKey{Namespace: s.room.Namespace, Name: resources.RedisClaimName(s.room)}, claim)
	if apierrors.IsNotFound(err) {
		return restart, nil // the StatefulSet makes it, as large as it should be or as it was
	}
	if err != nil {
		return restart, fmt.Errorf("reading the PersistentVolumeClaim: %w", err)
	}
	if claim.Spec.Resources.Requests.Storage().Cmp(size) < 0 {
		if err := r.enlarge(ctx, s.room, claim, size); err != nil {
			return restart, err
		}
	}
	switch growth(claim, size, r.Clock()) {
	case grown:
		r.volumes.see(s.room.UID, size)
		return restart, nil
	case needsRestart:
		restart = "volume of " + size.String()
	}
	s.putAside(phaseRedis, &waiting{
		reason:  v1alpha1.ReasonVolumeGrowing,
		message: "the volume of the managed Redis grows to " + size.String(),
		after:   volumeRecheck,
	})
	return restart, nil
}

// enlarge asks for more, and leaves in claim what came of it.
func (r *Reconciler) enlarge(ctx context.Context, room *v1alpha1.SmackRoom, claim *corev1.PersistentVolumeClaim, size resource.Quantity) error {
	was := claim.Spec.Resources.Requests.Storage().String()
	err := r.apply(ctx, claim, resources.RedisLargerClaim(room, size))
	if apierrors.IsForbidden(err) || apierrors.IsInvalid(err) {
		return r.recheck(v1alpha1.ReasonVolumeNotExpandable, fmt.Sprintf(
			"the PersistentVolumeClaim %s cannot grow to %s: %s. Set allowVolumeExpansion on its StorageClass, or take spec.redis.managed.storage.size back to %s",
			resources.RedisClaimName(room), size.String(), refusal(err), was))
	}
	if err != nil {
		return fmt.Errorf("enlarging the PersistentVolumeClaim: %w", err)
	}
	return nil
}

type growing int

const (
	grown growing = iota
	underGrowth
	needsRestart
)

// growth is how far a claim is on its way to a size.
func growth(claim *corev1.PersistentVolumeClaim, size resource.Quantity, now time.Time) growing {
	if claim.Status.Capacity.Storage().Cmp(size) >= 0 {
		return grown
	}
	for _, c := range claim.Status.Conditions {
		if c.Type == corev1.PersistentVolumeClaimFileSystemResizePending && c.Status == corev1.ConditionTrue &&
			now.Sub(c.LastTransitionTime.Time) > onlinePatience {
			return needsRestart
		}
	}
	return underGrowth
}
