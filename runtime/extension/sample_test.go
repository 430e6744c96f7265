package extension_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/extension/sample/random"
	"github.com/smackdev/smack/runtime/extension/sample/weather"
)

var _ = Describe("The samples", func() {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	var w *world
	BeforeEach(func() { w = newWorld() })

	declare := func(format string, handler http.HandlerFunc) {
		w.service.answer = func(rw http.ResponseWriter, r *http.Request) {
			hits := w.service.hits() // whose reading has emptied the body
			r.Body = http.NoBody
			replay := r.Clone(r.Context())
			replay.Body = httptest.NewRequest("POST", "/", strings.NewReader(string(hits[len(hits)-1].body))).Body
			handler(rw, replay)
		}
		dir := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "secret"), []byte(secret), 0o600)).To(Succeed())
		w.declare(func(c *roomfile.Command) { c.Format, c.SecretRef = format, &roomfile.SecretRef{Name: dir} })
	}
	ask := func(ctx SpecContext, text string) string {
		GinkgoHelper()
		call := w.call()
		call.Text = text
		end := w.client.Call(ctx, call)
		Expect(end.Record.Reason).To(BeEmpty())
		return end.Answer.Reply
	}

	It("keep a list and pick from it", func(ctx SpecContext) {
		declare("Smack", random.New(secret, func(n int) int { return n - 1 }).ServeHTTP)
		for _, turn := range [][2]string{
			{"", "There is no list yet. Begin one: add <list> <entry>"},
			{"add lunch pizza", "lunch: 1 on the list."},
			{"add Lunch cold soup", "lunch: 2 on the list."},
			{"add lunch pizza", "pizza is on it already."},
			{"show lunch", "lunch: pizza, cold soup"},
			{"lunch", "cold soup"},
			{"drop lunch cold soup", "cold soup is gone."},
			{"drop lunch cold soup", "cold soup is not on it."},
			{"lunch", "pizza"},
			{"dinner", "There is no list dinner. Lists: lunch"},
			{"show lunch now", "Try: add <list> <entry>, drop <list> <entry>, show <list>, or a list's name."},
			{"add x " + strings.Repeat("y", 200), "100 characters are the most."},
		} {
			Expect(ask(ctx, turn[0])).To(Equal(turn[1]), turn[0])
		}
	})

	It("know the weather, in both formats alike", func(ctx SpecContext) {
		forecast := weather.New(secret, func() time.Time { return w.now })
		declare("Smack", forecast.Smack)
		want := "Oslo: " + weather.Of("oslo", w.now)
		Expect(ask(ctx, "Oslo")).To(Equal(want))
		Expect(ask(ctx, " ")).To(Equal("Which city?"))
		w.settings.Commands = nil
		declare("Slack", forecast.Slack)
		Expect(ask(ctx, "Oslo")).To(Equal(want))
	})

	It("tell the week's weather later", func(ctx SpecContext) {
		edge := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if err := w.client.Later(r, strings.TrimPrefix(r.URL.Path, "/commands/")); err != nil {
				http.Error(rw, err.Error(), http.StatusBadRequest)
			}
		}))
		DeferCleanup(edge.Close)
		w.settings.BaseURL = edge.URL
		forecast := weather.New(secret, func() time.Time { return w.now })
		declare("Slack", forecast.Slack)
		Expect(ask(ctx, "week Oslo")).To(Equal("Looking at the week in Oslo"))
		forecast.Close()
		Expect(w.waiting()).To(HaveLen(1))
		Expect(strings.Split(w.waiting()[0], "\n")).To(HaveLen(8))
	})

	DescribeTable("believe nobody who has not signed", func(handler http.HandlerFunc) {
		for _, change := range []func(*http.Request){
			func(*http.Request) {},
			func(r *http.Request) {
				r.Header.Set("webhook-id", text)
				r.Header.Set("webhook-timestamp", "1")
				r.Header.Set("webhook-signature", "v1,AAAA")
				r.Header.Set("X-Slack-Request-Timestamp", "1")
				r.Header.Set("X-Slack-Signature", "v0=00")
			},
		} {
			r := httptest.NewRequest("POST", "/", strings.NewReader("{}"))
			change(r)
			rec := httptest.NewRecorder()
			handler(rec, r)
			Expect(rec.Code).To(Equal(http.StatusUnauthorized))
		}
	},
		Entry("random", random.New(secret, func(int) int { return 0 }).ServeHTTP),
		Entry("weather", weather.New(secret, time.Now).Smack),
		Entry("weather in Slack's format", weather.New(secret, time.Now).Slack),
	)
})
