package room_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/room/roomtest"
	"github.com/smackdev/smack/runtime/store/redistest"
)

const commandSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// answering is a service that answers commands as a spec wants it to.
type answering struct {
	*httptest.Server
	mu     sync.Mutex
	answer http.HandlerFunc
	asked  []string // ids of calls
}

func newAnswering() *answering {
	a := &answering{}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		a.asked = append(a.asked, r.Header.Get("webhook-id"))
		answer := a.answer
		a.mu.Unlock()
		answer(w, r)
	}))
	DeferCleanup(a.Close)
	return a
}

func (a *answering) with(answer http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answer = answer
}

func (a *answering) calls() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]string(nil), a.asked...)
}

// weather answers in Smack's format whoever has signed.
func weather(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	verifier, err := standardwebhooks.NewWebhook(commandSecret)
	if err != nil || verifier.Verify(body, r.Header) != nil {
		http.Error(w, "who are you?", http.StatusForbidden)
		return
	}
	var call struct {
		Text   string
		Member struct{ Nickname string }
	}
	_ = json.Unmarshal(body, &call)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"reply": "Sunny in " + call.Text + ", " + call.Member.Nickname})
}

// forwardSecret is what smack-room rules secret prints.
func forwardSecret(ctx context.Context, name string, redis *redistest.Server) string {
	GinkgoHelper()
	key, err := roomtest.Store(ctx, redis.Config(), name).RoomKey(ctx)
	Expect(err).NotTo(HaveOccurred())
	return extension.ForwardSecret(key)
}

// slash answers in Slack's format.
func slash(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"response_type": "in_channel", "text": "*`+r.FormValue("user_name")+"* asks for "+r.FormValue("text")+`"}`)
}

var _ = Describe("Custom commands", func() {
	var (
		l       *life
		service *answering
		redis   *redistest.Server
		pace    = room.Pace{Tick: 50 * time.Millisecond, CallLease: 500 * time.Millisecond}
	)
	// declare writes commands into the room file, and waits until the room has taken them.
	declare := func(commands string) {
		GinkgoHelper()
		path := filepath.Join(l.dir, "room.yaml")
		text, err := os.ReadFile(path)
		Expect(err).NotTo(HaveOccurred())
		text = append(text, []byte("services: {allowedNetworks: [127.0.0.0/8]}\ncommands:\n"+commands)...)
		Expect(os.WriteFile(path+".new", text, 0o600)).To(Succeed())
		Expect(os.Rename(path+".new", path)).To(Succeed())
		Eventually(func() string { return l.Metric(`smack_config_reloads_total{result="taken"}`) }).WithTimeout(patience).ShouldNot(BeEmpty())
	}
	BeforeEach(func(ctx SpecContext) {
		var err error
		redis, err = redistest.NewTCP()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		service = newAnswering()
		l = newLife("ns.room", asLimited(ctx, redis, "ns.room"), pace)
		secrets := filepath.Join(l.dir, "weather")
		Expect(os.Mkdir(secrets, 0o700)).To(Succeed())
		Expect(os.WriteFile(filepath.Join(secrets, "secret"), []byte(commandSecret), 0o600)).To(Succeed())
		l.joined(ctx)
	})

	It("are answered, by every name, to whom and as often as they may be", func(ctx SpecContext) {
		declare(fmt.Sprintf(`
