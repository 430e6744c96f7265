package numbers_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// mishap is what happens to one act.
type mishap string

const (
	crashBefore mishap = "crash-before" // the process dies, the act was not done
	crashAfter  mishap = "crash-after"  // the act was done, the process dies before it hears
	failBefore  mishap = "fail-before"  // not done, an error that leaves it open
	failAfter   mishap = "fail-after"   // done, an error that leaves it open
	throttle    mishap = "throttle"     // not done, 429 (carrier) or a conflict (journal)
	refuse      mishap = "refuse"       // not done, a plain no (carrier) or a conflict (journal)
)

var mishaps = []mishap{crashBefore, crashAfter, failBefore, failAfter, throttle, refuse}

// crash is how a process dies in these tests.
type crash struct{}

var errLost = &carrier.Error{Class: carrier.Doubt, Message: "connection reset"}

// fate decides about each act of a run, by its number.
type fate struct {
	acts int
	plan map[int]mishap
	// log tells what was done, for a failed spec to show.
	log []string
}

// act does one act, or not, as planned.
func (f *fate) act(name string, open, no error, do func() error) error {
	f.acts++
	m := f.plan[f.acts]
	f.log = append(f.log, fmt.Sprintf("%d %s %s", f.acts, name, m))
	switch m {
	case crashBefore:
		panic(crash{})
	case failBefore:
		return open
	case throttle:
		return &carrier.Error{Class: carrier.NotSent, Status: 429, Code: 20429, RetryAfter: time.Second}
	case refuse:
		return no
	}
	err := do()
	switch m {
	case crashAfter:
		panic(crash{})
	case failAfter:
		return open
	}
	return err
}

// doomedCarrier is a carrier whose every call may go wrong.
type doomedCarrier struct {
	numbers.Carrier
	fate *fate
}

func call[T any](f *fate, name string, do func() (T, error)) (result T, err error) {
	no := &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 99999, Message: "no"}
	err = f.act(name, errLost, no, func() error {
		var e error
		result, e = do()
		return e
	})
	if err != nil {
		var none T
		return none, err
	}
	return result, nil
}

func (c doomedCarrier) SearchNumbers(ctx context.Context, s numbers.Search) ([]string, error) {
	return call(c.fate, "search", func() ([]string, error) { return c.Carrier.SearchNumbers(ctx, s) })
}

func (c doomedCarrier) NumbersNamed(ctx context.Context, name string) ([]numbers.Number, error) {
	return call(c.fate, "find by token", func() ([]numbers.Number, error) { return c.Carrier.NumbersNamed(ctx, name) })
}

func (c doomedCarrier) NumbersByE164(ctx context.Context, e164 string) ([]numbers.Number, error) {
	return call(c.fate, "find candidate", func() ([]numbers.Number, error) { return c.Carrier.NumbersByE164(ctx, e164) })
}

func (c doomedCarrier) FetchNumber(ctx context.Context, sid string) (numbers.Number, error) {
	return call(c.fate, "fetch", func() (numbers.Number, error) { return c.Carrier.FetchNumber(ctx, sid) })
}

func (c doomedCarrier) BuyNumber(ctx context.Context, o numbers.Order) (numbers.Number, error) {
	return call(c.fate, "buy", func() (numbers.Number, error) { return c.Carrier.BuyNumber(ctx, o) })
}

// doomedJournal is a journal whose every call may go wrong.
type doomedJournal struct {
	*journal
	fate *fate
}

func (j doomedJournal) Load(ctx context.Context) (s numbers.State, err error) {
	err = j.fate.act("load", errors.New("timeout"), errors.New("forbidden"), func() error {
		s, err = j.journal.Load(ctx)
		return err
	})
	return s, err
}

func (j doomedJournal) Save(ctx context.Context, s numbers.State) error {
	return j.fate.act("save", errors.New("timeout"), errConflict, func() error { return j.journal.Save(ctx, s) })
}

// world is one room, one carrier account, and a clock.
type world struct {
	carrier numbers.Carrier
	ledger  *ledger
	clock   time.Time
	fate    *fate
	token   string
	grace   time.Duration
}

// live is one process that reconciles until it dies or returns.
func (w *world) live(ctx context.Context) (result numbers.Result, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, crashed := r.(crash); !crashed {
				panic(r)
			}
			err = errors.New("crashed")
		}
	}()
	b := &numbers.Buyer{
		Carrier: doomedCarrier{w.carrier, w.fate}, Guard: generous(),
		Now: func() time.Time { return w.clock }, Grace: w.grace,
		Pause: func(context.Context, time.Duration) error { return nil },
	}
	return b.Ensure(ctx, doomedJournal{w.ledger.open(), w.fate}, numbers.Want{Token: w.token, Search: anywhere})
}

