package smackroom

import (
	"context"
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
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
		s.number = seen
		return r.keepClaim(ctx, s)
	}
	found, err := r.obtain(ctx, s)
	if err != nil {
		err = r.carrierError(s, err)
		if reasonOf(err) != v1alpha1.ReasonNumberInUse {
			s.number = remembered(s.room)
		}
		return err
	}
	s.number = &found
	r.observations.see(s, found, r.Clock())
	return r.keepClaim(ctx, s)
}

// keepClaim takes the number away again from a room that may not have it.
func (r *Reconciler) keepClaim(ctx context.Context, s *scope) error {
	err := r.claim(ctx, s.room, s.number.E164)
	if err != nil {
		s.number = nil
	}
	return err
}

func (r *Reconciler) obtain(ctx context.Context, s *scope) (numbers.Number, error) {
	if s.room.Spec.PhoneNumber.Purchase != nil {
		return r.purchase(ctx, s)
	}
	return r.adopt(ctx, s)
}

// purchase buys the number once, or finds the one that was bought.
func (r *Reconciler) purchase(ctx context.Context, s *scope) (numbers.Number, error) {
	buyer := numbers.Buyer{Carrier: s.carrier, Guard: r.Guard, Now: r.Clock}
	result, err := buyer.Ensure(ctx, &journal{r: r, s: s}, r.want(s.room))
	if result.Abandoned > 0 {
		r.Metrics.purchases("abandoned", result.Abandoned)
	}
	if result.Recorded {
		r.Metrics.purchases("bought", 1)
		r.Recorder.Eventf(s.room, nil, corev1.EventTypeNormal, v1alpha1.EventNumberPurchased, "Purchase",
			"the number %s (%s) is the room's; it costs money until it is released", result.Number.E164, s.room.Annotations[v1alpha1.PhoneNumberSIDAnnotation])
	}
	return result.Number, err
}

func (r *Reconciler) want(room *v1alpha1.SmackRoom) numbers.Want {
	p := room.Spec.PhoneNumber.Purchase
	return numbers.Want{
		Token: r.token(room),
		Search: numbers.Search{
			Country: p.Country, Kind: carrier.NumberKind(p.Type), AreaCode: p.AreaCode, Contains: p.Contains,
			Locality: p.Locality, Region: p.Region, WithoutAddress: p.AddressSid == "",
		},
		AddressSID: p.AddressSid, BundleSID: p.BundleSid,
	}
}

func (r *Reconciler) token(room *v1alpha1.SmackRoom) string {
	return numbers.OwnerToken(r.Options.OwnerID, room.Namespace, room.Name)
}

// adopt takes a number that the account owns, and keeps its SID. If the spec now names
// another number, the former gets its webhooks back first.
func (r *Reconciler) adopt(ctx context.Context, s *scope) (numbers.Number, error) {
	wanted := s.room.Spec.PhoneNumber.Adopt
	if sid := s.room.Annotations[v1alpha1.PhoneNumberSIDAnnotation]; sid != "" {
		n, err := numbers.Fetch(ctx, s.carrier, sid, wanted.ShortCode != "")
		if err == nil && isWanted(n, wanted) {
			return n, nil
		}
		if err != nil && (!is[*numbers.LostError](err) || isRecorded(s.room, wanted)) {
			return numbers.Number{}, err
		}
		if err := r.giveBack(ctx, s); err != nil {
			return numbers.Number{}, err
		}
	}
	n, err := numbers.Adopt(ctx, s.carrier, numbers.Adoption{E164: wanted.E164, SID: wanted.SID, ShortCode: wanted.ShortCode})
	if err != nil {
		return n, err
	}
	if err := r.claim(ctx, s.room, n.E164); err != nil {
		return n, err
	}
	return n, r.note(ctx, s, func(a map[string]string) { a[v1alpha1.PhoneNumberSIDAnnotation] = n.SID })
}

func isWanted(n numbers.Number, wanted *v1alpha1.Adopt) bool {
	return n.E164 == wanted.E164+wanted.ShortCode || n.SID == wanted.SID
}

// isRecorded says whether the status speaks of the wanted number: if that is gone it is
// lost, otherwise it was another one.
func isRecorded(room *v1alpha1.SmackRoom, wanted *v1alpha1.Adopt) bool {
	p := room.Status.PhoneNumber
	return p != nil && isWanted(numbers.Number{SID: p.SID, E164: p.E164}, wanted)
}

// giveBack ends the adoption of the number that the annotations speak of.
func (r *Reconciler) giveBack(ctx context.Context, s *scope) error {
	if err := r.restore(ctx, s); err != nil {
		return err
	}
	return r.note(ctx, s, func(a map[string]string) {
		delete(a, v1alpha1.PhoneNumberSIDAnnotation)
		delete(a, v1alpha1.PreviousWebhookAnnotation)
	})
}

// restore puts the webhooks back that an adopted number had before.
func (r *Reconciler) restore(ctx context.Context, s *scope) error {
	sid, told := s.room.Annotations[v1alpha1.PhoneNumberSIDAnnotation], s.room.Annotations[v1alpha1.PreviousWebhookAnnotation]
	if sid == "" || told == "" {
		return nil
	}
	var previous numbers.Webhooks
	if err := json.Unmarshal([]byte(told), &previous); err != nil {
		return stall(v1alpha1.ReasonSettingsInvalid, "the annotation %s cannot be read: %v; put it right or remove it", v1alpha1.PreviousWebhookAnnotation, err)
	}
	shortCode := s.room.Status.PhoneNumber != nil && carrier.TypeOf(s.room.Status.PhoneNumber.E164) == roomfile.ShortCode
	return numbers.Restore(ctx, s.carrier, sid, shortCode, toldURL(s.room), previous)
}

// toldURL is the address of texts that the carrier was told last.
func toldURL(room *v1alpha1.SmackRoom) string {
	if p := room.Status.PhoneNumber; p != nil && p.WebhookURL != "" {
		return p.WebhookURL
	}
	return webhooksOf(room).SmsURL
}

// note writes annotations on top of what the API server has now.
func (r *Reconciler) note(ctx context.Context, s *scope, change func(map[string]string)) error {
	j := &journal{r: r, s: s}
	if _, err := j.Load(ctx); err != nil {
		return err
	}
	if err := j.annotate(ctx, change); err != nil {
		return fmt.Errorf("noting what the number was: %w", err)
	}
	return nil
}

// remembered is the number that the status names.
func remembered(room *v1alpha1.SmackRoom) *numbers.Number {
	p := room.Status.PhoneNumber
	if p == nil || p.E164 == "" {
		return nil
	}
	return &numbers.Number{E164: p.E164, SID: p.SID}
}
