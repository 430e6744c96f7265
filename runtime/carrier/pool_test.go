package carrier_test

import (
	"context"
	"fmt"
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("The pools of Messaging Services", func() {
	ctx := context.Background()
	var (
		account *twiliosim.Account
		c       *carrier.Client
	)
	BeforeEach(func() {
		sim := twiliosim.New(twiliosim.Options{})
		_, err := sim.Start("127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(sim.Close)
		account = sim.Account()
		c = client(sim.BaseURL(), func(c *carrier.Config) {
			c.Credentials = func() carrier.Credentials {
				return carrier.Credentials{AccountSID: account.SID(), AuthToken: account.AuthToken()}
			}
		})
	})

	It("tell which services there are, how they are set, and who is in them", func() {
		dropping := account.AddService(twiliosim.ServiceSettings{FriendlyName: "one"})
		deferring := account.AddService(twiliosim.ServiceSettings{FriendlyName: "two", InboundRequestURL: "https://a.example/", UseInboundWebhookOnNumber: true})
		number, short := account.Own("+14155550100"), account.OwnShortCode("55155")
		Expect(deferring.Add(number)).To(BeTrue())
		Expect(deferring.Add(short)).To(BeTrue())
		found, err := c.Services(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(ConsistOf(
			carrier.Service{SID: dropping.SID(), Name: "one"},
			carrier.Service{SID: deferring.SID(), Name: "two", InboundRequestURL: "https://a.example/", UseInboundWebhookOnNumber: true}))
		Expect(c.ServiceNumbers(ctx, deferring.SID())).To(ConsistOf(number.SID(), short.SID()))
		Expect(c.ServiceNumbers(ctx, dropping.SID())).To(BeEmpty())
	})

	It("let go of a number and of a short code, which stay in the account", func() {
		service := account.AddService(twiliosim.ServiceSettings{})
		for _, n := range []*twiliosim.Number{account.Own("+14155550100"), account.OwnShortCode("55155")} {
			Expect(service.Add(n)).To(BeTrue())
			one := carrier.Number{SID: n.SID(), ShortCode: n.Type() == twiliosim.ShortCode}
			Expect(c.RemoveFromService(ctx, service.SID(), one)).To(Succeed())
			Expect(service.Numbers()).To(BeEmpty())
			Expect(carrier.IsNotFound(c.RemoveFromService(ctx, service.SID(), one))).To(BeTrue())
		}
		Expect(account.Numbers()).To(HaveLen(2))
	})

	It("are read on all pages, and not for ever", func() {
		next := 0
		s := serve(func(w http.ResponseWriter, _ *http.Request) {
			next++
			link := `null`
			if next != 3 {
				link = fmt.Sprintf(`"https://messaging.twilio.com/v1/Services?PageSize=1000&Page=%d&PageToken=PT%d"`, next, next)
			}
			fmt.Fprintf(w, `{"services":[{"sid":"MG%d"}],"meta":{"next_page_url":%s}}`, next, link)
		})
		found, err := s.client().Services(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(found).To(HaveLen(3))
		Expect(s.last().query.Get("PageToken")).To(Equal("PT2"))
		_, err = s.client().Services(ctx)
		Expect(err).To(MatchError(ContainSubstring("does not end")))
	})

	It("are refused by carriers that know none", func() {
		c := serve(answering(404, `{"code":20404,"message":"no"}`)).client()
		_, err := c.Services(ctx)
		Expect(carrier.IsNotFound(err)).To(BeTrue())
		_, err = c.ServiceNumbers(ctx, "MG1")
		Expect(carrier.IsNotFound(err)).To(BeTrue())
	})
})
