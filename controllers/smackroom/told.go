package smackroom

import (
	"k8s.io/apimachinery/pkg/util/resourceversion"

	"github.com/smackdev/smack/api/v1alpha1"
)

// told is what was last written of a room, and as which version of it. The cache may still
// have an older one when the room is looked at again: what was told since would be told
// twice, and what began then would begin anew.
type told struct {
	version string
	written *v1alpha1.SmackRoomStatus
}

// status is the newest that is known of the room: its own, or one that was written after the
// version of it that is at hand. A cache that has moved on needs no other.
func (t *told) status(room *v1alpha1.SmackRoom) v1alpha1.SmackRoomStatus {
	if t.written == nil {
		return room.Status
	}
	if order, err := resourceversion.CompareResourceVersion(room.ResourceVersion, t.version); err == nil && order < 0 {
		return *t.written.DeepCopy()
	}
	*t = told{}
	return room.Status
}

// wrote notes a status, and the version that the room has with it.
func (t *told) wrote(room *v1alpha1.SmackRoom) {
	*t = told{version: room.ResourceVersion, written: room.Status.DeepCopy()}
}
