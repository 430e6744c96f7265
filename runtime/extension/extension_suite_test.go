package extension_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"sync"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"
	"github.com/prometheus/client_golang/prometheus"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
)

func TestExtension(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(10 * time.Second)
	RunSpecs(t, "extension")
}

var server *redistest.Server

var _ = BeforeSuite(func(ctx SpecContext) {
	before := gleak.Goroutines()
	var err error
	server, err = redistest.New()
	Expect(err).NotTo(HaveOccurred())
	Expect(server.Start(ctx)).To(Succeed())
	DeferCleanup(func() {
		Expect(server.Stop()).To(Succeed())
		Eventually(gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before))
	})
})

const (
	ann  = chat.E164("+14155550101")
	text = "SM0123456789abcdef0123456789abcdef"
)

// world is a room with Ann in it, who is no admin, a service, and a client that calls it.
type world struct {
	*store.Store
	client   *extension.Client
	settings extension.Settings
	config   extension.Config
	registry *prometheus.Registry
	service  *service
	now      time.Time
}

var rooms int

func newWorld(changes ...func(*world)) *world {
	GinkgoHelper()
	rooms++
	name := "home.room" + strconv.Itoa(rooms)
	config, err := server.Limited(context.Background(), name)
	Expect(err).NotTo(HaveOccurred())
	redis := store.Connect(config)
	DeferCleanup(redis.Close)
	w := &world{service: newService(), now: time.Now(), registry: prometheus.NewRegistry()}
	w.Store, err = store.Open(context.Background(), redis, name, store.Options{Segments: segments})
	Expect(err).NotTo(HaveOccurred())
	w.settings = extension.Settings{
		Name: "home.family", BaseURL: "https://sms.example.com/home",
		Chat:    chat.Room{Name: "Family", Number: "+14155550100", Prefix: '#', TimeZone: time.UTC, Segments: segments},
		Allowed: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	}
	w.config = extension.Config{
		Store: w.Store, RoomKey: []byte("the room's key"), Metrics: w.registry,
		Settings: func() extension.Settings { return w.settings }, Now: func() time.Time { return w.now },
	}
	for _, change := range changes {
		change(w)
	}
	w.client, err = extension.New(w.config)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(w.client.Close)
	w.commit("SMjoin", chat.Outcome{Changes: []chat.Change{chat.Join{Number: ann, Nickname: chat.StoredNickname("Ann", "ann")}}})
	return w
}

func segments(body string) int { return carrier.Segments(body).Segments }

func (w *world) commit(sid string, out chat.Outcome) {
	GinkgoHelper()
	facts, err := w.Facts(context.Background(), ann, chat.Need{})
	Expect(err).NotTo(HaveOccurred())
	_, err = w.Commit(context.Background(), store.Inbound{SID: sid, From: ann}, facts, out)
	Expect(err).NotTo(HaveOccurred())
}

// declare adds a command that the service answers.
func (w *world) declare(change func(*roomfile.Command)) {
	c := roomfile.Command{Name: "weather", URL: w.service.URL + "/weather", Timeout: "1s"}
	if change != nil {
		change(&c)
	}
	c.Defaults()
	w.settings.Commands = append(w.settings.Commands, c)
	w.settings.Chat.Commands = append(w.settings.Chat.Commands, chat.CustomCommandOf(c))
}

// call is one that Ann caused.
func (w *world) call() store.Call {
	return store.Call{
		Call: chat.Call{Command: "weather", Text: "Oslo  tomorrow"}, ID: text + ".1", SID: text, From: ann, Member: 1, At: w.now, Tries: 1,
		Fields: map[string]string{
			"MessageSid": text, "From": string(ann), "To": "+14155550100", "Body": "#weather Oslo  tomorrow +14155550101", "FromCity": "OSLO",
			"WaId": "14155550101", "ChannelMetadata": `{"wa_id":"14155550101"}`,
		},
	}
}

func (w *world) calls(ctx context.Context) store.CallEnd {
	return w.client.Call(ctx, w.call())
}

// waiting are the texts that wait for Ann.
func (w *world) waiting() []string {
	GinkgoHelper()
	letters, err := w.List(context.Background(), store.Default, 100)
	Expect(err).NotTo(HaveOccurred())
	bodies := []string{}
	for _, l := range letters {
		if l.To == ann {
			bodies = append(bodies, l.Body)
		}
	}
	return bodies
}

// service is somebody's web server.
type service struct {
	*httptest.Server
	answer func(http.ResponseWriter, *http.Request)

	mu    sync.Mutex
	asked []hit
}

// hit is one request that arrived.
type hit struct {
	header http.Header
	body   []byte
}

func newService() *service {
	s := &service{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.asked = append(s.asked, hit{r.Header.Clone(), body})
		s.mu.Unlock()
		s.answer(w, r)
	}))
	DeferCleanup(s.Close)
	return s
}

func (s *service) hits() []hit {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]hit(nil), s.asked...)
}

// says answers so.
func (s *service) says(status int, contentType, body string) {
	s.answer = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}
