package smackroom

import (
	"context"
	"sync"
	"time"

	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// accountAge is how long what an account says about all its numbers holds. It is asked
// outside of the polls of rooms: a handful of requests an account, not a room.
const accountAge = 6 * time.Hour

// accounts remember what carrier accounts say about all their numbers at once, for all
// the rooms of an account. There are few of them, so none is ever dropped.
type accounts struct {
	mu  sync.Mutex
	all map[accountKey]*account
}

type accountKey struct{ baseURL, sid string }

// account is what one account says.
type account struct {
	pools         *view[numbers.Pools]
	verifications *view[[]numbers.Verification]

	mu        sync.Mutex
	byService map[string]*view[[]numbers.Campaign]
}

// of is the account that the scope's credentials open.
func (a *accounts) of(s *scope) *account {
	a.mu.Lock()
	defer a.mu.Unlock()
	key := accountKey{s.room.Spec.Carrier.BaseURL, s.credentials.AccountSID}
	if a.all[key] == nil {
		if a.all == nil {
			a.all = map[accountKey]*account{}
		}
		a.all[key] = &account{
			pools: newView[numbers.Pools](), verifications: newView[[]numbers.Verification](),
			byService: map[string]*view[[]numbers.Campaign]{},
		}
	}
	return a.all[key]
}

// campaigns are those of one Messaging Service.
func (a *account) campaigns(serviceSID string) *view[[]numbers.Campaign] {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.byService[serviceSID] == nil {
		a.byService[serviceSID] = newView[[]numbers.Campaign]()
	}
	return a.byService[serviceSID]
}

// joined and left keep the memory true to what the operator does itself.
func (a *account) joined(sid string, service numbers.Service) {
	a.pools.amend(func(p numbers.Pools) numbers.Pools { return p.With(sid, service) })
}

func (a *account) left(sid string) {
	a.pools.amend(func(p numbers.Pools) numbers.Pools { return p.Without(sid) })
}

// newerThan is how old what an account said may be: who asks for a reconcile wants it new.
func (r *Reconciler) newerThan(s *scope) time.Time {
	if s.room.Annotations[v1alpha1.ReconcileRequestedAtAnnotation] != s.room.Status.LastHandledReconcileAt {
		return r.Clock()
	}
	return r.Clock().Add(-accountAge)
}

// pools are the Messaging Services of the room's account. They are not known when the
// carrier has no such thing, or the API key may not read it, or it cannot be asked: no
// reason to hold a room up whose texts arrive.
func (r *Reconciler) pools(ctx context.Context, s *scope, since time.Time) (numbers.Pools, bool) {
	return r.accounts.of(s).pools.get(ctx, r.Clock, since, func(ctx context.Context) (numbers.Pools, error) {
		return numbers.ReadPools(ctx, s.carrier)
	})
}

// view is something that is read for many and remembered.
type view[T any] struct {
	// turn lets one read while the others that want the same wait for it.
	turn chan struct{}

	mu     sync.Mutex
	value  T
	known  bool      // it was told, and is in value
	read   time.Time // when the read began that told it, or told that it is not to be known
	failed time.Time
}

func newView[T any]() *view[T] { return &view[T]{turn: make(chan struct{}, 1)} }

// get is the value as of since or later. If it cannot be read the last one serves.
func (v *view[T]) get(ctx context.Context, clock func() time.Time, since time.Time, read func(context.Context) (T, error)) (T, bool) {
	if value, known, fresh := v.last(since); fresh {
		return value, known
	}
	select {
	case v.turn <- struct{}{}:
		defer func() { <-v.turn }()
	case <-ctx.Done():
	}
	value, known, fresh := v.last(since)
	begun := clock()
	if fresh || ctx.Err() != nil || begun.Sub(v.failedAt()) < throttlePause {
		return value, known
	}
	value, err := read(ctx)
	if err != nil {
		ctrl.LoggerFrom(ctx).Info("the carrier account cannot be looked through", "error", err.Error())
	}
	return v.keep(value, err, begun)
}

func (v *view[T]) last(since time.Time) (value T, known, fresh bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.value, v.known, !v.read.IsZero() && !v.read.Before(since)
}

func (v *view[T]) failedAt() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.failed
}

// keep remembers the outcome of a read. What the carrier refuses it does not know, or
// does not tell to these credentials.
func (v *view[T]) keep(value T, err error, begun time.Time) (T, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	kind, _ := numbers.Classify(err)
	switch {
	case err == nil:
		v.value, v.known, v.read = value, true, begun
	case kind == numbers.Ambiguous || kind == numbers.Throttled:
		v.failed = begun
	default:
		var none T
		v.value, v.known, v.read = none, false, begun
	}
	return v.value, v.known
}

func (v *view[T]) amend(change func(T) T) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known {
		v.value = change(v.value)
	}
}
