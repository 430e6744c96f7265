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

const (
	// retainPatience is how long a deleted room waits for a carrier that does not answer
	// before it goes without having cleared its number's webhooks.
	retainPatience = 10 * time.Minute
	// releaseWarning is how long a release may fail before the room says that it is held
	// up, and what the way out is; releaseRetry is how often it is tried from then on.
	releaseWarning = 2 * time.Minute
	releaseRetry   = time.Minute
	// doubtRecheck is how often a number is looked for that may have been bought.
	doubtRecheck = time.Minute
)

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
	return sidOf(room) != "" || mayHaveBought(room)
}

// sidOf is the room's number as the annotations tell it or, when someone lost them, the
// status.
func sidOf(room *v1alpha1.SmackRoom) string {
	if sid := room.Annotations[v1alpha1.PhoneNumberSIDAnnotation]; sid != "" {
		return sid
	}
	if p := room.Status.PhoneNumber; p != nil && p.Origin != v1alpha1.OriginExternal {
		return p.SID
	}
	return ""
}

// mayHaveBought says whether a purchase was asked for whose outcome is not on record.
func mayHaveBought(room *v1alpha1.SmackRoom) bool {
	return room.Annotations[v1alpha1.PurchaseAttemptsAnnotation] != ""
}

func releases(room *v1alpha1.SmackRoom) bool {
	return room.Spec.PhoneNumber.Purchase != nil && room.Spec.PhoneNumber.ReclaimPolicy == v1alpha1.ReclaimRelease
}

// unlessRetained decides whether trouble with the carrier holds a deleted room up. A
// number that stays in the account is no reason to wedge a namespace: what needs a person
// is told in an event, what may pass gets a while. A number to be released holds the
// room, and the condition names the way out.
func (r *Reconciler) unlessRetained(s *scope, err error) error {
	passing, since := !isStalled(err), r.Clock().Sub(s.room.DeletionTimestamp.Time)
	switch {
	case releases(s.room) && passing && since < releaseWarning:
		return err
	case releases(s.room) && passing:
		after, _ := followUp(err)
		return &waiting{reason: v1alpha1.ReasonReleaseBlocked, message: heldUp(s, err), after: max(after, releaseRetry)}
	case releases(s.room):
		return r.recheck(v1alpha1.ReasonReleaseBlocked, heldUp(s, err))
	case passing && since < retainPatience:
		return err
	}
	s.carrier = nil
	s.leftBehind = messageOf(err)
	return nil
}

// heldUp says why a number cannot be released, and what can be done about it.
func heldUp(s *scope, err error) string {
	number := "the number"
	if sid := sidOf(s.room); sid != "" {
		number += " " + sid
	}
	return fmt.Sprintf("%s cannot be released: %v; release it in the carrier's console, or let the room go without releasing it by the annotation %s=true",
		number, messageOf(err), v1alpha1.OrphanOnDeleteAnnotation)
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
	if s.room.Spec.PhoneNumber.Adopt != nil {
		return r.handBack(ctx, s)
	}
	joined := s.room.Annotations[v1alpha1.JoinedServiceAnnotation]
	retain := func(ctx context.Context, c numbers.Carrier, sid, token string) error {
		defer r.accounts.of(s).left(sid)
		return numbers.Retain(ctx, c, sid, token, joined)
	}
	return r.part(ctx, s, retain, false)
}

// handBack ends the adoption of a number, unless another room has adopted it since.
func (r *Reconciler) handBack(ctx context.Context, s *scope) error {
	for _, e164 := range numbersOf(s.room) {
		why, err := r.takenBy(ctx, s, e164)
		if why != "" || err != nil {
			s.leftBehind = why
			return err
		}
	}
	return r.restore(ctx, s)
}

// releaseNumber gives the number back, if that was asked for.
func (r *Reconciler) releaseNumber(ctx context.Context, s *scope) error {
	switch {
	case s.results[phaseCredentials] != nil:
		return blocked("the credentials")
	case s.carrier == nil || !releases(s.room):
		return nil
	}
	if err := r.part(ctx, s, numbers.Release, true); err != nil {
		return r.unlessRetained(s, r.carrierError(s, err))
	}
	return nil
}

// parting is what became of a number of a deleted room.
type parting struct {
	sid      string
	released bool
	// why says what kept the number from being touched; empty if nothing did.
	why string
}

// part does with each of the room's numbers what is to become of it, unless another room
// has it.
func (r *Reconciler) part(ctx context.Context, s *scope, do func(context.Context, numbers.Carrier, string, string) error, releasing bool) error {
	found, err := r.bought(ctx, s)
	if err != nil {
		return err
	}
	s.partings = nil
	for _, n := range found {
		why, e := r.takenBy(ctx, s, n.E164)
		if e == nil && why == "" {
			why, e = leaveAlone(do(ctx, s.carrier, n.SID, r.token(s.room)))
		}
		if e == nil {
			s.partings = append(s.partings, parting{sid: n.SID, released: releasing && why == "", why: why})
		}
		err = errors.Join(err, e)
	}
	return err
}

