package delivery_test

import (
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("A sweep for texts of which a network never reports", func() {
	It("goes on until an hour after their validity, and then ends", func() {
		const validity = 10 * time.Minute
		w := newWorld(twiliosim.Options{})
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, MessageStatus: twiliosim.Sent})
		w.members(3)
		settings := w.settings()
		settings.Receipts, settings.Validity = roomfile.ReceiptsSweep, validity
		var ahead atomic.Int64
		e, err := delivery.New(w.open(), w.carrier(), settings, delivery.Options{
			Lease: lease, Tick: 50 * time.Millisecond, SweepEvery: 50 * time.Millisecond,
			Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) },
		})
		Expect(err).NotTo(HaveOccurred())
		w.engines = append(w.engines, e)
		e.Start(w.ctx)
		w.say(1, "m1: hello")
		w.settled()

		lists := func() int64 { return w.sim.Counters().MessageLists }
		due := func() bool {
			client := w.client()
			return client.ZScore(w.ctx, "smack:{"+w.name+"}:due_chore", "sweep").Err() == nil
		}
		for _, at := range []time.Duration{0, validity + 59*time.Minute} {
			ahead.Store(int64(at))
			Eventually(lists).Should(BeNumerically(">=", lists()+4))
			Expect(due()).To(BeTrue(), "after %s", at)
		}
		ahead.Store(int64(validity + 61*time.Minute))
		Eventually(due).Should(BeFalse())
	})
})

var _ = Describe("A doubt of a trial account", func() {
	It("is found by its words behind the carrier's own", func() {
		w := newWorld(twiliosim.Options{Accounts: []twiliosim.AccountOptions{{
			SID: twiliosim.DefaultAccountSID, AuthToken: twiliosim.DefaultAuthToken,
			Trial: true, Verified: []string{string(number(1))},
		}}})
		settings := w.settings()
		settings.Receipts = roomfile.ReceiptsOff
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500, Method: "POST", Path: "Messages", Times: 1})
		w.start(1, settings)
		w.tell(number(1), "once")
		w.settled()
		Eventually(w.phone(1).Bodies).Should(ConsistOf(HaveSuffix("once")))
		st, err := w.Stats(w.ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(st.Totals).To(And(HaveKeyWithValue("found", int64(1)), Not(HaveKey("resent"))))
	})
})
