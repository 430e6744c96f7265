package twiliosim_test

import (
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("A text there and back", func() {
	It("reaches the webhook signed, and the reply reaches the phone with callbacks", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.number.SetSmsURL(hooks.URL + "/sms#rc=3&rp=5xx,ct,rt")
		in, err := w.Phone(ann).Text(ctx, room, "hello")
		Expect(err).NotTo(HaveOccurred())
		Expect(in.Webhook.Delivered).To(BeTrue(), "%+v", in.Webhook)
		Expect(hooks.seen()).To(HaveLen(1))
		call := hooks.seen()[0]
		Expect(call.form.Get("Body")).To(Equal("hello"))
		Expect(call.header.Get("X-Twilio-Signature")).To(Equal(twiliosim.Sign(w.account.AuthToken(), hooks.URL+"/sms", call.form)))

		sent := w.send(ann, "welcome", "StatusCallback", hooks.URL+"/status?d=7")
		Expect(sent.status).To(Equal(http.StatusCreated), sent.text)
		Expect(sent.body).To(HaveKeyWithValue("status", "queued"))
		text, err := w.Phone(ann).Next(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(text.Body).To(Equal("welcome"))
		Eventually(hooks.statuses).Should(Equal([]string{"", "sent", "delivered"}))
	}, SpecTimeout(10*time.Second))
})