- {name: weather, aliases: [wx], summary: "says the weather.", usage: <city>, url: "%[1]s", secretRef: {name: weather}, rateLimit: 2}
- {name: gate, url: "%[1]s", secretRef: {name: weather}, allow: Admins, answer: Room}
- {name: shut, url: "%[1]s", enabled: false}
`, service.URL))
		service.with(weather)
		l.takes(ctx, bobNumber, "#weather Oslo")
		l.hears(bobNumber, "Sunny in Oslo, Bob")
		l.takes(ctx, bobNumber, "#WX Rome")
		l.hears(bobNumber, "Sunny in Oslo, Bob", "Sunny in Rome, Bob")
		l.takes(ctx, bobNumber, "#wx Bern")
		heard := []string{"Sunny in Oslo, Bob", "Sunny in Rome, Bob", "Not sent: #weather can be used 2 times a minute. Please wait a minute."}
		l.hears(bobNumber, heard...)

		l.takes(ctx, bobNumber, "#gate open")
		heard = append(heard, "Sorry, only admins can use #gate.")
		l.hears(bobNumber, heard...)
		l.takes(ctx, annNumber, "#gate open")
		heard = append(heard, "Ann #gate: Sunny in open, Ann")
		l.hears(bobNumber, heard...)
		l.hears(annNumber, "Sunny in open, Ann")

		l.takes(ctx, bobNumber, "#help wx")
		heard = append(heard, "#weather <city>: says the weather.")
		l.hears(bobNumber, heard...)
		l.takes(ctx, bobNumber, "#shut")
		Eventually(func() string { return last(l.sim.Phone(bobNumber).Bodies()) }).WithTimeout(patience).Should(HavePrefix("There is no command #shut."))
		Expect(service.calls()).To(HaveLen(3))
		Expect(l.Metric(`smack_command_calls_total{command="weather",result="ok"}`)).To(HaveSuffix(" 2"))
	}, SpecTimeout(60*time.Second))

	It("stand beside rules, which forward a text, signed", func(ctx SpecContext) {
		declare(fmt.Sprintf("- {name: weather, url: %[1]q}\nrules:\n- {name: copy, when: \"sms.Body.contains('cake')\", forward: {url: %[1]q}}\n", service.URL))
		got := make(chan string, 2)
		service.with(func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			verifier, err := standardwebhooks.NewWebhook(forwardSecret(ctx, "ns.room", redis))
			if err == nil {
				err = verifier.Verify(body, r.Header)
			}
			got <- fmt.Sprint(string(body), err)
			w.WriteHeader(http.StatusNoContent)
		})
		l.takes(ctx, bobNumber, "who brings cake?")
		l.hears(annNumber, "Bob: who brings cake?")
		Eventually(got).WithTimeout(patience).Should(Receive(And(
			ContainSubstring(`"rule":"copy"`), ContainSubstring(`"Body":"who brings cake?"`), ContainSubstring(`"FromCountry":"US"`), HaveSuffix("<nil>"))))
		Eventually(func() string { return l.Metric(`smack_queue_depth{class="call"}`) }).Should(HaveSuffix(" 0"))
		Expect(got).NotTo(Receive(), "it is done, and was done once")
	}, SpecTimeout(60*time.Second))

	It("of Slack's kind answer at once, and later", func(ctx SpecContext) {
		declare(fmt.Sprintf("- {name: ask, url: %q, format: Slack}\n", service.URL))
		addresses := make(chan string, 1)
		service.with(func(w http.ResponseWriter, r *http.Request) {
			addresses <- r.FormValue("response_url")
			slash(w, r)
		})
		l.takes(ctx, bobNumber, "#ask cake")
		l.hears(bobNumber, "Bob asks for cake")
		l.hears(annNumber, "Bob #ask: Bob asks for cake")

		later := <-addresses
		Expect(later).To(HavePrefix("http://" + l.Public + "/commands/"))
		post := func(address string) int {
			res, err := http.Post(address, "application/json", strings.NewReader(`{"text": "There is <https://a.example|cake>"}`))
			Expect(err).NotTo(HaveOccurred())
			defer res.Body.Close()
			return res.StatusCode
		}
		Expect(post(later)).To(Equal(http.StatusOK))
		l.hears(bobNumber, "Bob asks for cake", "There is cake (https://a.example)")
		for range 4 {
			Expect(post(later)).To(Equal(http.StatusOK))
		}
		Expect(post(later)).To(Equal(http.StatusGone))
		Expect(post(later + "A")).To(Equal(http.StatusNotFound))
		Expect(l.Metric(`smack_webhook_requests_total{endpoint="commands",result="ok"}`)).To(HaveSuffix(" 5"))
	}, SpecTimeout(60*time.Second))

	It("whose service fails say so, and leave it alone after a while", func(ctx SpecContext) {
		declare(fmt.Sprintf("- {name: weather, url: %q, onFailure: No weather today., rateLimit: 100}\n- {name: inside, url: \"https://10.0.0.1/\", timeout: 500ms}\n", service.URL))
		service.with(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no", http.StatusBadGateway) })
		var heard []string
		for range 6 {
			l.takes(ctx, bobNumber, "#weather")
			heard = append(heard, "No weather today.")
			l.hears(bobNumber, heard...)
		}
		Expect(service.calls()).To(HaveLen(5))
		Eventually(func() string { return l.Metric(`smack_command_calls_total{command="weather",result="open"}`) }).Should(HaveSuffix(" 1"))
		l.takes(ctx, bobNumber, "#inside")
		l.hears(bobNumber, append(heard, "Sorry, #inside can't be used right now. Please try again later.")...)
		Expect(l.Metric(`smack_command_calls_total{command="inside",result="address"}`)).To(HaveSuffix(" 1"))
	}, SpecTimeout(60*time.Second))

	It("that outlive their pod are answered once", func(ctx SpecContext) {
		declare(fmt.Sprintf("- {name: weather, url: %q, timeout: 10s}\n", service.URL))
		second := *l
		second.Public, second.Private = roomtest.FreeAddress(), roomtest.FreeAddress()
		second.run(filepath.Join(l.dir, "room.yaml"))
		second.Becomes(http.StatusOK)
		// Whoever calls first hangs for longer than its lease, as if it had died.
		hang := make(chan struct{})
		var once sync.Once
		service.with(func(w http.ResponseWriter, r *http.Request) {
			first := false
			once.Do(func() { first = true })
			if first {
				<-hang
			}
			_, _ = io.Copy(io.Discard, r.Body)
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, "Sunny")
		})
		l.takes(ctx, bobNumber, "#weather")
		l.hears(bobNumber, "Sunny")
		close(hang)
		calls := service.calls()
		Expect(len(calls)).To(BeNumerically(">", 1))
		Expect(calls).To(HaveEach(calls[0]), "the service knows that it is the same call")
		Eventually(func() string { return l.Metric(`smack_queue_depth{class="call"}`) }).Should(HaveSuffix(" 0"))
		l.takes(ctx, annNumber, "well?")
		l.hears(bobNumber, "Sunny", "Ann: well?")
	}, SpecTimeout(60*time.Second))

	It("change without a restart", func(ctx SpecContext) {
		l.takes(ctx, bobNumber, "#weather")
		l.hears(bobNumber, "There is no command #weather. Text #help for all commands.")
		declare(fmt.Sprintf("- {name: weather, url: %q, secretRef: {name: weather}}\n", service.URL))
		service.with(weather)
		l.takes(ctx, bobNumber, "#weather Oslo")
		l.hears(bobNumber, "There is no command #weather. Text #help for all commands.", "Sunny in Oslo, Bob")
	}, SpecTimeout(60*time.Second))
})

func last(bodies []string) string { return bodies[len(bodies)-1] }
