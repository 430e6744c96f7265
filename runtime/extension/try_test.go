package extension_test

import (
	"encoding/json"
	"os/exec"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/store"
)

var _ = Describe("A trial", func() {
	trial := func(w *world) extension.Trial {
		return extension.Trial{
			Command: roomfile.Command{Name: "weather", URL: w.service.URL, Answer: "Room"}, Secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
			Text: "Oslo o'clock", Nickname: "Ann", Number: ann,
		}
	}

	It("shows the request, the answer and the SMS, and sends nothing", func(ctx SpecContext) {
		w := newWorld()
		w.service.says(200, "application/json", `{"reply": "Sunny"}`)
		tried, err := w.client.Try(ctx, trial(w))
		Expect(err).NotTo(HaveOccurred())
		Expect(tried).To(And(HaveField("Result", extension.ResultOK), HaveField("Status", 200), HaveField("Body", `{"reply": "Sunny"}`)))
		Expect(tried.Texts).To(Equal([]extension.TriedText{
			{Body: "Sunny", Segments: 1}, {ForRoom: true, Body: "Ann #weather: Sunny", Segments: 1},
		}))
		Expect(w.waiting()).To(BeEmpty())
		Expect(w.CallRecords(ctx, "weather")).To(BeEmpty())

		By("running what it shows")
		Expect(tried.Curl).To(ContainSubstring("webhook-signature: v1,"))
		Expect(tried.Curl).NotTo(ContainSubstring("MfKQ"))
		if _, err := exec.LookPath("curl"); err != nil {
			Skip("there is no curl here")
		}
		out, err := exec.CommandContext(ctx, "sh", "-c", strings.Replace(tried.Curl, "curl", "curl -s", 1)).CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
		Expect(string(out)).To(Equal(`{"reply": "Sunny"}`))
		hits := w.service.hits()
		Expect(hits[1].body).To(Equal(hits[0].body))
		verifier, err := standardwebhooks.NewWebhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
		Expect(err).NotTo(HaveOccurred())
		Expect(verifier.Verify(hits[1].body, hits[1].header)).To(Succeed())
	})

	It("counts the segments of what will be sent, where look-alikes are plain", func(ctx SpecContext) {
		w := newWorld()
		w.service.says(200, "application/json", `{"reply": "It’s “sunny”`+strings.Repeat(" and warm", 12)+`"}`)
		t := trial(w)
		t.Command.Answer = "Sender"
		tried, err := w.client.Try(ctx, t)
		Expect(err).NotTo(HaveOccurred())
		Expect(tried.Texts).To(Equal([]extension.TriedText{{Body: `It's "sunny"` + strings.Repeat(" and warm", 12), Segments: 1}}))
	})

	It("shows what a member would read when the service fails", func(ctx SpecContext) {
		w := newWorld()
		w.service.says(200, "text/html", "<p>")
		tried, err := w.client.Try(ctx, trial(w))
		Expect(err).NotTo(HaveOccurred())
		Expect(tried).To(And(HaveField("Result", extension.ResultType), HaveField("Reason", ContainSubstring("text/html")), HaveField("Status", 200)))
		Expect(tried.Texts).To(Equal([]extension.TriedText{{Body: "Sorry, #weather can't be used right now. Please try again later.", Segments: 1}}))
	})

	It("in Slack's format gives no address at which a member could be spoken to", func(ctx SpecContext) {
		w := newWorld()
		w.service.says(200, "application/json", `{"text": "Sunny"}`)
		t := trial(w)
		t.Command.Format = "Slack"
		tried, err := w.client.Try(ctx, t)
		Expect(err).NotTo(HaveOccurred())
		Expect(tried.Texts).To(HaveLen(2))
		Expect(tried.Curl).To(And(ContainSubstring("X-Slack-Signature: v0="), ContainSubstring("commands%2Ftry")))
	})
})

var _ = Describe("What a rule forwards", func() {
	forward := func(w *world, tries int) store.Call {
		c := w.call()
		c.Call, c.Tries = chat.Call{Rule: "all", URL: w.service.URL + "/in"}, tries
		return c
	}

	It("is the whole text, signed by the room", func(ctx SpecContext) {
		w := newWorld()
		w.service.says(202, "text/html", "whatever")
		end := w.client.Call(ctx, forward(w, 1))
		Expect(end.OK).To(BeTrue())
		asked := w.service.hits()[0]
		var body struct {
			Room, Rule string
			Member     struct{ Nickname, Number string }
			SMS        map[string]string
		}
		Expect(json.Unmarshal(asked.body, &body)).To(Succeed())
		Expect(body.Room).To(Equal("home.family"))
		Expect(body.Rule).To(Equal("all"))
		Expect(body.Member.Number).To(Equal(string(ann)))
		Expect(body.SMS).To(Equal(w.call().Fields))
		Expect(asked.header.Get("webhook-id")).To(Equal(text + ".all"))
		verifier, err := standardwebhooks.NewWebhook(extension.ForwardSecret([]byte("the room's key")))
		Expect(err).NotTo(HaveOccurred())
		Expect(verifier.Verify(asked.body, asked.header)).To(Succeed())
		Expect(w.count("rule/all", "ok")).To(BeEquivalentTo(1))
	})

	It("is tried again with growing pauses, and given up", func(ctx SpecContext) {
		w := newWorld()
		w.service.says(500, "", "")
		var pauses []time.Duration
		for tries := 1; tries <= 5; tries++ {
			end := w.client.Call(ctx, forward(w, tries))
			Expect(end.OK).To(BeFalse())
			pauses = append(pauses, end.Again)
		}
		Expect(pauses).To(Equal([]time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, 0}))
	})

	It("is not tried again where nobody wants it", func(ctx SpecContext) {
		w := newWorld()
		w.service.says(410, "", "")
		Expect(w.client.Call(ctx, forward(w, 1)).Again).To(BeZero())
	})

	It("goes to no address inside either", func(ctx SpecContext) {
		w := newWorld(func(w *world) { w.settings.Allowed = nil })
		end := w.client.Call(ctx, forward(w, 1))
		Expect(end.Record.Result).To(Equal(extension.ResultAddress))
		Expect(w.service.hits()).To(BeEmpty())
	})
})
