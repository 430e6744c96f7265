package twiliosim_test

import (
	"crypto/x509"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

func without(v url.Values, names ...string) url.Values {
	c := url.Values{}
	for name, values := range v {
		if !slices.Contains(names, name) {
			c[name] = values
		}
	}
	return c
}

// failing answers the first n requests with a status.
func failing(n, status int) func(int, http.ResponseWriter, *http.Request) {
	return func(i int, w http.ResponseWriter, _ *http.Request) {
		if i <= n {
			w.WriteHeader(status)
		}
	}
}

var _ = Describe("An inbound text", func() {
	It("tells the webhook everything that Twilio documents", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.number.SetSmsURL(hooks.URL)
		in, err := w.Phone("+12125550123").Text(ctx, room, "hello")
		Expect(err).NotTo(HaveOccurred())
		got := hooks.seen()[0]
		flat := map[string]string{}
		for name := range got.form {
			flat[name] = got.form.Get(name)
		}
		Expect(flat).To(Equal(map[string]string{
			"MessageSid": in.SID, "SmsSid": in.SID, "SmsMessageSid": in.SID, "AccountSid": w.account.SID(),
			"From": "+12125550123", "To": room, "Body": "hello", "NumMedia": "0", "NumSegments": "1", "SmsStatus": "received",
			"ApiVersion": "2010-04-01", "FromCity": "NEW YORK", "FromState": "NY", "FromZip": "10001", "FromCountry": "US",
			"ToCity": "SAN FRANCISCO", "ToState": "CA", "ToZip": "94105", "ToCountry": "US"}))
		Expect(in.SID).To(MatchRegexp(`^SM[0-9a-f]{32}$`))
		Expect(got.header.Get("I-Twilio-Idempotency-Token")).NotTo(BeEmpty())
		Expect(got.header.Get("Content-Type")).To(HavePrefix("application/x-www-form-urlencoded"))
	})

	It("stands in the account's log, newest first, even if no webhook took it", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		_, err := w.Phone(ann).Text(ctx, room, "one")
		Expect(err).NotTo(HaveOccurred())
		_, err = w.Phone(ann).Text(ctx, room, "two")
		Expect(err).NotTo(HaveOccurred())
		list := w.get("Messages.json?To=" + url.QueryEscape(room)).body["messages"].([]any)
		Expect(list).To(HaveLen(2))
		Expect(list[0]).To(And(HaveKeyWithValue("body", "two"), HaveKeyWithValue("direction", "inbound"), HaveKeyWithValue("status", "received")))
	})

	It("carries pictures that can be fetched", func(ctx SpecContext) {
		w := start(twiliosim.Options{MediaNeedsAuth: true})
		hooks := serve(nil)
		w.number.SetSmsURL(hooks.URL)
		_, err := w.Phone(ann).Text(ctx, room, "look", twiliosim.Media{ContentType: "image/png", Data: []byte("PNG")})
		Expect(err).NotTo(HaveOccurred())
		got := hooks.seen()[0].form
		Expect(got.Get("MessageSid")).To(MatchRegexp(`^MM[0-9a-f]{32}$`))
		Expect(got.Get("NumMedia")).To(Equal("1"))
		Expect(got.Get("MediaContentType0")).To(Equal("image/png"))
		address, err := url.Parse(got.Get("MediaUrl0"))
		Expect(err).NotTo(HaveOccurred())
		picture := w.ask(http.MethodGet, address.Path, nil)
		Expect(picture.text).To(Equal("PNG"))
		Expect(picture.header.Get("Content-Type")).To(Equal("image/png"))
		stranger, err := http.Get(got.Get("MediaUrl0"))
		Expect(err).NotTo(HaveOccurred())
		Expect(stranger.Body.Close()).To(Succeed())
		Expect(stranger.StatusCode).To(Equal(http.StatusUnauthorized))
		media := w.get("Messages/" + got.Get("MessageSid") + "/Media.json").body["media_list"].([]any)
		Expect(media).To(HaveLen(1))
	})

	It("is answered by TwiML", func(ctx SpecContext) {
		w := start(twiliosim.Options{Unpaced: true})
		hooks := serve(func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/xml")
			_, _ = w.Write([]byte(`<?xml version="1.0"?><Response><Message>plain</Message><Message to="` + bob + `"><Body>nested</Body></Message></Response>`))
		})
		w.number.SetSmsURL(hooks.URL)
		in, err := w.Phone(ann).Text(ctx, room, "hi")
		Expect(err).NotTo(HaveOccurred())
		Expect(in.Webhook.Replies).To(Equal([]string{"plain", "nested"}))
		Eventually(w.Phone(ann).Bodies).Should(Equal([]string{"plain"}))
		Eventually(w.Phone(bob).Bodies).Should(Equal([]string{"nested"}))
		Expect(w.get("Messages.json?To=" + url.QueryEscape(bob)).body["messages"].([]any)[0]).To(HaveKeyWithValue("direction", "outbound-reply"))
	})

	It("comes twice or late if told so", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.number.SetSmsURL(hooks.URL)
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultWebhookTwice, From: ann, Times: 1})
		late := w.Inject(twiliosim.Fault{Kind: twiliosim.FaultWebhookLate, From: bob, Delay: 30 * time.Millisecond})
		_, err := w.Phone(ann).Text(ctx, room, "again")
		Expect(err).NotTo(HaveOccurred())
		Expect(hooks.seen()).To(HaveLen(2))
		Expect(hooks.seen()[0].form).To(Equal(hooks.seen()[1].form))
		before := time.Now()
		_, err = w.Phone(bob).Text(ctx, room, "late")
		Expect(err).NotTo(HaveOccurred())
		Expect(time.Since(before)).To(BeNumerically(">=", 30*time.Millisecond))
		Expect(late.Hits()).To(Equal(1))
	})

	It("can't reach a number that nobody owns", func(ctx SpecContext) {
		_, err := start(twiliosim.Options{}).Phone(ann).Text(ctx, "+14155559999", "hi")
		Expect(err).To(MatchError(ContainSubstring("nobody owns")))
	})
})

