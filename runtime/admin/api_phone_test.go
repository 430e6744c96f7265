package admin_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("A dead letter", func() {
	It("that is sent again through the API arrives on the phone", func(ctx context.Context) {
		p := newProgram()
		sim := sendingWith(ctx, p)
		sim.Account().AllowRegions("CA") // Twilio's 21408
		p.post("/members/2/stop", "", nil)
		var failed admin.LetterPage
		Eventually(func() []admin.Letter { p.get("/queues/failed", &failed); return failed.Letters }).Should(HaveExactElements(
			And(HaveField("Code", carrier.CodeRegionNotEnabled), HaveField("To", string(bobPhone)), HaveField("Retriable", true))))
		Expect(sim.Phone(string(bobPhone)).Bodies()).To(BeEmpty())

		sim.Account().AllowRegions()
		var count admin.Count
		p.post("/queues/failed/retry", fmt.Sprintf(`{"ids": [%q]}`, failed.Letters[0].ID), &count)
		Expect(count).To(Equal(admin.Count{Count: 1}))
		Eventually(sim.Phone(string(bobPhone)).Bodies).Should(HaveExactElements(HavePrefix("You have stopped")))
		Eventually(func() int64 {
			stats, err := p.store.Stats(ctx)
			Expect(err).NotTo(HaveOccurred())
			return stats.Directs + stats.Held + stats.Doubts
		}).Should(BeZero(), "nothing is left that could send it twice")
		Expect(sim.Phone(string(bobPhone)).Bodies()).To(HaveLen(1))
		p.get("/queues/failed", &failed)
		Expect(failed.Letters).To(BeEmpty())
	})
})

// sendingWith lets the program's room send, to the phones of a simulated carrier.
func sendingWith(ctx context.Context, p *program) *twiliosim.Sim {
	GinkgoHelper()
	sim := twiliosim.New(twiliosim.Options{Unpaced: true, DeliveryTime: time.Millisecond})
	base, err := sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	sim.Account().Own(string(p.room.Number))
	client, err := carrier.New(carrier.Config{BaseURL: base, MaxInFlight: 10, Timeout: time.Second, Credentials: func() carrier.Credentials {
		return carrier.Credentials{AccountSID: twiliosim.DefaultAccountSID, AuthToken: twiliosim.DefaultAuthToken}
	}})
	Expect(err).NotTo(HaveOccurred())
	engine, err := delivery.New(p.store, client, delivery.Settings{Number: string(p.room.Number), StatusCallback: "http://127.0.0.1:1/status", Room: p.room},
		delivery.Options{Lease: 3 * time.Second, Tick: 100 * time.Millisecond, Services: p.services})
	Expect(err).NotTo(HaveOccurred())
	engine.Start(ctx)
	DeferCleanup(func(ctx context.Context) {
		Expect(engine.Stop(ctx)).To(Succeed())
		client.Close()
		Expect(sim.Close()).To(Succeed())
	})
	return sim
}
