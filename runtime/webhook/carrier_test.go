package webhook

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// front is the room's public address: it hands each request to the next pod, as a
// Service does.
type front struct {
	*httptest.Server
	pods []*edge
	turn atomic.Int64
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.pods[int(f.turn.Add(1))%len(f.pods)].ServeHTTP(w, r)
}

// newFront puts two pods of one room behind an address that the carrier calls.
func newFront(sim *twiliosim.Sim) *front {
	f := &front{}
	f.Server = httptest.NewServer(f)
	DeferCleanup(f.Close)
	room := newRoom()
	for range 2 {
		e := newEdge(room, func(c *Config) { c.CarrierURL = sim.BaseURL() })
		e.settings.BaseURL = f.URL + "/family"
		e.tokens = carrier.Credentials{AccountSID: sim.Account().SID(), AuthToken: sim.Account().AuthToken()}
		f.pods = append(f.pods, e)
	}
	return f
}

var _ = Describe("Called by the carrier, two pods", func() {
	var (
		sim   *twiliosim.Sim
		f     *front
		phone *twiliosim.Phone
	)
	BeforeEach(func() {
		sim = twiliosim.New(twiliosim.Options{Unpaced: true, MediaNeedsAuth: true})
		_, err := sim.Start("127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(sim.Close)
		f = newFront(sim)
		sim.Account().Own(roomNumber).SetSmsURL(f.URL + "/family/sms#rc=5&rp=5xx,ct,rt")
		phone = sim.Phone(annNumber)
	})
	says := func(ctx context.Context, p *twiliosim.Phone, body string, media ...twiliosim.Media) twiliosim.WebhookResult {
		GinkgoHelper()
		in, err := p.Text(ctx, roomNumber, body, media...)
		Expect(err).NotTo(HaveOccurred())
		return in.Webhook
	}

	It("take any text, and say nothing by TwiML", func(ctx context.Context) {
		for i, body := range []string{"#join Ann", "one", "two", "#who"} {
			result := says(ctx, phone, body)
			Expect(result.Status).To(Equal(http.StatusOK), "text %d", i)
			Expect(result.Replies).To(BeEmpty())
		}
		Expect(f.pods[0].members()).To(Equal([]string{"Ann"}))
		Expect(f.pods[1].logged()).To(HaveLen(2))
	})

	It("take a text once that the carrier brings twice", func(ctx context.Context) {
		says(ctx, phone, "#join Ann")
		fault := sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultWebhookTwice})
		says(ctx, phone, "hello")
		Eventually(func() float64 { return f.pods[0].took("duplicate") + f.pods[1].took("duplicate") }).Should(Equal(1.0))
		Expect(fault.Hits()).To(Equal(1))
		Expect(f.pods[0].logged()).To(HaveLen(1))
	})

	It("make one member of two joins that race", func(ctx context.Context) {
		atOnce(func() { says(ctx, phone, "#join Ann") }, func() { says(ctx, phone, "#join Annie") })
		Expect(f.pods[0].members()).To(HaveLen(1))
	})

	It("fetch pictures with the account's credentials", func(ctx context.Context) {
		says(ctx, phone, "#join Ann")
		says(ctx, phone, "look", twiliosim.Media{ContentType: "image/png", Data: []byte("a picture")})
		media := f.pods[0].logged()[0].Media
		Expect(media).To(HaveLen(1))
		Expect(media[0].URL).To(HavePrefix(sim.BaseURL()))
		e := f.pods[1]
		res := e.get(PictureAddress(e.settings.BaseURL, e.MediaKey, media[0].URL, e.Now().Add(PictureLifetime)))
		Expect(res.StatusCode).To(Equal(http.StatusOK))
		Expect(body(res)).To(Equal("a picture"))
	})

	It("are brought again what came while Redis was away, once", Serial, func(ctx context.Context) {
		says(ctx, phone, "#join Ann")
		Expect(redisServer.Kill()).To(Succeed())
		// Redis is back as soon as the carrier has been turned away.
		back := make(chan error, 1)
		go func() {
			defer GinkgoRecover()
			Eventually(func() float64 {
				return f.pods[0].counted("sms", "unavailable") + f.pods[1].counted("sms", "unavailable")
			}).WithTimeout(10 * time.Second).Should(BeNumerically(">=", 1))
			back <- redisServer.Start(ctx)
		}()
		result := says(ctx, phone, "still there?")
		Expect(<-back).To(Succeed())
		for n := 0; !result.Delivered && n < 5; n++ { // where Redis took longer than the retries
			result = says(ctx, phone, "still there?")
		}
		Expect(result.Delivered).To(BeTrue(), fmt.Sprint(result.Attempts))
		Expect(f.pods[0].logged()).To(HaveLen(1))
	})
})
