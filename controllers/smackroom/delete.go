package smackroom

import (
	"context"
	"errors"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/controller/controllerutil"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// retainPatience is how long a deleted room waits for a carrier that does not answer
// before it goes without having cleared its number's webhooks.
const retainPatience = 10 * time.Minute

// lastCredentials opens the carrier account once more, if there is anything to say to it.
func (r *Reconciler) lastCredentials(ctx context.Context, s *scope) error {
	if !touchesCarrier(s.room) {
		return nil
	}
	if err := r.openCarrier(ctx, s); err != nil {
		return r.unlessRetained(s, err)
	}
	return nil
}

// touchesCarrier says whether the end of the room concerns the carrier.
func touchesCarrier(room *v1alpha1.SmackRoom) bool {
	if room.OrphanOnDelete() || room.Spec.PhoneNumber.External != nil {
		return false
	}
	return room.Annotations[v1alpha1.PhoneNumberSIDAnnotation] != "" || room.Annotations[v1alpha1.PurchaseAttemptsAnnotation] != ""
}

func releases(room *v1alpha1.SmackRoom) bool {
	return room.Spec.PhoneNumber.Purchase != nil && room.Spec.PhoneNumber.ReclaimPolicy == v1alpha1.ReclaimRelease
}

// unlessRetained decides whether trouble with the carrier holds a deleted room up. A
// number that stays in the account is no reason to wedge a namespace: what needs a person
// is told in an event, what may pass gets a while. A number to be released holds the
// room, and the condition names the way out.
func (r *Reconciler) unlessRetained(s *scope, err error) error {
	passing := !isStalled(err)
	switch {
	case releases(s.room) && passing:
		return err
	case releases(s.room):
		return r.recheck(v1alpha1.ReasonReleaseBlocked, fmt.Sprintf(
			"the number cannot be released: %v; or let the room go without releasing it by the annotation %s=true",
			messageOf(err), v1alpha1.OrphanOnDeleteAnnotation))
	case passing && r.Clock().Sub(s.room.DeletionTimestamp.Time) < retainPatience:
		return err
	}
	s.carrier = nil
	s.leftBehind = messageOf(err)
	return nil
}

// closeWebhook takes the room's address off a number that stays.
func (r *Reconciler) closeWebhook(ctx context.Context, s *scope) error {
	switch {
	case s.results[phaseCredentials] != nil:
		return blocked("the credentials")
	case s.carrier == nil || releases(s.room):
		return nil
	}
	if err := r.letGo(ctx, s); err != nil {
		return r.unlessRetained(s, r.carrierError(s, err))
	}
	return nil
}

func (r *Reconciler) letGo(ctx context.Context, s *scope) error {
	if err := r.yield(ctx, s); err != nil || s.leftBehind != "" {
		return err
	}
	if s.room.Spec.PhoneNumber.Adopt != nil {
		return r.restore(ctx, s)
	}
	sids, err := r.bought(ctx, s)
	for _, sid := range sids {
		err = errors.Join(err, leaveAlone(s, numbers.Retain(ctx, s.carrier, sid, r.token(s.room), s.room.Annotations[v1alpha1.JoinedServiceAnnotation])))
		r.accounts.of(s).left(sid)
	}
	s.sids = sids
	return err
}

// releaseNumber gives the number back, if that was asked for.
func (r *Reconciler) releaseNumber(ctx context.Context, s *scope) error {
	switch {
	case s.results[phaseCredentials] != nil:
		return blocked("the credentials")
	case s.carrier == nil || !releases(s.room):
		return nil
	}
	if err := r.giveUp(ctx, s); err != nil {
		return r.unlessRetained(s, r.carrierError(s, err))
	}
	return nil
}

func (r *Reconciler) giveUp(ctx context.Context, s *scope) error {
	if err := r.yield(ctx, s); err != nil || s.leftBehind != "" {
		return err
	}
	sids, err := r.bought(ctx, s)
	for _, sid := range sids {
		released := leaveAlone(s, numbers.Release(ctx, s.carrier, sid, r.token(s.room)))
		err = errors.Join(err, released)
		if released == nil && s.leftBehind == "" {
			s.released = append(s.released, sid)
		}
	}
	return err
}

// yield leaves a number alone that another room has.
func (r *Reconciler) yield(ctx context.Context, s *scope) error {
	p := s.room.Status.PhoneNumber
	if p == nil {
		return nil
	}
	err := r.claim(ctx, s.room, p.E164)
	if isStalled(err) {
		s.leftBehind = messageOf(err)
		return nil
	}
	return err
}

// bought are the room's numbers: the one on record, or, after a purchase whose end is
// not on record, those that bear its token.
func (r *Reconciler) bought(ctx context.Context, s *scope) ([]string, error) {
	if sid := s.room.Annotations[v1alpha1.PhoneNumberSIDAnnotation]; sid != "" {
		return []string{sid}, nil
	}
	found, err := s.carrier.NumbersNamed(ctx, r.token(s.room))
	if err != nil {
		return nil, fmt.Errorf("looking for the room's number: %w", err)
	}
	sids := make([]string, 0, len(found))
	for _, n := range found {
		sids = append(sids, n.SID)
	}
	return sids, nil
}

// leaveAlone takes a number that someone else has renamed for theirs.
func leaveAlone(s *scope, err error) error {
	var notOurs *numbers.NotOurError
	if errors.As(err, &notOurs) {
		s.leftBehind = notOurs.Error()
		return nil
	}
	return err
}

// done lets the room go, once nothing holds it.
func (r *Reconciler) done(ctx context.Context, s *scope) error {
	for _, name := range []phase{phaseCredentials, phaseCloseWebhook, phaseRelease} {
		if s.results[name] != nil {
			return nil
		}
	}
	before := s.room.DeepCopy()
	controllerutil.RemoveFinalizer(s.room, v1alpha1.Finalizer)
	patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Patch(ctx, s.room, patch, client.FieldOwner(v1alpha1.FieldOwner)); client.IgnoreNotFound(err) != nil {
		return fmt.Errorf("removing the finalizer: %w", err)
	}
	s.gone = true
	r.farewell(s)
	r.rollouts.forget(s.room.UID)
	r.observations.forget(s.room.UID)
	r.Metrics.forget(client.ObjectKeyFromObject(s.room))
	return nil
}

// farewell says what became of the money.
func (r *Reconciler) farewell(s *scope) {
	for _, sid := range s.released {
		r.Recorder.Eventf(s.room, nil, corev1.EventTypeNormal, v1alpha1.EventNumberReleased, "Release", "the number %s was given back", sid)
	}
	if len(s.released) > 0 || !keepsNumber(s) {
		return
	}
	kind, why := corev1.EventTypeNormal, ""
	if s.leftBehind != "" {
		kind, why = corev1.EventTypeWarning, "; it was left as it is: "+s.leftBehind
	}
	if s.room.OrphanOnDelete() {
		why = "; it was left as it is: " + v1alpha1.OrphanOnDeleteAnnotation
	}
	r.Recorder.Eventf(s.room, nil, kind, v1alpha1.EventNumberRetained, "Retain",
		"the number %s stays in the account%s", s.room.Annotations[v1alpha1.PhoneNumberSIDAnnotation], why)
}

// keepsNumber says whether a number of the account stays behind.
func keepsNumber(s *scope) bool {
	return s.room.Annotations[v1alpha1.PhoneNumberSIDAnnotation] != "" || len(s.sids) > 0
}
