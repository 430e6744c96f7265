package smackroom

import (
	"crypto/sha256"
	"sync"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
	"github.com/smackdev/smack/runtime/carrier"
)

// memory is what earlier reconciles of one room found out, each with what it rests on: it is
// believed as long as that is the same, and found out again otherwise. A lost memory costs
// time and changes nothing. Only one reconcile of a room runs at a time, so it needs no lock.
type memory struct {
	// uid is the room's: another of its name remembers nothing.
	uid types.UID
	// generation of the spec that secrets belongs to.
	generation int64
	// secrets are those that pods can use for a field of the spec, by field.
	secrets map[string]secretVersion
	// credentials are those of the carrier.
	credentials knownCredentials
	// login is the one of the managed Redis, when there is nothing to do about it.
	login knownLogin
	// proven are the owned objects that are as they should be, by what they are called.
	proven map[string]proof
	// told is the status that was written last.
	told told
	// unborn is set until a room that was never ready before is ready.
	unborn bool
	// judgement is of the room file that was judged last.
	judgement judgement
}

// version names one content of an object, for ever.
type version struct {
	uid      types.UID
	resource string
}

func versionOf(o metav1.Object) version { return version{o.GetUID(), o.GetResourceVersion()} }

// secretVersion is a version of the Secret of a name.
type secretVersion struct {
	name string
	version
}

// knownCredentials are what a version of a Secret has.
type knownCredentials struct {
	from  secretVersion
	value carrier.Credentials
}

// knownLogin is what a version of a Secret says of a login, without the password.
type knownLogin struct {
	from  secretVersion
	value resources.RedisLogin
}

// proof is the version of an owned object that has all of what was wanted.
type proof struct {
	of     version
	wanted digest
	// generation is that of the object's spec, and applied the annotation; the one zero, the
	// other empty, if it has none.
	generation int64
	applied    string
}

// digest stands for the content of something.
type digest = [sha256.Size]byte

// memories are those of all rooms. The zero value has none.
type memories struct {
	mu  sync.Mutex
	all map[types.NamespacedName]*memory
}

// of is the memory of a room, empty at first.
func (m *memories) of(room *v1alpha1.SmackRoom) *memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.all == nil {
		m.all = map[types.NamespacedName]*memory{}
	}
	key := client.ObjectKeyFromObject(room)
	known := m.all[key]
	if known == nil || known.uid != room.UID {
		known = &memory{uid: room.UID, unborn: neverReady(room)}
		m.all[key] = known
	}
	if known.generation != room.Generation {
		known.generation, known.secrets = room.Generation, nil
	}
	return known
}

// forget what is known of a room that is gone.
func (m *memories) forget(room types.NamespacedName) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.all, room)
}

// proves says whether an object of this version was found to have all that is wanted. Of a
// later version too, if the spec is still the same, which its generation tells, and the
// metadata has what is wanted of it: a workload's version changes with each of its pods.
func (m *memory) proves(o owned, live metav1.Object) bool {
	last, now, wanted := m.proven[o.what], versionOf(live), o.digest()
	if last.wanted != wanted || last.of.uid != now.uid {
		return false
	}
	if last.of == now {
		return true
	}
	if last.generation == 0 || last.generation != live.GetGeneration() ||
		last.applied != live.GetAnnotations()[appliedAnnotation] || !o.hasMetadata(live) {
		return false
	}
	m.prove(o, live)
	return true
}

func (m *memory) prove(o owned, live metav1.Object) {
	if m.proven == nil {
		m.proven = map[string]proof{}
	}
	m.proven[o.what] = proof{versionOf(live), o.digest(), live.GetGeneration(), live.GetAnnotations()[appliedAnnotation]}
}

// isUsable notes that pods can use a Secret for a field.
func (m *memory) isUsable(field string, of secretVersion) {
	if m.secrets == nil {
		m.secrets = map[string]secretVersion{}
	}
	m.secrets[field] = of
}
