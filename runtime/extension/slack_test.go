package extension_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/extension"
)

var _ = Describe("A call in Slack's format", func() {
	var w *world
	BeforeEach(func() {
		w = newWorld()
		w.service.says(200, "application/json", `{"text": "Sunny"}`)
		dir := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "secret"), []byte("8f742231b10e8888abcd99yyyzzz85a5"), 0o600)).To(Succeed())
		w.declare(func(c *roomfile.Command) { c.Format, c.SecretRef = "Slack", &roomfile.SecretRef{Name: dir} })
	})
	form := func() url.Values {
		GinkgoHelper()
		hits := w.service.hits()
		form, err := url.ParseQuery(string(hits[len(hits)-1].body))
		Expect(err).NotTo(HaveOccurred())
		return form
	}

	It("has the fields of a slash command, and tells no number", func(ctx SpecContext) {
		Expect(w.calls(ctx).Answer).To(Equal(chat.Answer{Reply: "Sunny"}))
		f := form()
		for name, want := range map[string]string{
			"command": "/weather", "text": "Oslo  tomorrow", "user_name": "Ann", "team_domain": "home", "channel_name": "family",
			"token": extension.VerificationToken("8f742231b10e8888abcd99yyyzzz85a5"),
		} {
			Expect(f.Get(name)).To(Equal(want), name)
		}
		for name, form := range map[string]string{"team_id": "T", "channel_id": "C", "user_id": "U", "api_app_id": "A", "trigger_id": "X"} {
			Expect(f.Get(name)).To(MatchRegexp("^"+form+"[A-Z2-7]{10}$"), name)
		}
		Expect(f.Get("response_url")).To(HavePrefix("https://sms.example.com/home/commands/"))
		Expect(f.Encode()).NotTo(ContainSubstring("4155550101"))
		user := f.Get("user_id")
		w.calls(ctx)
		Expect(form().Get("user_id")).To(Equal(user), "it is the same member")
	})

	It("is signed by Slack's scheme, version 0", func(ctx SpecContext) {
		w.calls(ctx)
		asked := w.service.hits()[0]
		stamp := asked.header.Get("X-Slack-Request-Timestamp")
		Expect(stamp).To(Equal(strconv.FormatInt(w.now.Unix(), 10)))
		mac := hmac.New(sha256.New, []byte("8f742231b10e8888abcd99yyyzzz85a5"))
		mac.Write([]byte("v0:" + stamp + ":" + string(asked.body)))
		Expect(asked.header.Get("X-Slack-Signature")).To(Equal("v0=" + hex.EncodeToString(mac.Sum(nil))))
	})

	It("keeps what leads to its member out of the record", func(ctx SpecContext) {
		r := w.calls(ctx).Record
		Expect(r.Request).To(And(ContainSubstring("text=Oslo"), Not(ContainSubstring("response_url")), Not(ContainSubstring("token="))))
	})

	DescribeTable("has an answer", func(ctx SpecContext, contentType, body string, want chat.Answer) {
		w.service.says(200, contentType, body)
		Expect(w.calls(ctx).Answer).To(Equal(want))
	},
		Entry("for the sender", "application/json", `{"response_type": "ephemeral", "text": "a"}`, chat.Answer{Reply: "a"}),
		Entry("for all", "application/json", `{"response_type": "in_channel", "text": "a"}`, chat.Answer{Broadcast: "a"}),
		Entry("in plain text", "text/plain", "see <https://a.example|there>", chat.Answer{Reply: "see there (https://a.example)"}),
		Entry("with attachments", "application/json", `{"text": "a", "attachments": [{"fallback": "b *c*"}, {"pretext": "d", "text": "e"}]}`, chat.Answer{Reply: "a\nb c\nd\ne"}),
		Entry("in blocks alone", "application/json",
			`{"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Oslo"}}, {"type": "divider"}, {"fields": [{"text": "*Sun*"}, {"text": "12°"}]}]}`,
			chat.Answer{Reply: "Oslo\nSun\n12°"}),
		Entry("whose marks are meant", "application/json", `{"text": "*a*", "mrkdwn": false}`, chat.Answer{Reply: "*a*"}),
		Entry("without a word", "application/json", `{}`, chat.Answer{}),
		Entry("that is HTML", "text/html", `<p>`, chat.Answer{Failed: true}),
		Entry("that is a list", "application/json", `[]`, chat.Answer{Failed: true}),
	)

	Describe("is answered later", func() {
		var address string
		BeforeEach(func(ctx SpecContext) {
			w.service.says(200, "", "")
			w.calls(ctx)
			address = strings.TrimPrefix(form().Get("response_url"), "https://sms.example.com/home/commands/")
		})
		posted := func(method, token, contentType, body string) error {
			r := httptest.NewRequest(method, "/commands/"+token, strings.NewReader(body))
			r.Header.Set("Content-Type", contentType)
			return w.client.Later(r, token)
		}
		later := func(body string) error { return posted("POST", address, "application/json", body) }
		refused := func(err error) int {
			GinkgoHelper()
			var r *extension.LaterRefusal
			Expect(err).To(BeAssignableToTypeOf(r))
			status, _ := err.(*extension.LaterRefusal).Refusal()
			return status
		}

		It("five times, and then no more", func() {
			for i := range 5 {
				Expect(later(`{"text": "` + strconv.Itoa(i) + `"}`)).To(Succeed())
			}
			Expect(refused(later(`{"text": "6"}`))).To(Equal(http.StatusGone))
			Expect(w.waiting()).To(Equal([]string{"0", "1", "2", "3", "4"}))
		})

		It("for half an hour", func() {
			w.now = w.now.Add(29 * time.Minute)
			Expect(later(`{"text": "late"}`)).To(Succeed())
			w.now = w.now.Add(2 * time.Minute)
			Expect(refused(later(`{"text": "too late"}`))).To(Equal(http.StatusGone))
			Expect(w.waiting()).To(Equal([]string{"late"}))
		})

		It("to the room as well", func(ctx SpecContext) {
			Expect(later(`{"response_type": "in_channel", "text": "Storm!"}`)).To(Succeed())
			Expect(w.waiting()).To(Equal([]string{"Storm!"}))
			facts, err := w.Facts(ctx, ann, chat.Need{Log: 5})
			Expect(err).NotTo(HaveOccurred())
			Expect(facts.Log).To(HaveLen(1))
			Expect(facts.Log[0].Body).To(Equal("Ann #weather: Storm!"))
		})

		It("and replaces or deletes nothing", func() {
			Expect(later(`{"replace_original": true, "text": "Rain"}`)).To(Succeed())
			Expect(later(`{"delete_original": "true"}`)).To(Succeed())
			Expect(w.waiting()).To(Equal([]string{"Rain"}))
		})

		It("by nobody else, and not once the member has left", func() {
			for _, token := range []string{"", "try", address + "A", strings.Repeat("A", 48), "../" + address, address[:47] + "!", flipped(address)} {
				Expect(refused(posted("POST", token, "application/json", `{"text": "x"}`))).To(Equal(http.StatusNotFound), token)
			}
			w.commit("SMleave", chat.Outcome{Changes: []chat.Change{chat.Leave{Member: 1, Number: ann}}})
			Expect(refused(later(`{"text": "x"}`))).To(Equal(http.StatusGone))
		})

		It("in its own form alone, and what is refused is no use", func() {
			Expect(refused(posted("GET", address, "application/json", ""))).To(Equal(http.StatusMethodNotAllowed))
			Expect(refused(posted("POST", address, "text/html", "<p>"))).To(Equal(http.StatusBadRequest))
			Expect(refused(later(`{`))).To(Equal(http.StatusBadRequest))
			Expect(refused(later(`{"text": "` + strings.Repeat("x", 64<<10) + `"}`))).To(Equal(http.StatusRequestEntityTooLarge))
			for range 5 {
				Expect(later(`{"text": "a"}`)).To(Succeed())
			}
		})
	})
})

// flipped is a token with one other letter in its name.
func flipped(token string) string {
	b := []byte(token)
	b[30] = 'A' + (b[30]-'A'+1)%26
	return string(b)
}
