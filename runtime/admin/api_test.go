package admin_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"
	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/chat"
)

var _ = Describe("The API's document", func() {
	It("is a good one", func() {
		Expect(document().OpenAPI).To(HavePrefix("3.1"))
		p := newProgram()
		w := p.send(http.MethodGet, "/openapi.yaml", "")
		Expect(w.Header().Get("Content-Type")).To(Equal("application/yaml"))
		Expect(w.Body.Bytes()).To(Equal(admin.Document()))
	})

	It("has every route, and no other", func() {
		var doc struct{ Paths map[string]map[string]any }
		Expect(yaml.Unmarshal(admin.Document(), &doc)).To(Succeed())
		var described []string
		for path, item := range doc.Paths {
			for method := range item {
				if slices.Contains([]string{"get", "post", "put", "delete", "patch"}, method) {
					described = append(described, strings.ToUpper(method)+" "+path)
				}
			}
		}
		Expect(newProgram().api.(*admin.API).Routes()).To(ConsistOf(described))
	})

	It("has every verb", func() {
		Expect(string(admin.Document())).To(ContainSubstring("enum: " + strings.ReplaceAll(fmt.Sprint(admin.Verbs()), " ", ", ")))
	})
})

var _ = Describe("The API", func() {
	// busy is a program in a room with something of everything.
	busy := func() *program {
		p := newProgram()
		p.say(2, bobPhone, "Bob: hello")
		p.dies(bobPhone, "lost", 30003)
		p.dies(cidPhone, "lost", 99999)
		Expect(p.store.Sample(context.Background())).To(Succeed())
		p.post("/members/2/mute", `{"for": "1h"}`, nil)
		p.post("/members/2/promote", "", nil)
		p.read(p.ask(http.MethodPut, "/bans/+14155550199", ""), nil)
		return p
	}

	for who, actor := range map[string]admin.Actor{"an admin": annActs, "a token": token, "who may only look": viewer} {
		It("answers as its document says to "+who, func() {
			p := busy()
			p.actor = &actor
			for _, path := range []string{
				"/overview", "/history", "/history?span=30d", "/log", "/log?limit=1", "/audit", "/audit?limit=1", "/room-file",
				"/members", "/members?limit=1", "/members?search=bo", "/members?search=zz", "/members/2", "/bans",
				"/queues/default", "/queues/failed", "/queues/failed?limit=1", "/queues/doubt", "/rules", "/commands",
			} {
				p.get(path, nil)
			}
		})
	}

	It("does what its document says", func() {
		p := newProgram()
		p.dies(bobPhone, "lost", 30003)
		p.dies(bobPhone, "lost too", 30003)
		p.dies(bobPhone, "gone", 30005)
		var page admin.LetterPage
		p.get("/queues/failed", &page)
		var count admin.Count
		p.post("/queues/failed/retry", fmt.Sprintf(`{"ids": [%q]}`, page.Letters[2].ID), &count)
		Expect(count).To(Equal(admin.Count{Count: 1}))
		p.post("/queues/failed/retry", `{"code": 30003}`, &count)
		Expect(count).To(Equal(admin.Count{Count: 1}))
		p.post("/queues/failed/drop", `{"all": true}`, &count)
		Expect(count).To(Equal(admin.Count{Count: 1}))
		p.commit(bobPhone, chat.Outcome{Calls: []chat.Call{{Command: "weather", Text: "oslo"}}})
		var waiting admin.LetterPage
		p.get("/queues/default", &waiting)
		Expect(waiting.Letters).To(ContainElement(And(HaveField("Reason", "call of command weather"), HaveField("To", string(bobPhone)),
			HaveField("Body", "oslo"), HaveField("ID", BeEmpty()), HaveField("Retriable", false))))
		p.post("/queues/default/empty", `{"confirm": "default"}`, &count)
		Expect(count).To(Equal(admin.Count{Count: 3}), "two texts and a call")

		var hold admin.Hold
		p.post("/stages/intake/pause", "", &hold)
		p.post("/stages/sending/pause", "", &hold)
		Expect(hold).To(Equal(admin.Hold{Intake: true, Sending: true}))
		p.post("/stages/intake/resume", "{}", &hold)
		Expect(hold.Intake).To(BeFalse())

		var done admin.Done
		for _, verb := range admin.Verbs() {
			id, body := 2, "{}"
			switch verb {
			case admin.Mute:
				body = `{"for": "30m"}`
			case admin.Rename:
				id, body = 1, `{"nickname": "Anna"}`
			case admin.Ban:
				id = 3
			}
			p.post(fmt.Sprintf("/members/%d/%s", id, verb), body, &done)
			Expect(done.Text).NotTo(BeEmpty())
		}
		p.read(p.ask(http.MethodDelete, "/bans/"+string(cidPhone), ""), &done)
		Expect(done.Text).To(ContainSubstring("banned no more"))
		var members admin.MemberPage
		p.get("/members", &members)
		Expect(members.Members).To(HaveExactElements(HaveField("Nickname", "Anna")))
	})

	It("tries rules as its document says", func() {
		p := newProgram()
		p.say(2, bobPhone, "Bob: hello")
		p.file.Rules = []roomfile.Rule{{Name: "greet", When: `sms.Body == "hello"`, Reply: "hi", Tag: "greeting"}}
		p.get("/rules", nil)
		var trial admin.RuleTrial
		p.post("/rules/try", `{"sms": {"Body": "hello", "From": "+14155550102"}}`, &trial)
		Expect(trial.Acts).To(HaveExactElements(HaveField("Text", "hi"), HaveField("Text", "greeting")))
		p.post("/rules/try", `{"yaml": "- {name: x, when: \"1 / 0 == 1\", tag: x}", "sms": {}}`, &trial)
		Expect(trial.Steps).To(HaveExactElements(HaveField("Skipped", ContainSubstring("division by zero"))))
		p.post("/rules/reach", "{}", nil)
		w := p.send("POST", "/rules/try", `{"yaml": "- {name: x, when: oops}", "sms": {}}`)
		Expect(problem(w)).To(And(HaveField("Status", 422), HaveField("Field", "yaml")))
	})

	DescribeTable("refuses with a status, a reason and what to do next", func(method, path, body string, status int, field, detail string) {
		p := busy()
		w := p.send(method, path, body)
		got := problem(w)
		Expect(got.Status).To(Equal(status))
		Expect(got.Field).To(Equal(field))
		Expect(got.Detail).To(ContainSubstring(detail))
		Expect(p.audited()).To(HaveLen(3), "nothing was changed")
	},
		Entry(nil, "GET", "/nothing", "", 404, "", "openapi.yaml"),
		Entry(nil, "GET", "/", "", 404, "", "openapi.yaml"),
		Entry(nil, "POST", "/overview", "", 405, "", "GET, HEAD can"),
		Entry(nil, "DELETE", "/queues/failed", "", 405, "", "GET, HEAD can"),
		Entry(nil, "GET", "/overview?limit=1", "", 422, "limit", "there are: none"),
		Entry(nil, "GET", "/members?limt=1", "", 422, "limt", "search, cursor, limit"),
		Entry(nil, "GET", "/members?limit=1&limit=2", "", 422, "limit", "twice"),
		Entry(nil, "GET", "/members?limit=0", "", 422, "limit", "1 to 200"),
		Entry(nil, "GET", "/members?limit=201", "", 422, "limit", "1 to 200"),
		Entry(nil, "GET", "/members?limit=many", "", 422, "limit", "1 to 200"),
		Entry(nil, "GET", "/members?cursor=x", "", 422, "cursor", "first page"),
		Entry(nil, "GET", "/members/0", "", 404, "", "from 1 on"),
		Entry(nil, "GET", "/members/-1", "", 404, "", "from 1 on"),
		Entry(nil, "GET", "/members/99999999999", "", 404, "", "from 1 on"),
		Entry(nil, "GET", "/members/77", "", 404, "", "no member 77"),
		Entry(nil, "GET", "/history?span=1y", "", 422, "span", "24h"),
		Entry(nil, "GET", "/queues/other", "", 404, "", "default, failed and doubt"),
		Entry(nil, "POST", "/members/2/hug", "{}", 404, "", "there are [mute"),
		Entry(nil, "POST", "/members/2/mute", "{}", 422, "for", "a minute at least"),
		Entry(nil, "POST", "/members/2/mute", `{"for": "soon"}`, 422, "for", "30m or 24h"),
		Entry(nil, "POST", "/members/2/mute", `{"for": 30}`, 422, "for", "can't be a number"),
		Entry(nil, "POST", "/members/2/kick", `{"why": "x"}`, 422, "why", "no field"),
		Entry(nil, "POST", "/members/2/kick", `{`, 422, "body", "no JSON object"),
		Entry(nil, "POST", "/members/2/kick", `{} {}`, 422, "body", "follows"),
		Entry(nil, "POST", "/members/2/kick", `[]`, 422, "body", "no JSON object"),
		Entry(nil, "POST", "/members/2/promote", "", 409, "", "Bob is an admin already."),
		Entry(nil, "POST", "/members/1/kick", "", 409, "", "You can't remove"),
		Entry(nil, "PUT", "/bans/bob", "", 422, "number", "country code"),
		Entry(nil, "DELETE", "/bans/+14155550103", "", 409, "", "not banned"),
		Entry(nil, "POST", "/queues/failed/empty", `{"confirm": "yes"}`, 422, "confirm", "Type failed"),
		Entry(nil, "POST", "/queues/failed/retry", "", 422, "ids", "Choose letters"),
		Entry(nil, "POST", "/queues/default/retry", `{"all": true}`, 409, "", "goes out by itself"),
		Entry(nil, "POST", "/stages/all/pause", "", 404, "", "intake and sending"),
		Entry(nil, "POST", "/members/2/kick", `{"nickname": "`+strings.Repeat("x", 64<<10)+`"}`, 413, "", "64 KB"),
	)

	It("takes JSON alone, so that no form of another site can change anything", func() {
		p := busy()
		for _, kind := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"} {
			p.header = http.Header{"Content-Type": {kind}}
			Expect(problem(p.send("POST", "/members/2/kick", `{"nickname": ""}`)).Status).To(Equal(http.StatusUnsupportedMediaType), kind)
		}
		p.header = http.Header{"Content-Type": {"application/json; charset=utf-8"}}
		p.post("/members/2/kick", "{}", nil)
	})

	It("tells nothing to nobody, not even what there is", func() {
		p := busy()
		p.actor = nil
		for _, path := range []string{"/overview", "/members", "/openapi.yaml", "/nothing"} {
			w := p.send("GET", path, "")
			Expect(problem(w).Status).To(Equal(http.StatusUnauthorized))
			Expect(w.Header().Get("WWW-Authenticate")).To(HavePrefix("Bearer"))
		}
	})

	It("lets who may only look change nothing", func() {
		p := busy()
		p.actor = &viewer
		for _, path := range []string{
			"/members/2/kick", "/queues/failed/retry", "/queues/failed/drop", "/queues/failed/empty", "/stages/sending/pause", "/stages/sending/resume",
		} {
			w := p.send("POST", path, "{}")
			Expect(problem(w).Status).To(Equal(http.StatusForbidden), path)
			p.answered("POST", path, "{}", w)
		}
		Expect(p.audited()).To(HaveLen(3))
	})

	It("says that Redis is away, and when to come again", func() {
		p := busy()
		p.client.AddHook(away{})
		w := p.send("GET", "/overview", "")
		Expect(problem(w)).To(And(HaveField("Status", 503), HaveField("Detail", ContainSubstring("try again"))))
		Expect(w.Header().Get("Retry-After")).To(Equal("2"))
		Expect(w.Body.String()).NotTo(ContainSubstring("refused"), "what went wrong is for the log")
	})
})

