package smackroom

import (
	"context"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/api/equality"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
	"github.com/smackdev/smack/runtime/carrier"
)

// settle ends a reconcile: one status, one patch if it differs, events for what changed,
// and what follows.
func (r *Reconciler) settle(ctx context.Context, s *scope) (ctrl.Result, error) {
	errs := s.errors()
	if s.gone {
		return decide(errs, 0)
	}
	if err := r.publish(ctx, s, statusOf(s, r.now())); err != nil {
		errs = append(errs, err)
	}
	return decide(append(errs, s.asides()...), r.idle())
}

// settlePaused says that the operator is held back, and nothing more: what it said of
// the room before stays.
func (r *Reconciler) settlePaused(ctx context.Context, s *scope) (ctrl.Result, error) {
	if err := r.publish(ctx, s, pausedStatus(s, r.now())); err != nil {
		return quiet(err)
	}
	return ctrl.Result{}, nil
}

func (r *Reconciler) now() metav1.Time { return metav1.NewTime(r.Clock()) }

// publish writes a status unless it is there already.
func (r *Reconciler) publish(ctx context.Context, s *scope, status v1alpha1.SmackRoomStatus) error {
	r.Metrics.room(s.room, status)
	if equality.Semantic.DeepEqual(s.room.Status, status) {
		r.countReady(s)
		return nil
	}
	before := s.room.DeepCopy()
	r.tellPurchase(before, status)
	s.room.Status = status
	err := r.Client.Status().Patch(ctx, s.room, client.MergeFrom(before), client.FieldOwner(v1alpha1.FieldOwner))
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("writing the status: %w", err)
	}
	r.announce(before, s.room)
	r.countReady(s)
	s.memory.told.wrote(s.room)
	return nil
}

// countReady counts how long it took until the room was ready for the first time. Also when
// the status was written by a reconcile that did not learn of it.
func (r *Reconciler) countReady(s *scope) {
	ready := meta.FindStatusCondition(s.room.Status.Conditions, v1alpha1.ConditionReady)
	if !s.memory.unborn || ready == nil || ready.Status != metav1.ConditionTrue {
		return
	}
	s.memory.unborn = false
	r.Metrics.firstReady(ready.LastTransitionTime.Sub(s.room.CreationTimestamp.Time))
}

// neverReady says whether a room that is looked at for the first time was certainly not
// ready before. A webhook is set before a room is ready, if the operator sets it; of a room
// that has one, and of one whose number is not the operator's, only the first status tells.
func neverReady(room *v1alpha1.SmackRoom) bool {
	ready := meta.FindStatusCondition(room.Status.Conditions, v1alpha1.ConditionReady)
	if ready == nil {
		return true
	}
	number := room.Status.PhoneNumber
	return ready.Status != metav1.ConditionTrue && room.Spec.PhoneNumber.External == nil && (number == nil || number.WebhookURL == "")
}

// statusOf is the status that a reconcile leads to.
func statusOf(s *scope, now metav1.Time) v1alpha1.SmackRoomStatus {
	status := *s.room.Status.DeepCopy()
	status.Conditions = merge(status.Conditions, conditionsOf(s), s.room.Generation, now)
	if settled(s) {
		status.ObservedGeneration = s.room.Generation
		status.LastHandledReconcileAt = s.room.Annotations[v1alpha1.ReconcileRequestedAtAnnotation]
	}
	if !s.room.DeletionTimestamp.IsZero() {
		return status
	}
	status.PhoneNumber = numberStatus(s)
	status.Selector = resources.PodSelector(s.room)
	status.AdminURL = resources.AdminURL(s.room)
	status.Redis = redisStatus(s)
	if s.deployment != nil {
		status.Replicas, status.ReadyReplicas = s.deployment.Status.Replicas, s.deployment.Status.ReadyReplicas
	}
	return status
}

// settled says whether the spec was carried out as far as it goes: what failed and is
// tried again by itself was not observed to its end.
func settled(s *scope) bool {
	for _, err := range s.results {
		if isTransient(err) {
			return false
		}
	}
	return true
}

