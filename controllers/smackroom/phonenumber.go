package smackroom

import (
	"context"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// phoneNumber gives the room its number: bought, taken from the account, or someone
// else's. While the carrier cannot be asked, the number that the status names is good
// enough to run pods.
func (r *Reconciler) phoneNumber(ctx context.Context, s *scope) error {
	if external := s.room.Spec.PhoneNumber.External; external != nil {
		if err := r.claim(ctx, s.room, external.E164); err != nil {
			return err
		}
		s.number = &numbers.Number{E164: external.E164}
		return nil
	}
	if s.carrier == nil {
		s.number = remembered(s.room)
		return blocked("the credentials")
	}
	if seen := r.observations.number(s, r.Clock(), r.maxAge(s, true)); seen != nil {
		return r.keep(ctx, s, *seen)
	}
	found, err := r.obtain(ctx, s)
	if err != nil {
		err = r.carrierError(s, err)
		if reasonOf(err) != v1alpha1.ReasonNumberInUse {
			s.number = remembered(s.room)
		}
		return err
	}
	r.observations.see(s, found, r.Clock())
	return r.keep(ctx, s, found)
}

// keep gives the room its number, unless another room has it.
func (r *Reconciler) keep(ctx context.Context, s *scope, n numbers.Number) error {
	if err := r.claim(ctx, s.room, n.E164); err != nil {
		return err
	}
	s.number = &n
	s.renamed = s.room.Spec.PhoneNumber.Purchase != nil && n.FriendlyName != r.token(s.room)
	return nil
}

func (r *Reconciler) obtain(ctx context.Context, s *scope) (numbers.Number, error) {
	if s.room.Spec.PhoneNumber.Purchase != nil {
		return r.purchase(ctx, s)
	}
	return r.adopt(ctx, s)
}

// remembered is the number that the status names.
func remembered(room *v1alpha1.SmackRoom) *numbers.Number {
	p := room.Status.PhoneNumber
	if p == nil || p.E164 == "" {
		return nil
	}
	return &numbers.Number{E164: p.E164, SID: p.SID}
}
