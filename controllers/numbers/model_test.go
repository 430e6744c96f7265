package numbers_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/fault"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

// market is a model of a carrier at its worst: requests and answers are lost, requests
// are carried out late, lists lag, and others buy the same numbers.
type market struct {
	numbers.Carrier // whatever a purchase does not need panics
	r               *rand.Rand
	clock           *time.Time
	owned           map[string]numbers.Number // by E.164
	since           map[string]time.Time
	rivals          map[string]bool
	late            []order
	token           string
	mine            int
	faulty          bool
}

type order struct {
	numbers.Order
	due time.Time
}

// The longest that a request is on its way, and that a list lags. Together they stay
// below the grace.
const (
	maxLate = 5 * time.Minute
	maxLag  = 4 * time.Minute
)

func (m *market) chance(percent int) bool { return m.faulty && m.r.IntN(100) < percent }

// tick lets what was late happen.
func (m *market) tick() {
	kept := m.late[:0]
	for _, o := range m.late {
		if o.due.After(*m.clock) {
			kept = append(kept, o)
		} else {
			_, _ = m.sell(o.Order)
		}
	}
	m.late = kept
}

func (m *market) fault() error {
	switch {
	case m.chance(4):
		panic(fault.Crash{})
	case m.chance(4):
		return &carrier.Error{Class: carrier.Doubt, Status: 500}
	case m.chance(3):
		return &carrier.Error{Class: carrier.NotSent, Status: 429, Code: 20429}
	}
	return nil
}

// around does a call that may be lost on its way there or back.
func around[T any](m *market, do func() (T, error)) (result T, err error) {
	m.tick()
	if err := m.fault(); err != nil {
		return result, err
	}
	result, err = do()
	if lost := m.fault(); lost != nil {
		var none T
		return none, &carrier.Error{Class: carrier.Doubt}
	}
	return result, err
}

func (m *market) SearchNumbers(context.Context, numbers.Search) ([]string, error) {
	return around(m, func() ([]string, error) {
		var offers []string
		for range 5 {
			e164 := fmt.Sprintf("+1415555%04d", m.r.IntN(40))
			if m.rivals[e164] || m.owned[e164].SID != "" {
				continue
			}
			offers = append(offers, e164)
		}
		return offers, nil
	})
}

// shown lists what the carrier's lists show by now.
func (m *market) shown(wanted func(numbers.Number) bool) ([]numbers.Number, error) {
	return around(m, func() ([]numbers.Number, error) {
		var list []numbers.Number
		for e164, n := range m.owned {
			lagging := m.faulty && m.clock.Sub(m.since[e164]) < maxLag && m.r.IntN(2) == 0
			if wanted(n) && !lagging {
				list = append(list, n)
			}
		}
		return list, nil
	})
}

func (m *market) NumbersNamed(_ context.Context, name string) ([]numbers.Number, error) {
	return m.shown(func(n numbers.Number) bool { return n.FriendlyName == name })
}

func (m *market) NumbersByE164(_ context.Context, e164 string) ([]numbers.Number, error) {
	return m.shown(func(n numbers.Number) bool { return n.E164 == e164 })
}

func (m *market) FetchNumber(_ context.Context, sid string) (numbers.Number, error) {
	return around(m, func() (numbers.Number, error) {
		for _, n := range m.owned {
			if n.SID == sid {
				return n, nil
			}
		}
		return numbers.Number{}, &carrier.Error{Class: carrier.Rejected, Status: 404, Code: 20404}
	})
}

func (m *market) BuyNumber(_ context.Context, o numbers.Order) (numbers.Number, error) {
	if m.chance(8) {
		m.rivals[o.E164] = true // someone else was faster
	}
	if m.chance(8) {
		m.late = append(m.late, order{o, m.clock.Add(time.Duration(m.r.Int64N(int64(maxLate))))})
		return numbers.Number{}, &carrier.Error{Class: carrier.Doubt, Message: "timeout"}
	}
	return around(m, func() (numbers.Number, error) { return m.sell(o) })
}