func conditionsOf(s *scope) []metav1.Condition {
	if !s.room.DeletionTimestamp.IsZero() {
		return deleting(s)
	}
	parts := components(s)
	return slices.Concat(summary(s, parts), parts, registered(s))
}

// merge puts new conditions over old ones. Of Reconciling, Stalled and Paused, which mean
// something by being there, none stays that is not new.
func merge(old, news []metav1.Condition, generation int64, now metav1.Time) []metav1.Condition {
	out := make([]metav1.Condition, 0, max(len(old), len(news)))
	for _, c := range old {
		if !passing(c.Type) || meta.FindStatusCondition(news, c.Type) != nil {
			out = append(out, c)
		}
	}
	for _, c := range news {
		c.ObservedGeneration, c.LastTransitionTime = generation, now
		c.Message = shorten(c.Message)
		meta.SetStatusCondition(&out, c)
	}
	return out
}

func passing(conditionType string) bool {
	switch conditionType {
	case v1alpha1.ConditionReconciling, v1alpha1.ConditionStalled, v1alpha1.ConditionPaused:
		return true
	}
	return false
}

// maxMessage keeps a status far below what the API server takes for a condition.
const maxMessage = 2048

func shorten(message string) string {
	runes := []rune(message)
	if len(runes) <= maxMessage {
		return message
	}
	return string(runes[:maxMessage-1]) + "…"
}

// pausedStatus keeps all that was said, and adds that the operator is held back.
func pausedStatus(s *scope, now metav1.Time) v1alpha1.SmackRoomStatus {
	status := *s.room.Status.DeepCopy()
	news := []metav1.Condition{good(v1alpha1.ConditionPaused, v1alpha1.ReasonPaused,
		"the annotation "+v1alpha1.PausedAnnotation+" holds the operator back: take it away to go on")}
	if meta.FindStatusCondition(status.Conditions, v1alpha1.ConditionReady) == nil {
		news = append(news, unknown(v1alpha1.ConditionReady, v1alpha1.ReasonPaused, "nothing was done yet"))
	}
	status.Conditions = merge(status.Conditions, news, s.room.Generation, now)
	return status
}

// numberStatus is what is known of the number; what the carrier said last stays while it
// cannot be asked.
func numberStatus(s *scope) *v1alpha1.PhoneNumberStatus {
	if s.number == nil {
		return nil
	}
	last := s.room.Status.PhoneNumber
	out := &v1alpha1.PhoneNumberStatus{
		E164: s.number.E164, SID: s.number.SID, Origin: origin(s.room), Type: carrier.TypeOf(s.number.E164),
		Capabilities: capabilities(s.number.Capabilities), WebhookURL: s.webhookURL,
	}
	if last == nil || last.E164 != out.E164 {
		return out
	}
	if !s.ok(phasePhoneNumber) {
		out.Capabilities = last.Capabilities
	}
	if out.WebhookURL == "" {
		out.WebhookURL = last.WebhookURL
	}
	return out
}

func origin(room *v1alpha1.SmackRoom) v1alpha1.NumberOrigin {
	switch spec := room.Spec.PhoneNumber; {
	case spec.Purchase != nil:
		return v1alpha1.OriginPurchased
	case spec.Adopt != nil:
		return v1alpha1.OriginAdopted
	default:
		return v1alpha1.OriginExternal
	}
}

func capabilities(c carrier.Capabilities) []string {
	var out []string
	if c.SMS {
		out = append(out, "SMS")
	}
	if c.MMS {
		out = append(out, "MMS")
	}
	return out
}

func redisStatus(s *scope) *v1alpha1.RedisStatus {
	external := s.room.ExternalRedis()
	if external == nil {
		out := &v1alpha1.RedisStatus{
			Address: resources.RedisAddress(s.room), Mode: v1alpha1.RedisModeManaged, PasswordRotation: s.rotation,
		}
		if last := s.room.Status.Redis; out.PasswordRotation == "" && last != nil {
			out.PasswordRotation = last.PasswordRotation
		}
		return out
	}
	mode := string(external.Mode)
	if mode == "" {
		mode = "Standalone"
	}
	return &v1alpha1.RedisStatus{Address: external.Addresses[0], Mode: mode}
}
