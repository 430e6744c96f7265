package webhook

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

const (
	publicURL   = "https://sms.example.com/family"
	roomNumber  = "+14155550100"
	annNumber   = "+14155550101"
	bobNumber   = "+14155550102"
	token       = "current-token"
	oldToken    = "previous-token"
	accountSID  = "AC00000000000000000000000000000001"
	contentForm = "application/x-www-form-urlencoded"
)

// edge is one pod's webhook: the handler on its store, and what it can be asked.
type edge struct {
	*Handler
	name     string
	redis    redis.UniversalClient
	store    *store.Store
	settings Settings
	tokens   carrier.Credentials
	written  chan []store.Receipt
	registry *prometheus.Registry
}

// newRoom is the name of a room that no other spec has.
func newRoom() string { return "room-" + rand.Text() }

// newEdge starts one pod of the room.
func newEdge(room string, changes ...func(*Config)) *edge {
	GinkgoHelper()
	client := store.Connect(redisServer.Config())
	DeferCleanup(client.Close)
	st, err := store.Open(context.Background(), client, room, store.Options{})
	Expect(err).NotTo(HaveOccurred())
	key, err := st.RoomKey(context.Background())
	Expect(err).NotTo(HaveOccurred())
	e := &edge{
		name: room, redis: client, store: st, written: make(chan []store.Receipt, 100), registry: prometheus.NewRegistry(),
		settings: Settings{Room: family(), BaseURL: publicURL},
		tokens:   carrier.Credentials{AccountSID: accountSID, AuthToken: token, PreviousAuthToken: oldToken},
	}
	log := slog.New(slog.NewJSONHandler(GinkgoWriter, &slog.HandlerOptions{Level: slog.LevelDebug}))
	receipts := NewReceipts(func(_ context.Context, batch []store.Receipt) error {
		e.written <- batch
		return nil
	}, log)
	receipts.Start()
	DeferCleanup(func() { Expect(receipts.Stop(context.Background())).To(Succeed()) })
	config := Config{
		Store: st, MediaKey: key, Receipts: receipts, Log: log, Metrics: e.registry,
		Settings:    func() Settings { return e.settings },
		Credentials: func() carrier.Credentials { return e.tokens },
		CarrierURL:  carrier.DefaultBaseURL,
	}
	for _, change := range changes {
		change(&config)
	}
	e.Handler, err = New(config)
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(e.Close)
	return e
}

func family() chat.Room {
	return chat.Room{
		Name: "The family", Number: roomNumber, Prefix: '#', Region: "US", TimeZone: time.UTC,
		AnnounceJoins: true, SegmentsPerSecond: 1, MaxMembers: 100, ChatPerMinute: 20, InvitesPerDay: 10,
		Segments: func(body string) int { return carrier.Segments(body).Segments },
	}
}

// text is what Twilio posts for one inbound SMS.
func text(sid, from, body string) url.Values {
	return url.Values{
		"MessageSid": {sid}, "SmsSid": {sid}, "SmsMessageSid": {sid}, "AccountSid": {accountSID},
		"From": {from}, "To": {roomNumber}, "Body": {body}, "NumMedia": {"0"}, "NumSegments": {"1"},
		"SmsStatus": {"received"}, "ApiVersion": {"2010-04-01"},
		"FromCity": {"MILL VALLEY"}, "FromState": {"CA"}, "FromCountry": {"US"},
	}
}

// signedBy is a request as the carrier makes it; path is the part behind the public URL.
func signedBy(token, path string, form url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, publicURL+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", contentForm)
	r.Header.Set(carrier.SignatureHeader, carrier.Sign(token, publicURL+path, form))
	return r
}

func (e *edge) answer(r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	return w.Result()
}

// hears posts a text and expects it to be taken.
func (e *edge) hears(sid, from, body string) {
	GinkgoHelper()
	res := e.answer(signedBy(token, "/sms", text(sid, from, body)))
	Expect(res.StatusCode).To(Equal(http.StatusOK))
}

func (e *edge) members() []string {
	GinkgoHelper()
	members, err := e.store.Members(context.Background())
	Expect(err).NotTo(HaveOccurred())
	names := make([]string, len(members))
	for i, m := range members {
		names[i] = m.Nickname.String()
	}
	return names
}

// logged is what the room accepted for everyone, announcements left out.
func (e *edge) logged() []chat.Message {
	GinkgoHelper()
	entries, err := e.redis.XRange(context.Background(), "smack:{"+e.name+"}:log", "-", "+").Result()
	Expect(err).NotTo(HaveOccurred())
	var messages []chat.Message
	for _, entry := range entries {
		if entry.Values["k"] != string(chat.Chat) {
			continue
		}
		m := chat.Message{Body: entry.Values["b"].(string)}
		if media, ok := entry.Values["m"].(string); ok && media != "" {
			along := struct {
				Media []chat.Media `json:"m"`
				Words string       `json:"w"`
			}{}
			Expect(json.Unmarshal([]byte(media), &along)).To(Succeed())
			m.Media, m.Words = along.Media, along.Words
		}
		messages = append(messages, m)
	}
	return messages
}

func (e *edge) counted(endpoint, result string) float64 {
	return testutil.ToFloat64(e.metrics.requests.WithLabelValues(endpoint, result))
}

func (e *edge) took(kind string) float64 {
	return testutil.ToFloat64(e.metrics.texts.WithLabelValues(kind))
}

func body(res *http.Response) string {
	GinkgoHelper()
	b, err := io.ReadAll(res.Body)
	Expect(err).NotTo(HaveOccurred())
	return string(b)
}

func logTo(w io.Writer) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
