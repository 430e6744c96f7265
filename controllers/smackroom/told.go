package smackroom

import "github.com/smackdev/smack/api/v1alpha1"

// told is what was last written of a room, and over which version of it. The cache may
// still have that version when the room is looked at again: what was told then would be
// told twice.
type told struct {
	over   string
	status *v1alpha1.SmackRoomStatus
}

// before is the status that events compare with: the room's own, or the newer one that was
// written over the version of it that is at hand. A cache that has moved on needs no other.
func (t *told) before(room *v1alpha1.SmackRoom) v1alpha1.SmackRoomStatus {
	if t.status != nil && t.over == room.ResourceVersion {
		return *t.status
	}
	*t = told{}
	return room.Status
}

// wrote notes a status that was written over that version.
func (t *told) wrote(over string, status v1alpha1.SmackRoomStatus) {
	*t = told{over: over, status: &status}
}
