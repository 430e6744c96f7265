package carrier_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// The same client against a whole carrier.
var _ = Describe("Against the simulator", func() {
	ctx := context.Background()
	const room, ann = "+14155550100", "+14155550101"
	var (
		sim *twiliosim.Sim
		c   *carrier.Client
	)
	BeforeEach(func() {
		sim = twiliosim.New(twiliosim.Options{Unpaced: true, DeliveryTime: time.Millisecond})
		_, err := sim.Start("127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(sim.Close)
		sim.Account().Own(room)
		c = client(sim.BaseURL(), func(c *carrier.Config) {
			c.Timeout = 300 * time.Millisecond
			c.Credentials = func() carrier.Credentials {
				return carrier.Credentials{AccountSID: sim.Account().SID(), AuthToken: sim.Account().AuthToken()}
			}
		})
	})
	send := func(body, to string) (carrier.Accepted, error) {
		return c.Prepare(carrier.Template{From: room, Body: body, Validity: time.Minute}).Send(ctx, to, "")
	}

	It("a text arrives as it was sent, and can be looked up", func() {
		body := "Ann: “1 + 1 = 2” & 50% ✓\nnew line"
		sent, err := send(body, ann)
		Expect(err).NotTo(HaveOccurred())
		Expect(sent.Segments).To(Equal(carrier.Segments(body).Segments))
		Eventually(sim.Phone(ann).Bodies).Should(Equal([]string{body}))
		Eventually(func() (bool, error) { m, err := c.FetchMessage(ctx, sent.SID); return m.Final(), err }).Should(BeTrue())
	})

	DescribeTable("a doubt is settled by the list", func(kind twiliosim.FaultKind, arrives int) {
		begin := time.Now()
		sim.Inject(twiliosim.Fault{Kind: kind, Method: "POST", Path: "/Messages.json", Times: 1})
		_, err := send("hello", ann)
		Expect(carrier.AsError(err).Class).To(Equal(carrier.Doubt))
		found, err := c.Find(ctx, ann, room, begin)
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(HaveLen(arrives))
		for _, m := range found {
			Expect(m.Body).To(Equal("hello"))
		}
	},
		Entry("accepted, then silence", twiliosim.FaultAcceptThenHang, 1),
		Entry("accepted, then 500", twiliosim.FaultAcceptThen500, 1),
		Entry("accepted, then reset", twiliosim.FaultAcceptThenReset, 1),
		Entry("accepted, then half an answer", twiliosim.FaultAcceptThenTruncate, 1),
		Entry("accepted, then a page", twiliosim.FaultAcceptThenHTML, 1),
		Entry("silence", twiliosim.FaultHang, 0),
		Entry("reset", twiliosim.FaultReset, 0),
		Entry("500", twiliosim.FaultRefuse, 0),
		Entry("a page", twiliosim.FaultBadGateway, 0),
	)

	It("a 429 is never a doubt", func() {
		sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultTooManyRequests, RetryAfter: 2 * time.Second, Times: 1})
		_, err := send("hello", ann)
		Expect(carrier.AsError(err)).To(And(HaveField("Class", carrier.NotSent), HaveField("RetryAfter", 2*time.Second)))
		_, err = send("hello", ann)
		Expect(err).NotTo(HaveOccurred())
	})

	DescribeTable("a refusal means what the table says", func(prepare func(), to string, effect carrier.Effect) {
		prepare()
		_, err := send("hello", to)
		e := carrier.AsError(err)
		Expect(e.Class).To(Equal(carrier.Rejected))
		Expect(e.Meaning().Effect).To(Equal(effect))
		Expect(e.Meaning().Known).To(BeTrue())
	},
		Entry("opted out", func() { sim.Number(room).OptOut(ann) }, ann, carrier.MemberOptedOut),
		Entry("a landline", func() { sim.Phone(ann).SetLandline(true) }, ann, carrier.MemberUnreachable),
		Entry("no number", func() {}, "+15005550001", carrier.MemberUnreachable),
		Entry("a closed region", func() { sim.Account().AllowRegions("DE") }, ann, carrier.MemberBarred),
		Entry("a suspended account", func() { sim.Account().Suspend(true) }, ann, carrier.PauseAccount),
		Entry("wrong credentials", func() {
			c = client(sim.BaseURL(), func(c *carrier.Config) {
				c.Credentials = func() carrier.Credentials {
					return carrier.Credentials{AccountSID: sim.Account().SID(), AuthToken: "wrong"}
				}
			})
		}, ann, carrier.PauseAccount),
	)

	It("pages tell of every text, once", func() {
		for range 25 {
			_, err := send("hello", ann)
			Expect(err).NotTo(HaveOccurred())
		}
		seen := map[string]bool{}
		for page, err := range c.Pages(ctx, carrier.Query{From: room, PageSize: 10}) {
			Expect(err).NotTo(HaveOccurred())
			for _, m := range page {
				seen[m.SID] = true
			}
		}
		Expect(seen).To(HaveLen(25))
	})

	It("agrees on signatures and segments", func() {
		for _, counted := range readCounted("testdata/segments.jsonl")[:100] {
			Expect(twiliosim.Segments(counted.Text)).To(Equal(carrier.Segments(counted.Text).Segments), "%q", counted.Text)
		}
		form := map[string][]string{"Body": {"a", "b", "a"}, "From": {ann}}
		Expect(twiliosim.Sign("t", "https://a.example/x#rc=3", form)).To(Equal(carrier.Sign("t", "https://a.example/x", form)))
	})
})
