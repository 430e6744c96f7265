package smackroom

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// overrides make the carrier try a text again when a pod is slow, gone or broken, and
// not when a signature is bad
// (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
const overrides = "#rc=3&rp=5xx,ct,rt&rt=4000&ct=2000"

// webhooksOf is where the carrier should send the room's texts. The fallback is the same
// address again: the room knows a text that it has already taken.
func webhooksOf(room *v1alpha1.SmackRoom) numbers.Webhooks {
	address := room.PublicURL() + "/sms"
	return numbers.Webhooks{
		SmsURL: address + overrides, SmsMethod: http.MethodPost,
		SmsFallbackURL: address, SmsFallbackMethod: http.MethodPost,
	}
}

// webhook points the number at the room once texts would arrive, and minds that it stays so.
func (r *Reconciler) webhook(ctx context.Context, s *scope) error {
	if s.room.Spec.PhoneNumber.External != nil {
		return nil
	}
	if !s.ok(phasePhoneNumber) {
		return blocked("the phone number")
	}
	want := webhooksOf(s.room)
	drift := numbers.Drift(*s.number, want)
	if len(drift) == 0 {
		s.webhookURL = want.SmsURL
		return r.messagingService(ctx, s)
	}
	told := s.room.Status.PhoneNumber != nil && s.room.Status.PhoneNumber.WebhookURL == want.SmsURL
	if told && s.room.Spec.PhoneNumber.DriftPolicy == v1alpha1.DriftReport {
		return r.recheck(v1alpha1.ReasonWebhookDrifted, fmt.Sprintf(
			"someone changed %s of the number: put it back at the carrier, or set spec.phoneNumber.driftPolicy to Correct", strings.Join(drift, ", ")))
	}
	if err := reachable(s); err != nil {
		return err
	}
	if err := r.configure(ctx, s, want); err != nil {
		return r.carrierError(s, err)
	}
	if told {
		r.Metrics.driftKind("Webhook")
		r.Recorder.Eventf(s.room, nil, corev1.EventTypeWarning, v1alpha1.EventDriftCorrected, "Configure",
			"someone changed %s of the number; it was put right", strings.Join(drift, ", "))
	}
	return r.messagingService(ctx, s)
}

// reachable says whether a text that the carrier sends now would arrive.
func reachable(s *scope) error {
	switch {
	case !s.ok(phaseExposure):
		return blocked("the route to the room")
	case s.deployment == nil || s.deployment.Status.ReadyReplicas == 0:
		return blocked("a pod that takes texts")
	}
	return nil
}

// configure writes the webhooks; of an adopted number it first notes what they were.
func (r *Reconciler) configure(ctx context.Context, s *scope, want numbers.Webhooks) error {
	if s.room.Spec.PhoneNumber.Adopt != nil && s.room.Annotations[v1alpha1.PreviousWebhookAnnotation] == "" {
		previous, err := json.Marshal(s.number.Webhooks)
		if err != nil {
			return fmt.Errorf("noting the number's webhooks: %w", err)
		}
		if err := r.note(ctx, s, func(a map[string]string) {
			// The cache may not know yet what was noted already.
			if a[v1alpha1.PreviousWebhookAnnotation] == "" {
				a[v1alpha1.PreviousWebhookAnnotation] = string(previous)
			}
		}); err != nil {
			return err
		}
	}
	n, err := numbers.Configure(ctx, s.carrier, *s.number, want)
	if err != nil {
		return err
	}
	s.number, s.webhookURL = &n, want.SmsURL
	r.observations.see(s, n, r.Clock())
	return nil
}
