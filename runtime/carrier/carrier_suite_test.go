package carrier_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/smackdev/smack/runtime/carrier"
)

func TestCarrier(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "Carrier")
}

// Nothing that a spec starts may outlive it.
var _ = BeforeEach(func() {
	before := gleak.Goroutines()
	DeferCleanup(func() {
		Eventually(gleak.Goroutines).WithTimeout(5 * time.Second).ShouldNot(gleak.HaveLeaked(before))
	})
})

var creds = carrier.Credentials{AccountSID: "AC0123", AuthToken: "sesame"}

// received is one request as the server saw it.
type received struct {
	method, path string
	query, form  url.Values
	header       http.Header
	user, pass   string
}

// server is a carrier that answers as a spec says and remembers what it was asked.
type server struct {
	*httptest.Server
	mu    sync.Mutex
	asked []received
	conns map[string]bool
}

func serve(answer http.HandlerFunc) *server {
	s := &server{conns: map[string]bool{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.remember(r)
		answer(w, r)
	}))
	DeferCleanup(s.Server.Close)
	return s
}

func (s *server) remember(r *http.Request) {
	query := r.URL.Query()
	_ = r.ParseForm()
	user, pass, _ := r.BasicAuth()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, received{r.Method, r.URL.Path, query, r.PostForm, r.Header.Clone(), user, pass})
	s.conns[r.RemoteAddr] = true
}

func (s *server) last() received {
	s.mu.Lock()
	defer s.mu.Unlock()
	Expect(s.asked).NotTo(BeEmpty(), "the carrier was not asked")
	return s.asked[len(s.asked)-1]
}

func (s *server) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

func (s *server) client(change ...func(*carrier.Config)) *carrier.Client {
	return client(s.URL, change...)
}

func client(baseURL string, change ...func(*carrier.Config)) *carrier.Client {
	c := carrier.Config{BaseURL: baseURL, Credentials: func() carrier.Credentials { return creds }}
	for _, f := range change {
		f(&c)
	}
	made, err := carrier.New(c)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(made.Close)
	return made
}

// answering always gives one answer.
func answering(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

const accepted = `{"account_sid": "AC0123", "body": "hi", "status": "queued", "num_segments": "1", "error_code": null,
	"subresource_uris": {"media": "/x.json", "sid": "wrong"}, "sid": "SM77"}`