var _ = DescribeTable("Connection overrides",
	func(ctx SpecContext, fragment string, answer func(int, http.ResponseWriter, *http.Request), attempts int, delivered bool) {
		w := start(twiliosim.Options{})
		hooks := serve(answer)
		w.number.SetSmsURL(hooks.URL + "/sms" + fragment)
		in, err := w.Phone(ann).Text(ctx, room, "hi")
		Expect(err).NotTo(HaveOccurred())
		Expect(in.Webhook.Attempts).To(HaveLen(attempts))
		Expect(in.Webhook.Delivered).To(Equal(delivered))
		tokens := map[string]bool{}
		for _, call := range hooks.seen() {
			tokens[call.header.Get("I-Twilio-Idempotency-Token")] = true
		}
		Expect(slices.Collect(maps.Keys(tokens))).To(HaveLen(1), "retries carry the same token")
	},
	Entry("by default a 500 is not retried", "", failing(1, 500), 1, false),
	Entry("5xx is retried when asked for", "#rc=3&rp=5xx", failing(2, 503), 3, true),
	Entry("as often as asked for", "#rc=2&rp=5xx", failing(9, 500), 3, false),
	Entry("not more than five times", "#rc=99&rp=all", failing(9, 500), 6, false),
	Entry("never with rc=0", "#rc=0&rp=all", failing(9, 500), 1, false),
	Entry("403 is not 5xx", "#rc=3&rp=5xx,ct,rt", failing(1, 403), 1, false),
	Entry("403 is 4xx", "#rc=3&rp=4xx", failing(1, 403), 2, true),
	Entry("all is all", "#rc=3&rp=all", failing(1, 404), 2, true),
	Entry("an unknown policy leaves the default", "#rc=3&rp=sometimes", failing(1, 500), 1, false),
	Entry("silence is retried by rt", "#rc=1&rp=rt&rt=1000", slow(1, time.Minute), 2, true),
	Entry("and not without", "#rc=1&rp=5xx&rt=100", slow(1, time.Minute), 1, false),
	Entry("the total time ends it", "#rc=5&rp=all&rt=10000&tt=200", slow(9, time.Minute), 1, false),
)

