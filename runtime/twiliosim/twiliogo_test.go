package twiliosim_test

import (
	"net/http"
	"net/url"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	twilio "github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
	messaging "github.com/twilio/twilio-go/rest/messaging/v1"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// rebase sends requests for Twilio's hosts to the simulator.
type rebase struct{ to *url.URL }

func (r rebase) RoundTrip(q *http.Request) (*http.Response, error) {
	q = q.Clone(q.Context())
	q.URL.Scheme, q.URL.Host, q.Host = r.to.Scheme, r.to.Host, ""
	return http.DefaultTransport.RoundTrip(q)
}

func (w *world) sdk() *twilio.Client {
	GinkgoHelper()
	base, err := url.Parse(w.base)
	Expect(err).NotTo(HaveOccurred())
	client := &twilio.Client{Credentials: twilio.NewCredentials(w.account.SID(), w.account.AuthToken()),
		HTTPClient: &http.Client{Transport: rebase{base}}}
	client.SetAccountSid(w.account.SID())
	return client
}

var _ = Describe("twilio-go", func() {
	It("finds, buys, configures, lists and releases numbers", func() {
		w := start(twiliosim.Options{})
		rest := api.NewApiServiceWithClient(w.sdk())
		offers, err := rest.ListAvailablePhoneNumberLocal("US", (&api.ListAvailablePhoneNumberLocalParams{}).SetAreaCode(415).SetSmsEnabled(true).SetLimit(5))
		Expect(err).NotTo(HaveOccurred())
		Expect(offers).To(HaveLen(5))
		Expect(*offers[0].PhoneNumber).To(HavePrefix("+1415"))
		Expect(offers[0].Capabilities.Sms).To(BeTrue())

		bought, err := rest.CreateIncomingPhoneNumber((&api.CreateIncomingPhoneNumberParams{}).SetPhoneNumber(*offers[0].PhoneNumber).SetFriendlyName("smack:abc"))
		Expect(err).NotTo(HaveOccurred())
		Expect(*bought.PhoneNumber).To(Equal(*offers[0].PhoneNumber))
		updated, err := rest.UpdateIncomingPhoneNumber(*bought.Sid, (&api.UpdateIncomingPhoneNumberParams{}).SetSmsUrl("https://sms.example.com/sms#rc=3"))
		Expect(err).NotTo(HaveOccurred())
		Expect(*updated.SmsUrl).To(Equal("https://sms.example.com/sms#rc=3"))
		listed, err := rest.ListIncomingPhoneNumber((&api.ListIncomingPhoneNumberParams{}).SetFriendlyName("smack:abc"))
		Expect(err).NotTo(HaveOccurred())
		Expect(listed).To(HaveLen(1))
		Expect(rest.DeleteIncomingPhoneNumber(*bought.Sid, nil)).To(Succeed())
		Expect(w.Counters().Releases).To(BeEquivalentTo(1))
	})

	It("pages through a list", func() {
		w := start(twiliosim.Options{Unpaced: true})
		for range 25 {
			Expect(w.send(ann, "hi").status).To(Equal(http.StatusCreated))
		}
		rest := api.NewApiServiceWithClient(w.sdk())
		messages, err := rest.ListMessage((&api.ListMessageParams{}).SetTo(ann).SetPageSize(10))
		Expect(err).NotTo(HaveOccurred())
		sids := map[string]bool{}
		for _, m := range messages {
			sids[*m.Sid] = true
		}
		Expect(sids).To(HaveLen(25))
	})

	It("sends, fetches and reads errors", func() {
		w := start(twiliosim.Options{})
		rest := api.NewApiServiceWithClient(w.sdk())
		sent, err := rest.CreateMessage((&api.CreateMessageParams{}).SetFrom(room).SetTo(ann).SetBody("hi"))
		Expect(err).NotTo(HaveOccurred())
		fetched, err := rest.FetchMessage(*sent.Sid, nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(*fetched.Body).To(Equal("hi"))
		_, err = rest.CreateMessage((&api.CreateMessageParams{}).SetFrom(room).SetTo("12").SetBody("hi"))
		var refused *twilio.TwilioRestError
		Expect(err).To(BeAssignableToTypeOf(refused))
		Expect(err.(*twilio.TwilioRestError).Code).To(Equal(21211))
	})

	It("handles Messaging Services", func() {
		w := start(twiliosim.Options{})
		rest := messaging.NewApiServiceWithClient(w.sdk())
		service, err := rest.CreateService((&messaging.CreateServiceParams{}).SetFriendlyName("rooms").SetUseInboundWebhookOnNumber(true))
		Expect(err).NotTo(HaveOccurred())
		_, err = rest.CreatePhoneNumber(*service.Sid, (&messaging.CreatePhoneNumberParams{}).SetPhoneNumberSid(w.number.SID()))
		Expect(err).NotTo(HaveOccurred())
		pool, err := rest.ListPhoneNumber(*service.Sid, nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(pool).To(HaveLen(1))
		services, err := rest.ListService(nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(services).To(HaveLen(1))
		Expect(*services[0].UseInboundWebhookOnNumber).To(BeTrue())
	})
})
