package smackroom

import (
	"fmt"
	"hash/maphash"
	"sync"
	"time"

	"k8s.io/apimachinery/pkg/types"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// provenAge is how long what was proven once holds: an API key, or the membership in a
// Messaging Service of an account that does not list them.
const provenAge = 24 * time.Hour

// observations remember what the carrier said of each room's number, so that it is asked
// once in a poll interval and not at every change of a pod. They are lost on a restart,
// which costs one read a room.
type observations struct {
	mu   sync.Mutex
	seed maphash.Seed
	made bool
	all  map[types.UID]observation
}

// observation is what was seen of one room, and under which circumstances.
type observation struct {
	under   uint64
	number  *numbers.Number
	seen    time.Time
	proven  time.Time
	service time.Time
}

// maxAge is how old an observation may be: a request for a reconcile wants it new, and
// for what is proven once a poll interval means nothing.
func (r *Reconciler) maxAge(s *scope, polled bool) time.Duration {
	switch {
	case s.room.Annotations[v1alpha1.ReconcileRequestedAtAnnotation] != s.room.Status.LastHandledReconcileAt:
		return 0
	case !polled:
		return provenAge
	}
	return r.Options.PollInterval
}

func (o *observations) number(s *scope, now time.Time, maxAge time.Duration) *numbers.Number {
	seen := o.get(s)
	if seen.number == nil || now.Sub(seen.seen) >= maxAge {
		return nil
	}
	n := *seen.number
	return &n
}

func (o *observations) see(s *scope, n numbers.Number, now time.Time) {
	o.change(s, func(seen *observation) { seen.number, seen.seen = &n, now })
}

func (o *observations) proven(s *scope, now time.Time, maxAge time.Duration) bool {
	return now.Sub(o.get(s).proven) < maxAge
}

func (o *observations) prove(s *scope, now time.Time) {
	o.change(s, func(seen *observation) { seen.proven = now })
}

func (o *observations) joined(s *scope, now time.Time, maxAge time.Duration) bool {
	return now.Sub(o.get(s).service) < maxAge
}

func (o *observations) join(s *scope, now time.Time) {
	o.change(s, func(seen *observation) { seen.service = now })
}

func (o *observations) forget(uid types.UID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.all, uid)
}

func (o *observations) get(s *scope) observation {
	o.mu.Lock()
	defer o.mu.Unlock()
	seen := o.all[s.room.UID]
	if seen.under != o.circumstances(s) {
		return observation{}
	}
	return seen
}

func (o *observations) change(s *scope, f func(*observation)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.all == nil {
		o.all = map[types.UID]observation{}
	}
	seen, under := o.all[s.room.UID], o.circumstances(s)
	if seen.under != under {
		seen = observation{under: under}
	}
	f(&seen)
	o.all[s.room.UID] = seen
}

// circumstances are all that the meaning of an observation depends on. Of the
// credentials only a hash with a seed of this process is kept.
func (o *observations) circumstances(s *scope) uint64 {
	if !o.made {
		o.seed, o.made = maphash.MakeSeed(), true
	}
	var h maphash.Hash
	h.SetSeed(o.seed)
	write := func(parts ...any) { _, _ = fmt.Fprintf(&h, "%q\n", fmt.Sprint(parts...)) }
	spec := s.room.Spec.PhoneNumber
	write(s.room.Spec.Carrier.BaseURL)
	write(s.room.Annotations[v1alpha1.PhoneNumberSIDAnnotation])
	write(spec.MessagingServiceSid)
	if spec.Adopt != nil {
		write(*spec.Adopt)
	}
	if c := s.credentials; c != nil {
		for _, part := range []string{c.AccountSID, c.AuthToken, c.APIKeySID, c.APIKeySecret} {
			write(part)
		}
	}
	return h.Sum64()
}