// slow keeps the first n requests waiting.
func slow(n int, wait time.Duration) func(int, http.ResponseWriter, *http.Request) {
	return func(i int, _ http.ResponseWriter, r *http.Request) {
		if i > n {
			return
		}
		select {
		case <-time.After(wait):
		case <-r.Context().Done():
		}
	}
}

var _ = Describe("A webhook that can't be reached", func() {
	It("is tried again on connect failure, then the fallback is called with the error", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		fallback := serve(nil)
		w.number.SetSmsURL("http://127.0.0.1:1/sms#ct=200")
		w.number.SetSmsFallbackURL(fallback.URL + "/fallback")
		in, err := w.Phone(ann).Text(ctx, room, "hi")
		Expect(err).NotTo(HaveOccurred())
		Expect(in.Webhook.Attempts).To(HaveLen(3), "once, its default retry, and the fallback")
		Expect(in.Webhook.Delivered).To(BeTrue())
		got := fallback.seen()[0].form
		Expect(got.Get("ErrorCode")).To(Equal("11205"))
		Expect(got.Get("ErrorUrl")).To(Equal("http://127.0.0.1:1/sms"))
		Expect(fallback.seen()[0].header.Get("X-Twilio-Signature")).To(Equal(twiliosim.Sign(w.account.AuthToken(), fallback.URL+"/fallback", got)))
	})

	It("fails over to the fallback after a 500 without a retry, as Twilio's defaults have it", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		first, fallback := serve(failing(9, 500)), serve(nil)
		w.number.SetSmsURL(first.URL)
		w.number.SetSmsFallbackURL(fallback.URL)
		in, err := w.Phone(ann).Text(ctx, room, "hi")
		Expect(err).NotTo(HaveOccurred())
		Expect(first.seen()).To(HaveLen(1))
		Expect(fallback.seen()[0].form.Get("ErrorCode")).To(Equal("11200"))
		Expect(in.Webhook.Delivered).To(BeTrue())
	})

	DescribeTable("or answers what isn't TwiML",
		func(ctx SpecContext, contentType, body string, code int) {
			w := start(twiliosim.Options{})
			hooks := serve(func(_ int, w http.ResponseWriter, _ *http.Request) {
				w.Header()["Content-Type"] = []string{contentType}
				_, _ = w.Write([]byte(body))
			})
			w.number.SetSmsURL(hooks.URL)
			in, err := w.Phone(ann).Text(ctx, room, "hi")
			Expect(err).NotTo(HaveOccurred())
			Expect(in.Webhook.ErrorCode).To(Equal(code))
		},
		Entry("JSON", "application/json", `{}`, 12300),
		Entry("no content type", "", "<Response/>", 12300),
		Entry("broken XML", "text/xml", "<Response>", 12100),
		Entry("another document", "text/xml", "<html/>", 12100),
		Entry("an empty response", "text/xml", "<Response/>", 0))

	It("is reached by HTTPS with roots that are trusted, and not without", func(ctx SpecContext) {
		hooks := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		DeferCleanup(hooks.Close)
		roots := x509.NewCertPool()
		roots.AddCert(hooks.Certificate())
		for _, trusted := range []bool{true, false} {
			opts := twiliosim.Options{}
			if trusted {
				opts.RootCAs = roots
			}
			w := start(opts)
			w.number.SetSmsURL(hooks.URL)
			in, err := w.Phone(ann).Text(ctx, room, "hi")
			Expect(err).NotTo(HaveOccurred())
			Expect(in.Webhook.Delivered).To(Equal(trusted))
			Expect(w.Close()).To(Succeed())
		}
	})

	It("is dialled elsewhere if Hosts say so", func(ctx SpecContext) {
		hooks := serve(nil)
		w := start(twiliosim.Options{Hosts: map[string]string{"sms.example.com": hooks.Listener.Addr().String()}})
		w.number.SetSmsURL("http://sms.example.com/sms")
		in, err := w.Phone(ann).Text(ctx, room, "hi")
		Expect(err).NotTo(HaveOccurred())
		Expect(in.Webhook.Delivered).To(BeTrue())
	})
})
