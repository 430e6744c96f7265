package smackroom

import (
	"cmp"
	"context"
	"fmt"

	"k8s.io/apimachinery/pkg/util/sets"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// numberIndex finds the rooms that have or want a number.
const numberIndex = "number"

// numbersOf are the numbers that a room has, or asks for by name.
func numbersOf(room *v1alpha1.SmackRoom) []string {
	all := sets.New[string]()
	if p := room.Status.PhoneNumber; p != nil {
		all.Insert(p.E164)
	}
	if adopt := room.Spec.PhoneNumber.Adopt; adopt != nil {
		all.Insert(adopt.E164, adopt.ShortCode)
	}
	if external := room.Spec.PhoneNumber.External; external != nil {
		all.Insert(external.E164)
	}
	all.Delete("")
	return sets.List(all)
}

// claim asks whether the room may have a number that another room may want too.
func (r *Reconciler) claim(ctx context.Context, room *v1alpha1.SmackRoom, e164 string) error {
	list := &v1alpha1.SmackRoomList{}
	if err := r.Client.List(ctx, list, client.MatchingFields{numberIndex: e164}, client.UnsafeDisableDeepCopy); err != nil {
		return fmt.Errorf("looking for other rooms with the number: %w", err)
	}
	for i := range list.Items {
		other := &list.Items[i]
		if other.UID != room.UID && precedes(other, room, e164) {
			return r.recheck(v1alpha1.ReasonNumberInUse, fmt.Sprintf(
				"the room %s/%s has the number %s: give this room another one, or delete that room", other.Namespace, other.Name, e164))
		}
	}
	return nil
}

// precedes says whether room a rather than b has the number: who holds it, else the
// older one, else the one whose name comes first.
func precedes(a, b *v1alpha1.SmackRoom, e164 string) bool {
	return goesFirst(a, b, func(room *v1alpha1.SmackRoom) bool { return holdsNumber(room, e164) })
}

// goesFirst is precedes for anything that rooms may hold.
func goesFirst(a, b *v1alpha1.SmackRoom, holds func(*v1alpha1.SmackRoom) bool) bool {
	if x, y := holds(a), holds(b); x != y {
		return x
	}
	if x, y := a.CreationTimestamp, b.CreationTimestamp; !x.Equal(&y) {
		return x.Before(&y)
	}
	return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name)) < 0
}

func holdsNumber(room *v1alpha1.SmackRoom, e164 string) bool {
	return room.Status.PhoneNumber != nil && room.Status.PhoneNumber.E164 == e164
}
