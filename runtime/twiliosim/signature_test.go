package twiliosim_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	twilio "github.com/twilio/twilio-go/client"

	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("The signature", func() {
	It("is the one of Twilio's published vector", func() {
		parameters := form("CallSid", "CA1234567890ABCDE", "Caller", "+14158675309", "From", "+14158675309", "Digits", "1234", "To", "+18005551212")
		Expect(twiliosim.Sign("12345", "https://mycompany.com/myapp.php?foo=1&bar=2", parameters)).To(Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8="))
	})

	It("leaves the fragment out and counts a repeated value once", func() {
		plain := twiliosim.Sign("t", "https://x.example/sms", form("A", "1", "B", "2"))
		Expect(twiliosim.Sign("t", "https://x.example/sms#rc=3", form("B", "2", "A", "1", "A", "1"))).To(Equal(plain))
		Expect(twiliosim.Sign("u", "https://x.example/sms", form("A", "1", "B", "2"))).NotTo(Equal(plain))
	})

	DescribeTable("is accepted by Twilio's own validator, whatever a text says",
		func(ctx SpecContext, body string) {
			w := start(twiliosim.Options{})
			hooks := serve(nil)
			w.number.SetSmsURL(hooks.URL + "/sms?room=family#rc=2")
			_, err := w.Phone(ann).Text(ctx, room, body)
			Expect(err).NotTo(HaveOccurred())
			call := hooks.seen()[0]
			parameters := map[string]string{}
			for name := range call.form {
				parameters[name] = call.form.Get(name)
			}
			validator := twilio.NewRequestValidator(w.account.AuthToken())
			Expect(validator.Validate(hooks.URL+"/sms?room=family", parameters, call.header.Get("X-Twilio-Signature"))).To(BeTrue())
		},
		Entry("words", "hello"), Entry("nothing", ""), Entry("signs", "a&b=c +%20 \"'\\"), Entry("other scripts", "привет 👩‍👩‍👧 ¿qué?"), Entry("lines", "one\ntwo\r\n"))

	It("signs a GET over its whole URL", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.post("IncomingPhoneNumbers/"+w.number.SID()+".json", "SmsUrl", hooks.URL+"/sms?a=1", "SmsMethod", "GET")
		in, err := w.Phone(ann).Text(ctx, room, "hi there")
		Expect(err).NotTo(HaveOccurred())
		Expect(in.Webhook.Delivered).To(BeTrue())
		call := hooks.seen()[0]
		Expect(call.method).To(Equal("GET"))
		Expect(call.query.Get("Body")).To(Equal("hi there"))
		sent := hooks.URL + "/sms?a=1&" + without(call.query, "a").Encode()
		Expect(call.header.Get("X-Twilio-Signature")).To(Equal(twiliosim.Sign(w.account.AuthToken(), sent, nil)))
	})

	It("is made with the new token as soon as it is promoted", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.number.SetSmsURL(hooks.URL)
		old, next := w.account.AuthToken(), w.account.CreateSecondaryToken()
		_, err := w.Phone(ann).Text(ctx, room, "before")
		Expect(err).NotTo(HaveOccurred())
		w.account.PromoteToken()
		_, err = w.Phone(ann).Text(ctx, room, "after")
		Expect(err).NotTo(HaveOccurred())
		first, second := hooks.seen()[0], hooks.seen()[1]
		Expect(first.header.Get("X-Twilio-Signature")).To(Equal(twiliosim.Sign(old, hooks.URL, first.form)))
		Expect(second.header.Get("X-Twilio-Signature")).To(Equal(twiliosim.Sign(next, hooks.URL, second.form)))
	})
})