// away is a Redis that does not answer.
type away struct{}

var errAway = errors.New("connection refused")

func (away) DialHook(redis.DialHook) redis.DialHook {
	return func(context.Context, string, string) (net.Conn, error) { return nil, errAway }
}

func (away) ProcessHook(redis.ProcessHook) redis.ProcessHook {
	return func(context.Context, redis.Cmder) error { return errAway }
}

func (away) ProcessPipelineHook(redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(context.Context, []redis.Cmder) error { return errAway }
}

var _ = Describe("A change with an idempotency key", func() {
	key := func(p *program, text string) { p.header.Set("Idempotency-Key", text) }

	It("takes effect once, and is answered the same again", func() {
		p := newProgram()
		p.dies(bobPhone, "lost", 30003)
		key(p, "one")
		var first, second admin.Count
		p.post("/queues/failed/drop", `{"all": true}`, &first)
		p.dies(bobPhone, "lost later", 30003)
		w := p.ask("POST", "/queues/failed/drop", `{"all": true}`)
		Expect(w.Header().Get("Idempotency-Replayed")).To(Equal("true"))
		p.read(w, &second)
		Expect(second).To(Equal(first))
		Expect(p.audited()).To(HaveLen(1))
		key(p, "two")
		p.post("/queues/failed/drop", `{"all": true}`, &second)
		Expect(second).To(Equal(admin.Count{Count: 1}))
	})

	It("is refused for another body, path or person", func() {
		p := newProgram()
		key(p, "one")
		p.post("/members/2/rename", `{"nickname": "Bobby"}`, nil)
		got := problem(p.send("POST", "/members/2/rename", `{"nickname": "Robert"}`))
		Expect(got).To(And(HaveField("Status", 422), HaveField("Field", "Idempotency-Key"), HaveField("Detail", ContainSubstring("another request"))))
		p.post("/members/3/rename", `{"nickname": "Sid"}`, nil)
		p.actor = &token
		Expect(problem(p.send("POST", "/members/2/rename", `{"nickname": "Bobby"}`))).To(HaveField("Detail", ContainSubstring("called that already")))
	})

	It("can be made again when it was refused", func() {
		p := newProgram()
		key(p, "one")
		Expect(problem(p.send("POST", "/members/1/demote", "")).Status).To(Equal(http.StatusConflict))
		p.header.Del("Idempotency-Key")
		p.post("/members/2/promote", "", nil)
		key(p, "one")
		p.post("/members/1/demote", "", nil)
	})

	It("happens once though it is sent many times at once", func() {
		p := newProgram()
		p.dies(bobPhone, "lost", 30003)
		key(p, "one")
		results := make(chan *apiProblem, 10)
		for range 10 {
			go func() {
				defer GinkgoRecover()
				w := p.send("POST", "/queues/failed/retry", `{"all": true}`)
				if w.Code == http.StatusOK {
					Expect(w.Body.String()).To(MatchJSON(`{"count": 1}`))
					results <- nil
					return
				}
				no := problem(w)
				results <- &no
			}()
		}
		for range 10 {
			if no := <-results; no != nil {
				Expect(*no).To(And(HaveField("Status", 409), HaveField("Detail", ContainSubstring("just now"))))
			}
		}
		Expect(p.waiting(bobPhone)).To(Equal([]string{"lost"}))
	})

	It("has no key of any length", func() {
		p := newProgram()
		key(p, strings.Repeat("x", 201))
		Expect(problem(p.send("POST", "/stages/sending/pause", "")).Field).To(Equal("Idempotency-Key"))
	})
})

