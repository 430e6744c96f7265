package smackroom

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// addressIndex finds the rooms that are to be reached at an address.
const addressIndex = "address"

// addressOf is where a room is to be reached, in one spelling: the scheme and its own port,
// capitals of the host and a slash at the end make no other address.
func addressOf(room *v1alpha1.SmackRoom) string { return plainAddress(room.PublicURL()) }

func plainAddress(public string) string {
	u, err := url.Parse(public)
	if err != nil {
		return public
	}
	host := strings.ToLower(u.Host)
	for scheme, port := range map[string]string{"http": ":80", "https": ":443"} {
		if strings.EqualFold(u.Scheme, scheme) {
			host = strings.TrimSuffix(host, port)
		}
	}
	return host + strings.TrimRight(u.Path, "/")
}

// claimAddress asks whether the room may have its address: a text that arrives there can
// reach one room only, and would be taken by it, whichever number it was sent to.
func (r *Reconciler) claimAddress(ctx context.Context, room *v1alpha1.SmackRoom) error {
	address := addressOf(room)
	list := &v1alpha1.SmackRoomList{}
	if err := r.Client.List(ctx, list, client.MatchingFields{addressIndex: address}, client.UnsafeDisableDeepCopy); err != nil {
		return fmt.Errorf("looking for other rooms with the address: %w", err)
	}
	for i := range list.Items {
		other := &list.Items[i]
		if other.UID != room.UID && goesFirst(other, room, holdsAddress) {
			return r.recheck(v1alpha1.ReasonAddressInUse, fmt.Sprintf(
				"the room %s/%s is reached at %s: give this room another host or path in spec.exposure, or delete that room",
				other.Namespace, other.Name, address))
		}
	}
	return nil
}

// holdsAddress says whether the carrier was told the address, or someone who sets the webhook
// of an external number by hand may have read it.
func holdsAddress(room *v1alpha1.SmackRoom) bool {
	if p := room.Status.PhoneNumber; p != nil && p.WebhookURL != "" {
		told, _, _ := strings.Cut(p.WebhookURL, "#")
		return plainAddress(strings.TrimSuffix(told, "/sms")) == addressOf(room)
	}
	exposed := meta.FindStatusCondition(room.Status.Conditions, v1alpha1.ConditionExposed)
	return exposed != nil && exposed.Status == metav1.ConditionTrue && exposed.ObservedGeneration == room.Generation
}
