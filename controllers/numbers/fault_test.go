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
	"github.com/smackdev/smack/runtime/twiliosim"
)

// doomedJournal is a journal whose every call may go wrong.
type doomedJournal struct {
	*journal
	fate *fault.Fate
}

func (j doomedJournal) Load(ctx context.Context) (s numbers.State, err error) {
	answers := fault.Answers{Open: errors.New("timeout"), Busy: errors.New("busy"), No: errors.New("forbidden")}
	err = j.fate.Act("load", answers, func() error {
		s, err = j.journal.Load(ctx)
		return err
	})
	return s, err
}

func (j doomedJournal) Save(ctx context.Context, s numbers.State) error {
	answers := fault.Answers{Open: errors.New("timeout"), Busy: errors.New("busy"), No: errConflict}
	return j.fate.Act("save", answers, func() error { return j.journal.Save(ctx, s) })
}

// world is one room, one carrier account, and a clock.
type world struct {
	carrier numbers.Carrier
	ledger  *ledger
	clock   time.Time
	fate    *fault.Fate
	token   string
	grace   time.Duration
}

// live is one process that reconciles until it dies or returns.
func (w *world) live(ctx context.Context) (result numbers.Result, err error) {
	b := &numbers.Buyer{
		Carrier: fault.Carrier(w.carrier, w.fate), Guard: generous(),
		Now: func() time.Time { return w.clock }, Grace: w.grace,
		Pause: func(context.Context, time.Duration) error { return nil },
	}
	err = fault.Survive(func() error {
		result, err = b.Ensure(ctx, doomedJournal{w.ledger.open(), w.fate}, numbers.Want{Token: w.token, Search: anywhere})
		return err
	})
	return result, err
}

// late is after how many lives a request arrives that was late, within the grace.
const late = 3

// converge restarts until the room has its number.
func (w *world) converge(ctx context.Context, lives int) (numbers.Result, error) {
	var last error
	for life := range lives {
		if life == late {
			w.fate.CatchUp()
		}
		result, err := w.live(ctx)
		if err == nil {
			w.fate.CatchUp()
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

	room := func(plan map[int]fault.Mishap) *world {
		rooms++
		return &world{
			carrier: client, ledger: &ledger{}, clock: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
			fate: &fault.Fate{Plan: plan}, token: numbers.OwnerToken("cluster", "ns", fmt.Sprint("room", rooms)),
		}
	}
	// check lets the room converge and looks for what must not be.
	check := func(ctx context.Context, plan map[int]fault.Mishap) *fault.Fate {
		w := room(plan)
		before := sim.Counters().Purchases
		result, err := w.converge(ctx, 30)
		story := fmt.Sprintf("plan %v\n%v", plan, w.fate.Log())
		Expect(err).NotTo(HaveOccurred(), story)
		Expect(sim.Counters().Purchases-before).To(BeEquivalentTo(1), story)
		Expect(bearing(account, w.token)).To(Equal(1), story)
		Expect(w.ledger.now().SID).To(Equal(result.Number.SID), story)
		Expect(w.ledger.now().Candidate).To(BeEmpty(), story)
		Expect(sim.Number(result.Number.E164).SID()).To(Equal(result.Number.SID), story)
		return w.fate
	}
	// acts are those of a run in which all goes well, and a few that follow a mishap.
	acts := func(ctx context.Context) int {
		well := check(ctx, nil)
		Expect(well.Log()).To(HaveExactElements(
			"load", "carrier: list by token", "carrier: search", "save", "carrier: list by number", "save", "carrier: buy", "save"))
		return len(well.Log()) + 8
	}

	It("once: one number is bought and none is forgotten", func(ctx SpecContext) {
		for i := range acts(ctx) {
			for _, m := range fault.Mishaps() {
				check(ctx, map[int]fault.Mishap{i + 1: m})
			}
		}
	})

	It("in pairs: one number is bought and none is forgotten", func(ctx SpecContext) {
		r := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 2))
		n, mishaps := acts(ctx), fault.Mishaps()
		for range 400 {
			check(ctx, map[int]fault.Mishap{
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
