package twiliosim_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/smackdev/smack/runtime/twiliosim"
)

func TestTwilioSim(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(10 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "twiliosim")
}

var _ = BeforeEach(func() {
	before := gleak.Goroutines()
	DeferCleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		Eventually(gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before))
	})
})

// world is a simulator with one number and a client for it.
type world struct {
	*twiliosim.Sim
	base    string
	account *twiliosim.Account
	number  *twiliosim.Number
}

const (
	room = "+14155550100"
	ann  = "+14155550111"
	bob  = "+14155550122"
)

func start(opts twiliosim.Options) *world {
	GinkgoHelper()
	if opts.DeliveryTime == 0 {
		opts.DeliveryTime = 5 * time.Millisecond
	}
	sim := twiliosim.New(opts)
	base, err := sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(sim.Close)
	w := &world{Sim: sim, base: base, account: sim.Account()}
	w.number = w.account.Own(room)
	return w
}

// answer is what the API said.
type answer struct {
	status int
	header http.Header
	text   string
	body   map[string]any
}

func (a answer) code() int {
	code, _ := a.body["code"].(float64)
	return int(code)
}

func (w *world) path(resource string) string {
	return "/2010-04-01/Accounts/" + w.account.SID() + "/" + resource
}

func (w *world) ask(method, path string, form url.Values) answer {
	GinkgoHelper()
	a, err := w.try(method, path, form)
	Expect(err).NotTo(HaveOccurred())
	return a
}

func (w *world) try(method, path string, form url.Values) (answer, error) {
	return w.tryAs(w.account.SID(), w.account.AuthToken(), method, path, form)
}

func (w *world) tryAs(user, password, method, path string, form url.Values) (answer, error) {
	request, err := http.NewRequest(method, w.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return answer{}, err
	}
	request.SetBasicAuth(user, password)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return answer{}, err
	}
	a := answer{status: response.StatusCode, header: response.Header, text: string(text)}
	_ = json.Unmarshal(text, &a.body)
	return a, nil
}

func (w *world) get(resource string) answer {
	GinkgoHelper()
	return w.ask(http.MethodGet, w.path(resource), nil)
}

func (w *world) post(resource string, pairs ...string) answer {
	GinkgoHelper()
	return w.ask(http.MethodPost, w.path(resource), form(pairs...))
}

// send posts a message from the room.
func (w *world) send(to, body string, more ...string) answer {
	GinkgoHelper()
	return w.post("Messages.json", append([]string{"From", room, "To", to, "Body", body}, more...)...)
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// hookCall is one request to the room's server.
type hookCall struct {
	method, path string
	header       http.Header
	form         url.Values
	query        url.Values
}

// server is the room's side: it records webhooks and answers as told.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	calls  []hookCall
	answer func(n int, w http.ResponseWriter, r *http.Request)
}

func serve(answer func(n int, w http.ResponseWriter, r *http.Request)) *server {
	s := &server{answer: answer}
	s.Server = httptest.NewServer(s)
	DeferCleanup(s.Close)
	return s
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	posted, _ := url.ParseQuery(string(body))
	s.mu.Lock()
	s.calls = append(s.calls, hookCall{r.Method, r.URL.Path, r.Header, posted, r.URL.Query()})
	n := len(s.calls)
	s.mu.Unlock()
	if s.answer != nil {
		s.answer(n, w, r)
	}
}

func (s *server) seen() []hookCall {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]hookCall{}, s.calls...)
}

// statuses lists the MessageStatus of callbacks in order of arrival.
func (s *server) statuses() []string {
	list := []string{}
	for _, c := range s.seen() {
		list = append(list, c.form.Get("MessageStatus"))
	}
	return list
}