var _ = Describe("The API behind the screen", func() {
	It("lets programs in by their token, and says so in the audit log", func() {
		w := newWorld()
		ask := func(token, method, path, body string) answer {
			b := w.browser()
			if token != "" {
				b.header.Set("Authorization", "Bearer "+token)
			}
			return b.do(method, "/api/v1"+path, "application/json", strings.NewReader(body))
		}
		Expect(ask("", "GET", "/overview", "").Status).To(Equal(http.StatusUnauthorized))
		Expect(ask("a-token-that-is-wrong-but-long", "GET", "/overview", "").Status).To(Equal(http.StatusUnauthorized))
		Expect(ask(viewerToken, "GET", "/members", "").Body).To(And(ContainSubstring("+1415•••0102"), Not(ContainSubstring(bobNumber))))
		Expect(ask(viewerToken, "POST", "/members/2/promote", "").Status).To(Equal(http.StatusForbidden))
		Expect(ask(adminToken, "POST", "/members/2/promote", "").Body).To(ContainSubstring("Bob is an admin now."))
		Expect(ask(adminToken, "GET", "/audit", "").Body).To(And(ContainSubstring(`"verb":"promote"`), Not(ContainSubstring(adminToken))))
	})

	It("lets pages in by their session, and forms of other sites not", func() {
		w := newWorld()
		b := w.browser().signIn()
		Expect(b.get("/api/v1/overview").Status).To(Equal(http.StatusOK))
		b.header.Set("Sec-Fetch-Site", "cross-site")
		Expect(b.do("POST", "/api/v1/members/2/kick", "application/json", strings.NewReader("{}")).Status).To(Equal(http.StatusForbidden))
		Expect(w.member(bobNumber).Nickname.String()).To(Equal("Bob"))
	})
})
