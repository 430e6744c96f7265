package carrier_test

import (
	"context"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	api "github.com/twilio/twilio-go/rest/api/v2010"
	messaging "github.com/twilio/twilio-go/rest/messaging/v1"

	"github.com/smackdev/smack/runtime/carrier"
)

// What twilio-go's own client does wrong, ours must do right.
var _ = Describe("The client below twilio-go", func() {
	ctx := context.Background()
	noNumbers := answering(200, `{"incoming_phone_numbers": []}`)

	It("leaves list filters as they are", func() {
		s := serve(noNumbers)
		params := (&api.ListIncomingPhoneNumberParams{}).SetFriendlyName("room.2 10.0.0.1 ä+&").SetPageSize(7)
		_, err := s.client().API(ctx).PageIncomingPhoneNumber(params, "", "")
		Expect(err).NotTo(HaveOccurred())
		Expect(s.last().query.Get("FriendlyName")).To(Equal("room.2 10.0.0.1 ä+&"))
		Expect(s.last().query.Get("PageSize")).To(Equal("7"))
		Expect(s.last().header).NotTo(HaveKey("Content-Type"), "a GET has no body")
	})

	It("does not look at TWILIO_REGION and TWILIO_EDGE", func() {
		GinkgoT().Setenv("TWILIO_REGION", "au1")
		GinkgoT().Setenv("TWILIO_EDGE", "sydney")
		s := serve(noNumbers)
		_, err := s.client().API(ctx).PageIncomingPhoneNumber(nil, "", "")
		Expect(err).NotTo(HaveOccurred())
		Expect(s.last().path).To(Equal("/2010-04-01/Accounts/AC0123/IncomingPhoneNumbers.json"))
	})

	It("ends with its context", func() {
		release := make(chan struct{})
		s := serve(func(http.ResponseWriter, *http.Request) { <-release })
		defer close(release)
		short, cancel := context.WithTimeout(ctx, 30*time.Millisecond)
		defer cancel()
		_, err := s.client().API(short).FetchAccount("AC0123")
		Expect(err).To(MatchError(context.DeadlineExceeded))
	})

	It("takes credentials that are not alphanumeric", func() {
		s := serve(answering(200, `{"sid": "x"}`))
		c := client(s.URL, func(c *carrier.Config) {
			c.Credentials = func() carrier.Credentials {
				return carrier.Credentials{AccountSID: "11-22", AuthToken: "PT_a-b", APIKeySID: "k-1", APIKeySecret: "s/=:"}
			}
		})
		_, err := c.API(ctx).FetchAccount("11-22")
		Expect(err).NotTo(HaveOccurred())
		Expect([]string{s.last().user, s.last().pass}).To(Equal([]string{"k-1", "s/=:"}))
	})

	It("posts a form once, whatever comes back", func() {
		s := serve(answering(500, `<html>`))
		params := (&api.CreateIncomingPhoneNumberParams{}).SetPhoneNumber("+14155550100").SetFriendlyName("smack:x")
		_, err := s.client().API(ctx).CreateIncomingPhoneNumber(params)
		Expect(carrier.AsError(err).Class).To(Equal(carrier.Doubt))
		Expect(s.asked).To(HaveLen(1))
		Expect(s.last().header.Get("Content-Type")).To(Equal("application/x-www-form-urlencoded"))
		Expect(s.last().form.Get("PhoneNumber")).To(Equal("+14155550100"))
		Expect(s.last().query).To(BeEmpty())
	})

	DescribeTable("gives typed errors only", func(status int, body string, class carrier.Class, code int) {
		_, err := serve(answering(status, body)).client().API(ctx).FetchAccount("AC0123")
		e := carrier.AsError(err)
		Expect(e.Class).To(Equal(class))
		Expect(e.Code).To(Equal(code))
	},
		Entry("a JSON refusal", 404, `{"code":20404,"message":"gone","more_info":"x","status":404}`, carrier.Rejected, 20404),
		Entry("a page instead of a refusal", 502, `<html>`, carrier.Doubt, 0),
		Entry("a page instead of an answer", 200, `<html>`, carrier.Doubt, 0),
		Entry("an answer of another shape", 200, `{"sid": 5}`, carrier.Doubt, 0),
		Entry("half an answer", 200, `{"sid": "AC`, carrier.Doubt, 0),
	)

	It("reads answers to their end, so that the connection serves again", func() {
		s := serve(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(400)
			_, _ = w.Write([]byte(`{"code": 21211}`))
			w.(http.Flusher).Flush()
			_, _ = w.Write([]byte(strings.Repeat(" ", 5000)))
		})
		c := s.client()
		for range 20 {
			_, err := c.API(ctx).FetchAccount("AC0123")
			Expect(carrier.AsError(err).Code).To(Equal(21211))
		}
		Expect(s.connections()).To(Equal(1))
	})

	It("takes an answer without end for a doubt, and not for memory", func() {
		s := serve(func(w http.ResponseWriter, _ *http.Request) {
			chunk := []byte(strings.Repeat("x", 1<<20))
			for range 20 {
				if _, err := w.Write(chunk); err != nil {
					return
				}
			}
		})
		_, err := s.client().API(ctx).FetchAccount("AC0123")
		Expect(err).To(MatchError(ContainSubstring("too long")))
	})

	It("serves every product from a base URL of one's own", func() {
		s := serve(answering(200, `{"sid": "MG1", "use_inbound_webhook_on_number": true}`))
		c := client(s.URL + "/prefix")
		_, err := c.Messaging(ctx).UpdateService("MG1", (&messaging.UpdateServiceParams{}).SetUseInboundWebhookOnNumber(true))
		Expect(err).NotTo(HaveOccurred())
		Expect(s.last().path).To(Equal("/prefix/v1/Services/MG1"))
		Expect(s.last().form.Get("UseInboundWebhookOnNumber")).To(Equal("true"))
	})
})
