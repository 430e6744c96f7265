package smackroom

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

// purchase buys the number once, or finds the one that was bought.
func (r *Reconciler) purchase(ctx context.Context, s *scope) (numbers.Number, error) {
	if err := r.rememberPurchases(ctx); err != nil {
		return numbers.Number{}, err
	}
	buyer := numbers.Buyer{Carrier: s.carrier, Guard: r.Guard, Now: r.Clock}
	result, err := buyer.Ensure(ctx, &journal{r: r, s: s}, r.want(s.room))
	if result.Abandoned > 0 {
		r.Metrics.purchases("abandoned", result.Abandoned)
	}
	if result.Bought {
		r.Metrics.purchases("bought", 1)
	}
	return result.Number, err
}

// tellPurchase tells of a number that the status is about to name for the first time. It
// comes before the status, which is what makes it forgettable.
func (r *Reconciler) tellPurchase(room *v1alpha1.SmackRoom, status v1alpha1.SmackRoomStatus) {
	was, is := room.Status.PhoneNumber, status.PhoneNumber
	if is == nil || is.SID == "" || is.Origin != v1alpha1.OriginPurchased || (was != nil && was.SID == is.SID) {
		return
	}
	reason, what := v1alpha1.EventNumberPurchased, "is the room's"
	if room.Annotations[v1alpha1.PurchasedAtAnnotation] == "" {
		reason, what = v1alpha1.EventNumberFound, "bears the room's token, and is the room's again"
	}
	r.Recorder.Eventf(room, nil, corev1.EventTypeNormal, reason, "Purchase",
		"the number %s (%s) %s; it costs money until it is released", is.E164, is.SID, what)
}

// spending is what the guard was told of earlier processes.
type spending struct {
	mu   sync.Mutex
	told bool
}

// rememberPurchases tells the guard, before it admits anything, what is on record of
// purchases of the last hour. Those of rooms that are gone are forgotten.
func (r *Reconciler) rememberPurchases(ctx context.Context) error {
	r.spending.mu.Lock()
	defer r.spending.mu.Unlock()
	if r.spending.told {
		return nil
	}
	list := &v1alpha1.SmackRoomList{}
	if err := r.Client.List(ctx, list); err != nil {
		return fmt.Errorf("looking for purchases of the last hour: %w", err)
	}
	asked := map[string]time.Time{}
	for i := range list.Items {
		if name, at := purchaseOf(&list.Items[i]); name != "" {
			asked[name] = at
		}
	}
	r.Guard.Remember(asked)
	r.spending.told = true
	return nil
}

// purchaseOf is the number that a room has bought, or may have, and when that began.
func purchaseOf(room *v1alpha1.SmackRoom) (name string, at time.Time) {
	state, err := stateOf(room.Annotations)
	switch {
	case err != nil:
		return "", time.Time{}
	case state.Candidate != "" && !state.FirstAttempt.IsZero():
		return state.Candidate, state.FirstAttempt
	case state.PurchasedAt.IsZero():
		return "", time.Time{}
	}
	return state.SID, state.PurchasedAt
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
