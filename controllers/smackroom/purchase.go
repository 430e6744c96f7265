package smackroom

import (
	"context"

	corev1 "k8s.io/api/core/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

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
