package smackroom

import (
	"context"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// registration looks how the number stands with the registration that US networks ask
// for. The room takes texts without it, and an approval takes people weeks: so it never
// fails, and Ready does not wait for it.
func (r *Reconciler) registration(ctx context.Context, s *scope) error {
	if !s.ok(phasePhoneNumber) {
		return nil
	}
	if s.room.Spec.PhoneNumber.External != nil {
		s.registered = &numbers.Registration{
			Standing: numbers.NotRequired, Message: "the number is external: whoever looks after it registers it for texts to the US, where that is needed",
		}
		return nil
	}
	standing := numbers.Judge(*s.number, r.facts(ctx, s))
	s.registered = &standing
	return nil
}

// facts asks for no more than the number's kind needs.
func (r *Reconciler) facts(ctx context.Context, s *scope) numbers.Facts {
	var f numbers.Facts
	account, since := r.accounts.of(s), r.newerThan(s)
	switch numbers.NeedsRegistration(s.number.E164) {
	case roomfile.TollFree:
		if all, known := account.verifications.get(ctx, r.Clock, since, s.carrier.Verifications); known {
			f.Verifications = &all
		}
	case roomfile.LongCode:
		f.Service = r.serviceOf(ctx, s)
		if f.Service == nil || f.Service.SID == "" {
			return f
		}
		sid := f.Service.SID
		campaigns, known := account.campaigns(sid).get(ctx, r.Clock, since, func(ctx context.Context) ([]numbers.Campaign, error) {
			return s.carrier.Campaigns(ctx, sid)
		})
		if known {
			f.Campaigns = &campaigns
		}
	}
	return f
}

// serviceOf is the Messaging Service that the number is in, by what the account says,
// else by what the spec says; nil when neither tells.
func (r *Reconciler) serviceOf(ctx context.Context, s *scope) *numbers.Service {
	wanted := s.room.Spec.PhoneNumber.MessagingServiceSid
	// Whether it is in its service the phase before has just seen.
	pools, known := r.pools(ctx, s, r.Clock().Add(-accountAge))
	if known {
		service, _ := pools.Of(s.number.SID)
		return &service
	}
	if wanted != "" && s.ok(phaseWebhook) {
		return &numbers.Service{SID: wanted}
	}
	return nil
}

// registered is the condition of that name; none before the number is there.
func registered(s *scope) []metav1.Condition {
	if s.registered == nil {
		return nil
	}
	const kind = v1alpha1.ConditionRegistered
	reason, message := string(s.registered.Standing), s.registered.Message
	switch s.registered.Standing {
	case numbers.NotRequired, numbers.Registered:
		return []metav1.Condition{good(kind, reason, message)}
	case numbers.RegistrationUnknown:
		return []metav1.Condition{unknown(kind, reason, message)}
	}
	return []metav1.Condition{bad(kind, reason, message)}
}
