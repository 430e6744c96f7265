package twiliosim_test

import (
	"net/http"
	"net/url"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

const (
	tollFree  = "+18335550100"
	shortCode = "12345"
)

var _ = DescribeTable("A phone that texts",
	func(ctx SpecContext, number string, words []string, blocked bool, replies int) {
		w := start(twiliosim.Options{Unpaced: true})
		hooks := serve(nil)
		for _, n := range []*twiliosim.Number{w.number, w.account.Own(tollFree), w.account.OwnShortCode(shortCode)} {
			n.SetSmsURL(hooks.URL)
		}
		phone := w.Phone(ann)
		for i, word := range words {
			_, err := phone.Text(ctx, number, word)
			Expect(err).NotTo(HaveOccurred())
			Expect(hooks.seen()[i].form.Get("Body")).To(Equal(word), "the webhook hears of it all the same")
			Expect(hooks.seen()[i].form.Has("OptOutType")).To(BeFalse())
		}
		Eventually(phone.Inbox).Should(HaveLen(replies))
		a := w.post("Messages.json", "From", number, "To", ann, "Body", "still there?")
		if blocked {
			Expect(a.code()).To(Equal(21610))
		} else {
			Expect(a.status).To(Equal(http.StatusCreated))
		}
		Expect(w.post("Messages.json", "From", number, "To", bob, "Body", "x").status).To(Equal(http.StatusCreated), "others are not concerned")
		for _, m := range w.get("Messages.json?From=" + url.QueryEscape(number)).body["messages"].([]any) {
			Expect(m).To(HaveKeyWithValue("direction", "outbound-api"), "the carrier's own replies are in no log")
		}
	},
	Entry("STOP to a long code", room, []string{"STOP"}, true, 1),
	Entry("stop with spaces", room, []string{"  stop\n"}, true, 1),
	Entry("STOPALL", room, []string{"StopAll"}, true, 1),
	Entry("UNSUBSCRIBE", room, []string{"unsubscribe"}, true, 1),
	Entry("CANCEL", room, []string{"cancel"}, true, 1),
	Entry("END", room, []string{"end"}, true, 1),
	Entry("QUIT", room, []string{"Quit"}, true, 1),
	Entry("REVOKE", room, []string{"revoke"}, true, 1),
	Entry("OPTOUT", room, []string{"optout"}, true, 1),
	Entry("a sentence with stop", room, []string{"Stop please"}, false, 0),
	Entry("#stop", room, []string{"#stop"}, false, 0),
	Entry("STOP twice: one reply", room, []string{"STOP", "STOP"}, true, 1),
	Entry("STOP and START", room, []string{"STOP", "START"}, false, 2),
	Entry("STOP and YES", room, []string{"STOP", "yes"}, false, 2),
	Entry("STOP and UNSTOP", room, []string{"STOP", "unstop"}, false, 2),
	Entry("START without STOP: nothing to say", room, []string{"START"}, false, 0),
	Entry("HELP", room, []string{"help"}, false, 1),
	Entry("INFO", room, []string{"INFO"}, false, 1),
	Entry("STOP to toll-free", tollFree, []string{"STOP"}, true, 1),
	Entry("STOP and YES to toll-free", tollFree, []string{"STOP", "YES"}, true, 1),
	Entry("STOP and UNSTOP to toll-free", tollFree, []string{"STOP", "UNSTOP"}, false, 2),
	Entry("STOP to a short code", shortCode, []string{"STOP"}, false, 0),
	Entry("HELP to a short code", shortCode, []string{"HELP"}, false, 0),
)

var _ = Describe("An opt-out", func() {
	It("concerns one number, or all of a Messaging Service", func(ctx SpecContext) {
		w := start(twiliosim.Options{Unpaced: true})
		second := w.account.Own("+14155550200")
		w.number.OptOut(ann)
		Expect(w.number.OptedOut(ann)).To(BeTrue())
		Expect(second.OptedOut(ann)).To(BeFalse())

		pool := w.account.AddService(twiliosim.ServiceSettings{UseInboundWebhookOnNumber: true, AdvancedOptOut: true})
		third, fourth := w.account.Own("+14155550300"), w.account.Own("+14155550400")
		Expect(pool.Add(third)).To(BeTrue())
		Expect(pool.Add(fourth)).To(BeTrue())
		hooks := serve(nil)
		third.SetSmsURL(hooks.URL)
		_, err := w.Phone(ann).Text(ctx, third.Address(), "STOP")
		Expect(err).NotTo(HaveOccurred())
		Expect(hooks.seen()[0].form.Get("OptOutType")).To(Equal("STOP"))
		Expect(hooks.seen()[0].form.Get("MessagingServiceSid")).To(Equal(pool.SID()))
		Expect(fourth.OptedOut(ann)).To(BeTrue())
		Expect(w.post("Messages.json", "MessagingServiceSid", pool.SID(), "To", ann, "Body", "x").code()).To(Equal(21610))
	})
})
