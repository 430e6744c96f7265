package twiliosim_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// control calls the control API with JSON.
func (w *world) control(method, path string, body any) answer {
	GinkgoHelper()
	text, err := json.Marshal(body)
	Expect(err).NotTo(HaveOccurred())
	request, err := http.NewRequest(method, w.base+path, bytes.NewReader(text))
	Expect(err).NotTo(HaveOccurred())
	return w.do(request)
}

func (w *world) do(request *http.Request) answer {
	GinkgoHelper()
	response, err := http.DefaultClient.Do(request)
	Expect(err).NotTo(HaveOccurred())
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	Expect(err).NotTo(HaveOccurred())
	a := answer{status: response.StatusCode, header: response.Header, text: string(text)}
	_ = json.Unmarshal(text, &a.body)
	return a
}

type object = map[string]any

var _ = Describe("The control API", func() {
	It("adds phones, makes numbers up, and changes phones", func() {
		w := start(twiliosim.Options{})
		Expect(w.control("POST", "/sim/phones", object{"number": ann}).status).To(Equal(http.StatusCreated))
		made := w.control("POST", "/sim/phones", object{})
		Expect(made.body["number"]).To(MatchRegexp(`^\+1\d{3}55501\d\d$`))
		Expect(made.body["number"]).NotTo(Or(Equal(ann), Equal(room)))
		Expect(w.control("POST", "/sim/phones", object{"number": "0123"}).body["error"]).To(ContainSubstring("E.164"))
		off := w.control("POST", "/sim/phones/"+ann, object{"off": true})
		Expect(off.body).To(And(HaveKeyWithValue("off", true), HaveKeyWithValue("landline", false)))
		Expect(w.control("POST", "/sim/phones/%2B14155550111", object{"landline": true}).body).To(And(HaveKeyWithValue("off", true), HaveKeyWithValue("landline", true)))
		Expect(w.control("GET", "/sim/phones", nil).body["phones"]).To(HaveLen(2))
		Expect(w.control("POST", "/sim/phones/+19995550000", object{}).status).To(Equal(http.StatusNotFound))
		Expect(w.control("POST", "/sim/phones", object{"nmber": ann}).status).To(Equal(http.StatusBadRequest))
	})

	It("texts from a phone and shows the conversation with ticks", func() {
		w := start(twiliosim.Options{})
		hooks := serve(failing(1, http.StatusInternalServerError))
		w.control("POST", "/sim/numbers", object{"number": "+14155550200", "smsURL": hooks.URL})
		w.control("POST", "/sim/phones", object{"number": ann})
		texts := "/sim/phones/" + ann + "/texts"
		failed := w.control("POST", texts, object{"to": "+14155550200", "body": "one"})
		Expect(failed.body["webhook"]).To(And(HaveKeyWithValue("delivered", false), HaveKeyWithValue("status", 500.0), HaveKeyWithValue("errorCode", 11200.0)))
		w.control("POST", texts, object{"to": "+14155550200", "body": "two"})
		w.send(ann, "three")
		messages := func() []any { return w.control("GET", "/sim/phones/"+ann+"/messages", nil).body["messages"].([]any) }
		Eventually(messages).Should(HaveExactElements(
			And(HaveKeyWithValue("body", "one"), HaveKeyWithValue("direction", "sent"), HaveKeyWithValue("status", "failed"), HaveKeyWithValue("with", "+14155550200")),
			And(HaveKeyWithValue("body", "two"), HaveKeyWithValue("status", "delivered")),
			And(HaveKeyWithValue("body", "three"), HaveKeyWithValue("direction", "received"), HaveKeyWithValue("with", room))))
		Expect(w.control("POST", texts, object{"to": "+14155559999", "body": "x"}).body["error"]).To(ContainSubstring("nobody owns"))
		Expect(w.control("POST", texts+"?wait=false", object{"to": "+14155559999", "body": "x"}).status).To(Equal(http.StatusBadRequest))
		Expect(w.control("POST", texts+"?wait=false", object{"to": "+14155550200", "body": "four"}).status).To(Equal(http.StatusAccepted))
		Eventually(hooks.seen).Should(HaveLen(3))
	})

	It("sends pictures, as data URLs and as files", func() {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.number.SetSmsURL(hooks.URL)
		w.Phone(ann)
		texts := "/sim/phones/" + ann + "/texts"
		w.control("POST", texts, object{"to": room, "media": []string{"data:image/png;base64,UE5H", "data:text/plain,hi%20there"}})
		got := hooks.seen()[0].form
		Expect(got.Get("NumMedia")).To(Equal("2"))
		Expect(w.fetch(got.Get("MediaUrl0"))).To(Equal("PNG"))
		Expect(w.fetch(got.Get("MediaUrl1"))).To(Equal("hi there"))

		var form bytes.Buffer
		parts := multipart.NewWriter(&form)
		Expect(parts.WriteField("to", room)).To(Succeed())
		Expect(parts.WriteField("body", "look")).To(Succeed())
		file, err := parts.CreatePart(textproto.MIMEHeader{"Content-Disposition": {`form-data; name="media"; filename="a.jpg"`}, "Content-Type": {"image/jpeg"}})
		Expect(err).NotTo(HaveOccurred())
		_, err = file.Write([]byte("JPEG"))
		Expect(err).NotTo(HaveOccurred())
		Expect(parts.Close()).To(Succeed())
		request, err := http.NewRequest(http.MethodPost, w.base+texts, &form)
		Expect(err).NotTo(HaveOccurred())
		request.Header.Set("Content-Type", parts.FormDataContentType())
		answered := w.do(request)
		Expect(answered.status).To(Equal(http.StatusOK), answered.text)
		Expect(answered.body["message"]).To(HaveKeyWithValue("media", ConsistOf(HaveKeyWithValue("contentType", "image/jpeg"))))
		Expect(hooks.seen()[1].form.Get("Body")).To(Equal("look"))
		Expect(w.fetch(hooks.seen()[1].form.Get("MediaUrl0"))).To(Equal("JPEG"))
		Expect(w.control("POST", texts, object{"to": room, "media": []string{"picture.png"}}).body["error"]).To(ContainSubstring("data URL"))
		Expect(w.control("POST", texts, object{"to": room, "media": []string{"data:image/png;base64,?"}}).status).To(Equal(http.StatusBadRequest))
	})

	It("arms, lists and clears faults", func() {
		w := start(twiliosim.Options{})
		kinds := w.control("GET", "/sim/faults/kinds", nil).body["kinds"].(object)
		Expect(kinds).To(HaveLen(18))
		armed := w.control("POST", "/sim/faults", object{"kind": "too-many-requests", "retryAfter": "3s", "times": 1})
		Expect(armed.status).To(Equal(http.StatusCreated))
		Expect(w.send(ann, "x").header.Get("Retry-After")).To(Equal("3"))
		listed := w.control("GET", "/sim/faults", nil).body["faults"].([]any)
		Expect(listed).To(ConsistOf(And(HaveKeyWithValue("hits", 1.0), HaveKeyWithValue("fault", HaveKeyWithValue("retryAfter", "3s")))))
		Expect(w.control("POST", "/sim/faults", object{"kind": "gremlins"}).body["error"]).To(ContainSubstring("/sim/faults/kinds"))
		Expect(w.control("POST", "/sim/faults", object{"kind": "slow", "delay": "long"}).status).To(Equal(http.StatusBadRequest))
		Expect(w.control("DELETE", "/sim/faults/1", nil).status).To(Equal(http.StatusNoContent))
		Expect(w.control("DELETE", "/sim/faults/1", nil).status).To(Equal(http.StatusNotFound))
		w.control("POST", "/sim/faults", object{"kind": "refuse"})
		Expect(w.control("DELETE", "/sim/faults", nil).status).To(Equal(http.StatusNoContent))
		Expect(w.send(ann, "x").status).To(Equal(http.StatusCreated))
	})

	It("shows accounts, numbers and counters", func() {
		w := start(twiliosim.Options{})
		Expect(w.control("GET", "/sim/accounts", nil).body["accounts"]).To(ConsistOf(
			And(HaveKeyWithValue("sid", w.account.SID()), HaveKeyWithValue("authToken", w.account.AuthToken()))))
		Expect(w.control("POST", "/sim/numbers", object{"number": "12345"}).body).To(HaveKeyWithValue("type", "shortcode"))
		Expect(w.control("POST", "/sim/numbers", object{"number": "one"}).status).To(Equal(http.StatusBadRequest))
		Expect(w.control("GET", "/sim/numbers", nil).body["numbers"]).To(HaveLen(2))
		w.send(ann, "x")
		Expect(w.control("GET", "/sim/counters", nil).body).To(And(HaveKeyWithValue("posts", 1.0), HaveKeyWithValue("messages", 1.0)))
		Expect(w.control("GET", "/sim/nothing", nil).status).To(Equal(http.StatusNotFound))
		preflight := w.control("OPTIONS", "/sim/phones", nil)
		Expect(preflight.status).To(Equal(http.StatusNoContent))
		Expect(preflight.header.Get("Access-Control-Allow-Origin")).To(Equal("*"))
	})

	It("streams what happens", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.number.SetSmsURL(hooks.URL)
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.base+"/sim/events", nil)
		Expect(err).NotTo(HaveOccurred())
		response, err := http.DefaultClient.Do(request)
		Expect(err).NotTo(HaveOccurred())
		defer response.Body.Close()
		Expect(response.Header.Get("Content-Type")).To(Equal("text/event-stream"))
		lines := bufio.NewScanner(response.Body)
		next := func() (kind string, data object) {
			for lines.Scan() {
				if text, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
					kind = text
				}
				if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
					Expect(json.Unmarshal([]byte(text), &data)).To(Succeed())
					return kind, data
				}
			}
			return "end", nil
		}
		lines.Scan() // the greeting: the stream listens now
		_, err = w.Phone(ann).Text(ctx, room, "hello")
		Expect(err).NotTo(HaveOccurred())
		w.send(ann, "hi", "StatusCallback", hooks.URL)
		seen := map[string]int{}
		for seen["callback"] < 2 || seen["delivered"] < 1 {
			kind, data := next()
			Expect(kind).NotTo(Equal("end"))
			Expect(data).To(HaveKeyWithValue("kind", kind))
			seen[kind]++
			if kind == "status" {
				seen[data["status"].(string)]++
			}
		}
		Expect(seen).To(And(HaveKeyWithValue("inbound", 1), HaveKeyWithValue("inbound.done", 1), HaveKeyWithValue("webhook", 1),
			HaveKeyWithValue("message", 1), HaveKeyWithValue("sent", 1), HaveKeyWithValue("delivered", 1)))
	}, SpecTimeout(20*time.Second))

	It("starts afresh", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		phone := w.Phone(ann)
		_, err := phone.Text(ctx, room, "STOP")
		Expect(err).NotTo(HaveOccurred())
		w.send(bob, "x")
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome})
		Expect(w.control("POST", "/sim/reset", object{}).status).To(Equal(http.StatusNoContent))
		Expect(w.get("Messages.json").body["messages"]).To(BeEmpty())
		Expect(phone.Thread()).To(BeEmpty())
		Expect(w.Faults()).To(BeEmpty())
		Expect(w.Counters().Messages).To(BeZero())
		Expect(w.number.OptedOut(ann)).To(BeFalse())
		again := w.send(ann, "fresh")
		Expect(again.status).To(Equal(http.StatusCreated))
		Eventually(phone.Bodies).Should(Equal([]string{"fresh"}))
		Expect(w.get("Messages/" + again.body["sid"].(string) + ".json").status).To(Equal(http.StatusOK))
		w.control("POST", "/sim/reset", object{"numbers": true})
		Expect(w.account.Numbers()).To(BeEmpty())
		Expect(w.send(ann, "x").code()).To(Equal(21606))
	})
})

// fetch gets a picture.
func (w *world) fetch(address string) string {
	GinkgoHelper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	Expect(err).NotTo(HaveOccurred())
	return w.do(request).text
}
