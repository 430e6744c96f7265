package extension_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
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

var _ = Describe("A call in Smack's format", func() {
	var w *world
	BeforeEach(func() {
		w = newWorld()
		w.service.says(200, "application/json", `{"reply": "Sunny"}`)
	})
	// secret mounts a Secret with these keys.
	secret := func(keys map[string]string) *roomfile.SecretRef {
		dir := GinkgoT().TempDir()
		for name, value := range keys {
			Expect(os.WriteFile(filepath.Join(dir, name), []byte(value+"\n"), 0o600)).To(Succeed())
		}
		return &roomfile.SecretRef{Name: dir}
	}

	It("tells what was texted, and not the number", func(ctx SpecContext) {
		w.declare(nil)
		end := w.calls(ctx)
		Expect(end.OK).To(BeTrue())
		Expect(end.Answer).To(Equal(chat.Answer{Reply: "Sunny"}))
		asked := w.service.hits()[0]
		Expect(asked.body).To(MatchJSON(`{
			"room": "home.family", "command": "weather", "args": ["Oslo", "tomorrow"], "text": "Oslo  tomorrow",
			"member": {"nickname": "Ann", "admin": false},
			"sms": {"MessageSid": "` + text + `", "To": "+14155550100", "Body": "#weather Oslo  tomorrow +14155550101", "FromCity": "OSLO"}}`))
		Expect(asked.header).To(HaveKeyWithValue("Content-Type", []string{"application/json"}))
		Expect(asked.header).To(HaveKeyWithValue("Webhook-Id", []string{text}))
		Expect(asked.header).NotTo(HaveKey("Webhook-Signature"), "there is no secret")
	})

	It("tells the number where the command says so", func(ctx SpecContext) {
		w.declare(func(c *roomfile.Command) { c.IncludeNumber = true })
		w.calls(ctx)
		var body struct {
			Member struct{ Number string }
			SMS    map[string]string
		}
		Expect(json.Unmarshal(w.service.hits()[0].body, &body)).To(Succeed())
		Expect(body.Member.Number).To(Equal(string(ann)))
		Expect(body.SMS).To(Equal(w.call().Fields))
	})

	DescribeTable("is signed as libraries of Standard Webhooks verify it", func(ctx SpecContext, keys map[string]string, verifiers ...string) {
		w.declare(func(c *roomfile.Command) { c.SecretRef = secret(keys) })
		Expect(w.calls(ctx).OK).To(BeTrue())
		asked := w.service.hits()[0]
		for _, one := range verifiers {
			verifier, err := standardwebhooks.NewWebhook(one)
			if !strings.HasPrefix(one, "whsec_") {
				verifier, err = standardwebhooks.NewWebhookRaw([]byte(one))
			}
			Expect(err).NotTo(HaveOccurred())
			Expect(verifier.Verify(asked.body, asked.header)).To(Succeed())
			Expect(verifier.Verify(append(asked.body, ' '), asked.header)).NotTo(Succeed())
		}
		Expect(strings.Fields(asked.header.Get("webhook-signature"))).To(HaveLen(len(verifiers)))
	},
		Entry("by a secret in its form", map[string]string{"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
		Entry("by a plain one", map[string]string{"secret": "open sesame"}, "open sesame"),
		Entry("by two of them during a rotation", map[string]string{"secret": "new", "previousSecret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
			"new", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
	)

	It("is not made when the secret can't be read", func(ctx SpecContext) {
		w.declare(func(c *roomfile.Command) { c.SecretRef = &roomfile.SecretRef{Name: "/nowhere"} })
		end := w.calls(ctx)
		Expect(end.Answer.Failed).To(BeTrue())
		Expect(end.Record.Result).To(Equal(extension.ResultSecret))
		Expect(w.service.hits()).To(BeEmpty())
	})

	It("is signed for one made on the screen, whose name no declared one has", func(ctx SpecContext) {
		made := store.Command{Command: roomfile.Command{Name: "weather", URL: w.service.URL}, Secret: extension.NewSecret()}
		Expect(w.PutCommand(ctx, made)).To(Succeed())
		Expect(w.calls(ctx).OK).To(BeTrue())
		verifier, err := standardwebhooks.NewWebhook(made.Secret)
		Expect(err).NotTo(HaveOccurred())
		asked := w.service.hits()[0]
		Expect(verifier.Verify(asked.body, asked.header)).To(Succeed())

		w.declare(nil)
		w.calls(ctx)
		Expect(w.service.hits()[1].header).NotTo(HaveKey("Webhook-Signature"), "the declared one has no secret")
	})

	DescribeTable("has an answer", func(ctx SpecContext, status int, contentType, body string, want chat.Answer) {
		w.declare(nil)
		w.service.says(status, contentType, body)
		end := w.calls(ctx)
		Expect(end.Record.Reason).To(BeEmpty())
		Expect(end.Answer).To(Equal(want))
	},
		Entry("in JSON", 200, "application/json; charset=utf-8", `{"reply": "a", "broadcast": "b", "more": [1]}`, chat.Answer{Reply: "a", Broadcast: "b"}),
		Entry("in JSON of some kind", 200, "application/problem+json", `{"reply": "a"}`, chat.Answer{Reply: "a"}),
		Entry("in plain text", 200, "text/plain", "Sunny & <warm>", chat.Answer{Reply: "Sunny & <warm>"}),
		Entry("without a word", 204, "", "", chat.Answer{}),
		Entry("that is empty", 200, "text/html", "", chat.Answer{}),
		Entry("with pictures", 200, "application/json", `{"media": ["https://p.example.com/1.png"]}`,
			chat.Answer{Media: []chat.Media{{URL: "https://p.example.com/1.png", ContentType: "image/*", Public: true}}}),
	)

	DescribeTable("fails", func(ctx SpecContext, answer func(http.ResponseWriter, *http.Request), result, reason string) {
		w.declare(nil)
		w.service.answer = answer
		begun := time.Now()
		end := w.calls(ctx)
		Expect(time.Since(begun)).To(BeNumerically("<", 3*time.Second))
		Expect(end.OK).To(BeFalse())
		Expect(end.Again).To(BeZero(), "a member waits")
		Expect(end.Answer.Failed).To(BeTrue())
		Expect(end.Record.Result).To(Equal(result))
		Expect(end.Record.Reason).To(ContainSubstring(reason))
		Expect(w.count("weather", result)).To(BeEquivalentTo(1))
	},
		Entry("over HTML", says(200, "text/html", "<html>login</html>"), extension.ResultType, `"text/html"`),
		Entry("over words of no type", says(200, "", "\x00\x01"), extension.ResultType, "Content-Type"),
		Entry("over 10 MB", says(200, "text/plain", strings.Repeat("x", 10<<20)), extension.ResultTooLarge, "64 KB"),
		Entry("over a huge header", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-Long", strings.Repeat("x", 1<<20))
		}, extension.ResultConnect, "could not be reached"),
		Entry("over a service that hangs", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, extension.ResultTimeout, "in time"),
		Entry("over one that hangs in its answer", func(w http.ResponseWriter, r *http.Request) {
			_, _ = w.Write([]byte("S"))
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		}, extension.ResultTimeout, "in time"),
		Entry("over an answer that breaks off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("S"))
		}, extension.ResultConnect, "could not be reached"),
		Entry("over trouble", says(503, "text/plain", "later"), extension.ResultStatus, "503"),
		Entry("over a 404", says(404, "application/json", `{"reply": "no"}`), extension.ResultStatus, "404"),
		Entry("over 410", says(410, "text/plain", "gone"), extension.ResultGone, "410"),
		Entry("over a redirect", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/weather", http.StatusPermanentRedirect)
		}, extension.ResultRedirect, "308"),
		Entry("over no JSON", says(200, "application/json", "{"), extension.ResultInvalid, "JSON"),
		Entry("over other JSON", says(200, "application/json", `{"reply": 7}`), extension.ResultInvalid, "reply"),
		Entry("over a picture that is no address", says(200, "application/json", `{"media": ["file:///etc/passwd"]}`), extension.ResultInvalid, "https://"),
		Entry("over a picture without TLS", says(200, "application/json", `{"media": ["http://p.example.com/a"]}`), extension.ResultInvalid, "https://"),
		Entry("over eleven pictures", says(200, "application/json", fmt.Sprintf(`{"media": [%s"https://a.example"]}`, strings.Repeat(`"https://a.example",`, 10))),
			extension.ResultInvalid, "11 pictures"),
	)

	It("fails over a service that is not there", func(ctx SpecContext) {
		w.declare(nil)
		w.service.Close()
		Expect(w.calls(ctx).Record).To(HaveField("Result", extension.ResultConnect))
	})

	It("fails over a certificate that nobody vouches for", func(ctx SpecContext) {
		w.declare(func(c *roomfile.Command) { c.URL = selfSigned() })
		Expect(w.calls(ctx).Record).To(And(HaveField("Result", extension.ResultConnect), HaveField("Reason", ContainSubstring("certificate"))))
	})

	It("is not made too late, nor over and over, nor for a command that went", func(ctx SpecContext) {
		w.declare(nil)
		for result, change := range map[string]func(*store.Call){
			extension.ResultLate:    func(c *store.Call) { c.At = w.now.Add(-11 * time.Minute) },
			extension.ResultTries:   func(c *store.Call) { c.Tries = 4 },
			extension.ResultUnknown: func(c *store.Call) { c.Command = "gone" },
		} {
			call := w.call()
			change(&call)
			end := w.client.Call(ctx, call)
			Expect(end.Answer.Failed).To(BeTrue())
			Expect(end.Record.Result).To(Equal(result))
		}
		Expect(w.service.hits()).To(BeEmpty())
	})

	It("leaves a record in which no secret is", func(ctx SpecContext) {
		w.declare(func(c *roomfile.Command) { c.SecretRef = secret(map[string]string{"secret": "open sesame"}) })
		end := w.calls(ctx)
		Expect(*end.Record).To(And(HaveField("Result", "ok"), HaveField("Status", 200), HaveField("Answer", `{"reply": "Sunny"}`), HaveField("URL", w.service.URL+"/weather")))
		kept, err := json.Marshal(end.Record)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(kept)).NotTo(Or(ContainSubstring("sesame"), ContainSubstring("v1,")))
	})

	It("is broken off with its pod, and left to another", func(ctx SpecContext) {
		w.declare(nil)
		w.service.answer = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		short, cancel := contextFor(ctx, 50*time.Millisecond)
		defer cancel()
		Expect(w.calls(short)).To(Equal(store.CallEnd{Cut: true}))
	})
})