// takenBy says which other room has a number; empty if none has.
func (r *Reconciler) takenBy(ctx context.Context, s *scope, e164 string) (string, error) {
	if e164 == "" {
		return "", nil
	}
	err := r.claim(ctx, s.room, e164)
	if isStalled(err) {
		return messageOf(err), nil
	}
	return "", err
}

// bought are the room's numbers as the carrier knows them: the one on record, or, after a
// purchase whose end is not on record, those that bear its token.
func (r *Reconciler) bought(ctx context.Context, s *scope) ([]numbers.Number, error) {
	if sid := sidOf(s.room); sid != "" {
		n, err := numbers.Fetch(ctx, s.carrier, sid)
		if is[*numbers.LostError](err) {
			return []numbers.Number{{SID: sid}}, nil
		}
		return []numbers.Number{n}, err
	}
	found, err := s.carrier.NumbersNamed(ctx, r.token(s.room))
	if err != nil {
		return nil, fmt.Errorf("looking for the room's number: %w", err)
	}
	switch len(found) {
	case 0:
		return nil, r.doubt(s)
	case 1:
		// Without its token the number is not found again.
		return found, r.note(ctx, s, func(a map[string]string) { a[v1alpha1.PhoneNumberSIDAnnotation] = found[0].SID })
	}
	return found, nil
}

// doubt keeps a deleted room whose last purchase request may still be on its way: the
// number would stay in the account, and nobody would know whose it is.
func (r *Reconciler) doubt(s *scope) error {
	left := numbers.Grace - r.Clock().Sub(s.room.DeletionTimestamp.Time)
	if left <= 0 {
		return nil
	}
	return &waiting{
		reason:  v1alpha1.ReasonDeleting,
		message: "an earlier purchase request may still have succeeded; the room goes when that is ruled out",
		after:   min(left, doubtRecheck),
	}
}

// leaveAlone takes a number that someone else has renamed for theirs.
func leaveAlone(err error) (why string, failed error) {
	var notOurs *numbers.NotOurError
	if errors.As(err, &notOurs) {
		return notOurs.Error(), nil
	}
	return "", err
}

// done lets the room go, once nothing holds it.
func (r *Reconciler) done(ctx context.Context, s *scope) error {
	for _, name := range []phase{phaseCredentials, phaseCloseWebhook, phaseRelease} {
		if s.results[name] != nil {
			return nil
		}
	}
	// Told first: after the finalizer there is nobody left to tell it.
	r.farewell(s)
	before := s.room.DeepCopy()
	controllerutil.RemoveFinalizer(s.room, v1alpha1.Finalizer)
	patch := client.MergeFromWithOptions(before, client.MergeFromWithOptimisticLock{})
	if err := r.Client.Patch(ctx, s.room, patch, client.FieldOwner(v1alpha1.FieldOwner)); client.IgnoreNotFound(err) != nil {
		return fmt.Errorf("removing the finalizer: %w", err)
	}
	s.gone = true
	r.endTurn(s.room)
	r.volumes.forget(s.room.UID)
	r.observations.forget(s.room.UID)
	r.memories.forget(client.ObjectKeyFromObject(s.room))
	r.Metrics.forget(client.ObjectKeyFromObject(s.room))
	return nil
}

// farewell says what became of the money. A room that dies while it goes says it again.
func (r *Reconciler) farewell(s *scope) {
	for _, p := range s.partings {
		if p.released {
			r.Recorder.Eventf(s.room, nil, corev1.EventTypeNormal, v1alpha1.EventNumberReleased, "Release", "the number %s was given back", p.sid)
			continue
		}
		r.tellRetained(s, "the number "+p.sid+" stays in the account", p.why)
	}
	if len(s.partings) > 0 {
		return
	}
	why := s.leftBehind
	if s.room.OrphanOnDelete() {
		why = v1alpha1.OrphanOnDeleteAnnotation
	}
	switch sid := sidOf(s.room); {
	case sid != "":
		r.tellRetained(s, "the number "+sid+" stays in the account", why)
	case mayHaveBought(s.room) && why != "":
		r.tellRetained(s, "if a last request has bought "+s.room.Annotations[v1alpha1.PurchaseCandidateAnnotation]+", it stays in the account", why)
	}
}

// tellRetained tells of a number that costs money on; louder if it could not be cleared.
func (r *Reconciler) tellRetained(s *scope, what, why string) {
	kind := corev1.EventTypeNormal
	if why != "" {
		what += "; it was left as it is: " + why
		if !s.room.OrphanOnDelete() {
			kind = corev1.EventTypeWarning
		}
	}
	r.Recorder.Eventf(s.room, nil, kind, v1alpha1.EventNumberRetained, "Retain", "%s", what)
}
