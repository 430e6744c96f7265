package smackroom

import (
	"context"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// messagingService minds that a Messaging Service does not keep the number's texts from
// the number's webhook: the one that the spec names, which the number joins, or, if it
// names none, one that someone else put the number into.
func (r *Reconciler) messagingService(ctx context.Context, s *scope) error {
	pools, known := r.pools(ctx, s, r.newerThan(s))
	todo, err := place(s, pools)
	if err != nil {
		// Before someone is told to act, it is made sure that it is still so.
		pools, known = r.pools(ctx, s, r.Clock())
		todo, err = place(s, pools)
	}
	switch {
	case err != nil:
		return r.carrierError(s, err)
	case todo == leaveService:
		return r.leaveService(ctx, s)
	case todo == joinService && (known || !r.observations.joined(s, r.Clock(), r.maxAge(s, false))):
		return r.joinService(ctx, s)
	}
	return nil
}

// move is what is to be done about a number's Messaging Service.
type move string

const (
	stayInService move = "stay"
	joinService   move = "join"
	leaveService  move = "leave"
)

// place decides what is to be done, or what is wrong. Of a number in no known service
// nothing is wrong.
func place(s *scope, pools numbers.Pools) (move, error) {
	wanted, joined := s.room.Spec.PhoneNumber.MessagingServiceSid, s.room.Annotations[v1alpha1.JoinedServiceAnnotation]
	service, in := pools.Of(s.number.SID)
	switch {
	case wanted == "" && joined != "":
		return leaveService, nil
	case wanted == "" && in:
		return stayInService, numbers.CheckService(service)
	case wanted == "":
		return stayInService, nil
	case in && service.SID == wanted && service.UseInboundWebhookOnNumber:
		return stayInService, nil
	case in && service.SID != wanted && service.SID != joined:
		return stayInService, &numbers.InOtherServiceError{ServiceSID: wanted, OtherSID: service.SID}
	}
	return joinService, nil
}

// joinService puts the number into the service that the spec names, and before that takes
// it out of the one that an earlier spec named.
func (r *Reconciler) joinService(ctx context.Context, s *scope) error {
	wanted := s.room.Spec.PhoneNumber.MessagingServiceSid
	service, err := numbers.JoinService(ctx, s.carrier, wanted, *s.number, func(ctx context.Context) error {
		former := s.room.Annotations[v1alpha1.JoinedServiceAnnotation]
		if former == wanted {
			return nil
		}
		if former != "" {
			if err := numbers.LeaveService(ctx, s.carrier, former, *s.number); err != nil {
				return err
			}
		}
		return r.note(ctx, s, func(a map[string]string) { a[v1alpha1.JoinedServiceAnnotation] = wanted })
	})
	if err != nil {
		return r.carrierError(s, err)
	}
	r.accounts.of(s).joined(s.number.SID, service)
	r.observations.join(s, r.Clock())
	return nil
}

// leaveService takes the number out of the service that an earlier spec named.
func (r *Reconciler) leaveService(ctx context.Context, s *scope) error {
	former := s.room.Annotations[v1alpha1.JoinedServiceAnnotation]
	if err := numbers.LeaveService(ctx, s.carrier, former, *s.number); err != nil {
		return r.carrierError(s, err)
	}
	r.accounts.of(s).left(s.number.SID)
	return r.note(ctx, s, func(a map[string]string) { delete(a, v1alpha1.JoinedServiceAnnotation) })
}