// converge restarts until the room has its number.
func (w *world) converge(ctx context.Context, lives int) (numbers.Result, error) {
	var last error
	for range lives {
		result, err := w.live(ctx)
		if err == nil {
			return result, nil
		}
		last = err
		w.clock = w.clock.Add(time.Minute)
	}
	return numbers.Result{}, last
}

var _ = Describe("Whatever fails while a number is bought", func() {
	var (
		sim     *twiliosim.Sim
		account *twiliosim.Account
		client  *carrier.Client
		rooms   int
	)
	BeforeEach(func() {
		sim = simulator()
		account = sim.Account()
		client = clientOf(sim, account)
	})

	room := func(plan map[int]mishap) *world {
		rooms++
		return &world{
			carrier: client, ledger: &ledger{}, clock: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
			fate: &fate{plan: plan}, token: numbers.OwnerToken("cluster", "ns", fmt.Sprint("room", rooms)),
		}
	}
	// check lets the room converge and looks for what must not be.
	check := func(ctx context.Context, plan map[int]mishap) *fate {
		w := room(plan)
		before := sim.Counters().Purchases
		result, err := w.converge(ctx, 30)
		story := fmt.Sprintf("plan %v\n%v", plan, w.fate.log)
		Expect(err).NotTo(HaveOccurred(), story)
		Expect(sim.Counters().Purchases-before).To(BeEquivalentTo(1), story)
		Expect(bearing(account, w.token)).To(Equal(1), story)
		Expect(w.ledger.now()).To(Equal(numbers.State{SID: result.Number.SID}), story)
		Expect(sim.Number(result.Number.E164).SID()).To(Equal(result.Number.SID), story)
		return w.fate
	}
	// acts are those of a run in which all goes well, and a few that follow a mishap.
	acts := func(ctx context.Context) int {
		well := check(ctx, nil)
		Expect(well.acts).To(Equal(8), "load, find by token, search, save, find candidate, save, buy, save: %v", well.log)
		return well.acts + 8
	}

	It("once: one number is bought and none is forgotten", func(ctx SpecContext) {
		for i := range acts(ctx) {
			for _, m := range mishaps {
				check(ctx, map[int]mishap{i + 1: m})
			}
		}
	})

	It("in pairs: one number is bought and none is forgotten", func(ctx SpecContext) {
		r := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 2))
		n := acts(ctx)
		for range 400 {
			check(ctx, map[int]mishap{
				r.IntN(n) + 1: mishaps[r.IntN(len(mishaps))],
				r.IntN(n) + 1: mishaps[r.IntN(len(mishaps))],
			})
		}
	})

	DescribeTable("on the wire: one number is bought and none is forgotten",
		func(ctx SpecContext, f twiliosim.Fault) {
			fast, err := carrier.New(carrier.Config{
				BaseURL: sim.BaseURL(), Timeout: 150 * time.Millisecond,
				Credentials: carrier.NewKeyring(carrier.Credentials{AccountSID: account.SID(), AuthToken: account.AuthToken()}).Current,
			})
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(fast.Close)
			client = fast
			for _, path := range []string{"/IncomingPhoneNumbers.json", "/AvailablePhoneNumbers/"} {
				for _, method := range []string{"GET", "POST"} {
					f.Method, f.Path, f.Times = method, path, 2
					armed := sim.Inject(f)
					check(ctx, nil)
					if path != "/AvailablePhoneNumbers/" || method == "GET" {
						Expect(armed.Hits()).To(BeNumerically(">", 0))
					}
					armed.Clear()
				}
			}
		},
		Entry("accept, then hang", twiliosim.Fault{Kind: twiliosim.FaultAcceptThenHang}),
		Entry("accept, then 500", twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500}),
		Entry("accept, then reset", twiliosim.Fault{Kind: twiliosim.FaultAcceptThenReset}),
		Entry("accept, then half an answer", twiliosim.Fault{Kind: twiliosim.FaultAcceptThenTruncate}),
		Entry("accept, then a page", twiliosim.Fault{Kind: twiliosim.FaultAcceptThenHTML}),
		Entry("hang", twiliosim.Fault{Kind: twiliosim.FaultHang}),
		Entry("reset", twiliosim.Fault{Kind: twiliosim.FaultReset}),
		Entry("500", twiliosim.Fault{Kind: twiliosim.FaultRefuse}),
		Entry("401", twiliosim.Fault{Kind: twiliosim.FaultRefuse, Status: 401, Code: 20003}),
		Entry("429", twiliosim.Fault{Kind: twiliosim.FaultTooManyRequests}),
		Entry("502", twiliosim.Fault{Kind: twiliosim.FaultBadGateway}),
	)
})
