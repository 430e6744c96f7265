package twiliosim_test

import (
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("Status callbacks", func() {
	It("are signed, say everything, and keep the id in the URL", func() {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		sid := w.send(ann, "hi", "StatusCallback", hooks.URL+"/status?d=42#rc=2&rp=5xx").body["sid"].(string)
		Eventually(hooks.statuses).Should(Equal([]string{"sent", "delivered"}))
		last := hooks.seen()[1]
		Expect(last.query.Get("d")).To(Equal("42"))
		Expect(last.header.Get("X-Twilio-Signature")).To(Equal(twiliosim.Sign(w.account.AuthToken(), hooks.URL+"/status?d=42", last.form)))
		Expect(without(last.form, "RawDlrDoneDate")).To(Equal(form("MessageSid", sid, "SmsSid", sid, "MessageStatus", "delivered", "SmsStatus", "delivered",
			"AccountSid", w.account.SID(), "From", room, "To", ann, "ApiVersion", "2010-04-01")))
		Expect(last.form.Get("RawDlrDoneDate")).To(MatchRegexp(`^\d{10}$`))
	})

	It("go to the number's URL if the message names none, and report sending if told so", func() {
		w := start(twiliosim.Options{SendingCallbacks: true})
		hooks, own := serve(nil), serve(nil)
		w.post("IncomingPhoneNumbers/"+w.number.SID()+".json", "StatusCallback", hooks.URL)
		w.send(ann, "one")
		Eventually(hooks.statuses).Should(Equal([]string{"sending", "sent", "delivered"}))
		w.send(bob, "two", "StatusCallback", own.URL)
		Eventually(own.statuses).Should(HaveLen(3))
		Expect(hooks.seen()).To(HaveLen(3))
	})

	It("are tried again as their URL says", func() {
		w := start(twiliosim.Options{})
		hooks := serve(failing(1, http.StatusServiceUnavailable))
		w.send(ann, "hi", "StatusCallback", hooks.URL+"#rc=3&rp=5xx")
		Eventually(hooks.statuses).Should(Equal([]string{"sent", "sent", "delivered"}))
		tokens := hooks.seen()
		Expect(tokens[0].header.Get("I-Twilio-Idempotency-Token")).To(Equal(tokens[1].header.Get("I-Twilio-Idempotency-Token")))
		Expect(tokens[1].header.Get("I-Twilio-Idempotency-Token")).NotTo(Equal(tokens[2].header.Get("I-Twilio-Idempotency-Token")))
	})

	It("report why a message failed", func() {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, To: ann, MessageStatus: twiliosim.Failed, Code: 30007, Times: 1})
		sent := w.send(ann, "spam", "StatusCallback", hooks.URL)
		Eventually(hooks.statuses).Should(Equal([]string{"failed"}))
		Expect(hooks.seen()[0].form.Get("ErrorCode")).To(Equal("30007"))
		Expect(hooks.seen()[0].form.Get("ErrorMessage")).To(Equal("Message filtered"))
		Expect(w.status(sent)).To(Equal("failed"))
	})

	It("can be missing, doubled and late", func() {
		w := start(twiliosim.Options{Unpaced: true})
		hooks := serve(nil)
		missing := w.Inject(twiliosim.Fault{Kind: twiliosim.FaultCallbackMissing, MessageStatus: twiliosim.Sent, Times: 1})
		w.send(ann, "1", "StatusCallback", hooks.URL)
		Eventually(hooks.statuses).Should(Equal([]string{"delivered"}))
		Expect(missing.Hits()).To(Equal(1))
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultCallbackTwice, MessageStatus: twiliosim.Delivered, Times: 1})
		w.send(ann, "2", "StatusCallback", hooks.URL)
		Eventually(hooks.statuses).Should(Equal([]string{"delivered", "sent", "delivered", "delivered"}))
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultCallbackLate, MessageStatus: twiliosim.Sent, Times: 1, Delay: 500 * time.Millisecond})
		w.send(ann, "3", "StatusCallback", hooks.URL)
		Eventually(func() []string { return hooks.statuses()[4:] }).Should(Equal([]string{"delivered", "sent"}), "a late one is overtaken")
		Expect(w.Counters()).To(And(HaveField("Callbacks", BeEquivalentTo(6)), HaveField("Faults", BeEquivalentTo(3))))
	})

	It("stop when the simulator closes", func() {
		w := start(twiliosim.Options{})
		hung := serve(slow(9, time.Minute))
		w.send(ann, "hi", "StatusCallback", hung.URL)
		Eventually(hung.seen).Should(HaveLen(1))
		Expect(w.Close()).To(Succeed())
	})
})

var _ = Describe("Pictures to a phone", func() {
	It("are fetched first, and shown from the simulator's own copy", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		pictures := serve(func(_ int, w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/gif")
			_, _ = w.Write([]byte("GIF"))
		})
		hooks := serve(nil)
		phone := w.Phone(ann)
		a := w.send(ann, "look", "MediaUrl", pictures.URL+"/a.gif", "StatusCallback", hooks.URL)
		Expect(a.body).To(And(HaveKeyWithValue("sid", HavePrefix("MM")), HaveKeyWithValue("num_media", "1")))
		text, err := phone.Next(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(text.MediaURLs).To(Equal([]string{pictures.URL + "/a.gif"}))
		bubble := phone.Thread()[0]
		Expect(bubble.Media).To(HaveLen(1))
		Expect(bubble.Media[0].ContentType).To(Equal("image/gif"))
		Expect(w.ask(http.MethodGet, bubble.Media[0].URL[len(w.base):], nil).text).To(Equal("GIF"))
		Eventually(hooks.statuses).Should(Equal([]string{"sent", "delivered"}))
		media := "Messages/" + a.body["sid"].(string) + "/Media.json"
		item := w.get(media).body["media_list"].([]any)[0].(map[string]any)
		Expect(item).To(And(HaveKeyWithValue("content_type", "image/gif"), HaveKeyWithValue("parent_sid", a.body["sid"])))
		Expect(w.ask(http.MethodGet, item["uri"].(string), nil).body).To(HaveKeyWithValue("sid", item["sid"]))
		Expect(w.ask(http.MethodDelete, item["uri"].(string), nil).status).To(Equal(http.StatusNoContent))
		Expect(w.ask(http.MethodGet, item["uri"].(string), nil).status).To(Equal(http.StatusNotFound))
	})

	It("that can't be fetched fail the message with 11200", func() {
		w := start(twiliosim.Options{})
		pictures, hooks := serve(failing(9, http.StatusForbidden)), serve(nil)
		sent := w.send(ann, "look", "MediaUrl", pictures.URL+"/a.gif", "StatusCallback", hooks.URL)
		Eventually(hooks.statuses).Should(Equal([]string{"failed"}))
		Expect(hooks.seen()[0].form.Get("ErrorCode")).To(Equal("11200"))
		Expect(w.status(sent)).To(Equal("failed"))
		Expect(w.Phone(ann).Inbox()).To(BeEmpty())
	})
})
