package numbers

import (
	"maps"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// The purchase limiter: requests that may cost money are far apart even when a bug
// makes rooms without number.
const (
	purchaseEvery = 10 * time.Second
	purchaseBurst = 5
)

// Guard limits what the operator spends on numbers. It is safe for concurrent use.
type Guard struct {
	allow   bool
	perHour int
	now     func() time.Time

	mu      sync.Mutex
	limiter *rate.Limiter
	bought  map[string]time.Time // candidate → when it was first asked for
}

// NewGuard allows purchases or none, and at most perHour in any hour (0: no such
// limit). now may be nil.
func NewGuard(allow bool, perHour int, now func() time.Time) *Guard {
	if now == nil {
		now = time.Now
	}
	return &Guard{
		allow: allow, perHour: perHour, now: now,
		limiter: rate.NewLimiter(rate.Every(purchaseEvery), purchaseBurst),
		bought:  map[string]time.Time{},
	}
}

// Allowed reports whether the operator may buy at all.
func (g *Guard) Allowed() bool { return g.allow }

// Admit asks to send a purchase request for a candidate. A candidate counts once, since
// it can be bought once.
func (g *Guard) Admit(candidate string) error {
	if !g.allow {
		return &PurchaseNotAllowedError{}
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if after := g.full(candidate, now); after > 0 {
		return &PurchaseThrottledError{After: after}
	}
	r := g.limiter.ReserveN(now, 1)
	if after := r.DelayFrom(now); after > 0 {
		r.CancelAt(now)
		return &PurchaseThrottledError{After: after}
	}
	if _, again := g.bought[candidate]; !again {
		g.bought[candidate] = now
	}
	return nil
}

// Remember counts what earlier processes have asked for, by any name that a number has,
// and when: a process that is started again and again must not spend without a limit.
func (g *Guard) Remember(asked map[string]time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	for _, name := range slices.SortedFunc(maps.Keys(asked), func(a, b string) int { return asked[a].Compare(asked[b]) }) {
		at := asked[name]
		if _, known := g.bought[name]; known || at.After(now) || now.Sub(at) >= time.Hour {
			continue
		}
		g.bought[name] = at
		g.limiter.AllowN(at, 1)
	}
}

// Refund takes a candidate out of the hour's count: it was certainly not bought.
func (g *Guard) Refund(candidate string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.bought, candidate)
}

// full says how long the hour's limit stays used up for a new candidate.
func (g *Guard) full(candidate string, now time.Time) time.Duration {
	oldest := now
	for e164, at := range g.bought {
		if now.Sub(at) >= time.Hour {
			delete(g.bought, e164)
		} else if at.Before(oldest) {
			oldest = at
		}
	}
	_, again := g.bought[candidate]
	if g.perHour <= 0 || again || len(g.bought) < g.perHour {
		return 0
	}
	return max(oldest.Add(time.Hour).Sub(now), time.Second)
}
