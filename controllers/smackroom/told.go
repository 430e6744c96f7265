package smackroom

import (
	"sync"

	"k8s.io/apimachinery/pkg/types"

	"github.com/smackdev/smack/api/v1alpha1"
)

// told remembers what was last written of each room, and over which version of it. The
// cache may still have that version when the room is looked at again: what was told then
// would be told twice.
type told struct {
	mu  sync.Mutex
	all map[types.UID]writing
}

type writing struct {
	over   string
	status v1alpha1.SmackRoomStatus
}

// before is the status that events compare with: the room's own, or the newer one that was
// written over the version of it that is at hand.
func (t *told) before(room *v1alpha1.SmackRoom) v1alpha1.SmackRoomStatus {
	t.mu.Lock()
	defer t.mu.Unlock()
	if last, known := t.all[room.UID]; known && last.over == room.ResourceVersion {
		return last.status
	}
	return room.Status
}

// wrote notes a status that was written over that version.
func (t *told) wrote(uid types.UID, over string, status v1alpha1.SmackRoomStatus) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.all == nil {
		t.all = map[types.UID]writing{}
	}
	t.all[uid] = writing{over: over, status: status}
}

func (t *told) forget(uid types.UID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.all, uid)
}