func (m *market) sell(o numbers.Order) (numbers.Number, error) {
	if m.rivals[o.E164] || m.owned[o.E164].SID != "" {
		return numbers.Number{}, &carrier.Error{Class: carrier.Rejected, Status: 400, Code: carrier.CodeNumberUnavailable}
	}
	n := numbers.Number{SID: "PN" + o.E164[1:], E164: o.E164, FriendlyName: o.FriendlyName}
	m.owned[o.E164], m.since[o.E164] = n, *m.clock
	m.mine++
	return n, nil
}

// shakyJournal loses writes and the word of them, and finds others writing.
type shakyJournal struct {
	*journal
	m *market
}

func (j shakyJournal) Save(ctx context.Context, s numbers.State) error {
	if j.m.chance(5) {
		j.touch()
	}
	if j.m.chance(4) {
		panic(fault.Crash{})
	}
	if j.m.chance(4) {
		return errors.New("timeout")
	}
	err := j.journal.Save(ctx, s)
	if j.m.chance(4) {
		panic(fault.Crash{})
	}
	if j.m.chance(4) {
		return errors.New("timeout")
	}
	return err
}

// history is one room's life on the market.
func history(ctx context.Context, r *rand.Rand, grace time.Duration, forget bool) (*market, *ledger, error) {
	clock := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	m := &market{
		r: r, clock: &clock, owned: map[string]numbers.Number{}, since: map[string]time.Time{},
		rivals: map[string]bool{}, token: "smack:room", faulty: true,
	}
	l := &ledger{}
	for life := range 120 {
		m.faulty = life < 60 // trouble ends some day
		if err := liveOnMarket(ctx, m, l, grace, forget); err == nil && !m.faulty {
			clock = clock.Add(time.Hour)
			m.tick() // nothing late may spoil it
			return m, l, nil
		}
		clock = clock.Add(time.Duration(r.Int64N(int64(3 * time.Minute))))
	}
	return m, l, errors.New("no number in the end")
}

func liveOnMarket(ctx context.Context, m *market, l *ledger, grace time.Duration, forget bool) error {
	var j numbers.Journal = shakyJournal{l.open(), m}
	if forget {
		j = forgetful{j}
	}
	b := &numbers.Buyer{
		Carrier: m, Guard: generous(), Now: func() time.Time { return *m.clock }, Grace: grace,
		Pause: func(context.Context, time.Duration) error { return nil },
	}
	return fault.Survive(func() error {
		_, err := b.Ensure(ctx, j, numbers.Want{Token: m.token})
		return err
	})
}

// forgetful does not keep count of attempts: what the protocol must not do.
type forgetful struct{ numbers.Journal }

func (j forgetful) Load(ctx context.Context) (numbers.State, error) {
	s, err := j.Journal.Load(ctx)
	s.Attempts = 0
	return s, err
}

var _ = Describe("On the worst of markets", func() {
	// tally lives through histories and counts what went wrong in them.
	tally := func(ctx context.Context, from, to int, grace time.Duration, forget bool) (doubles, orphans, stuck int) {
		seed := uint64(GinkgoRandomSeed())
		for i := from; i < to; i++ {
			m, l, err := history(ctx, rand.New(rand.NewPCG(seed, uint64(i))), grace, forget)
			switch {
			case m.mine > 1:
				doubles++
			case err != nil:
				stuck++
			case len(m.owned) != 1 || m.owned["+"+l.now().SID[2:]].SID == "":
				orphans++
			}
		}
		return doubles, orphans, stuck
	}
	// untilDouble counts on until two numbers were bought once.
	untilDouble := func(ctx context.Context, grace time.Duration, forget bool) bool {
		for from := 0; from < 50_000; from += 100 {
			if doubles, _, _ := tally(ctx, from, from+100, grace, forget); doubles > 0 {
				return true
			}
		}
		return false
	}

	It("a room buys one number", func(ctx SpecContext) {
		doubles, orphans, stuck := tally(ctx, 0, 5_000, numbers.Grace, false)
		Expect(doubles).To(BeZero())
		Expect(orphans).To(BeZero())
		Expect(stuck).To(BeZero())
	})

	It("it would buy two now and then without the grace, so this test would see it", func(ctx SpecContext) {
		Expect(untilDouble(ctx, time.Nanosecond, false)).To(BeTrue())
	})

	It("it would buy two now and then without counting attempts, so this test would see it", func(ctx SpecContext) {
		Expect(untilDouble(ctx, numbers.Grace, true)).To(BeTrue())
	})
})
