package admin_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/admin"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

const (
	roomNumber  = "+14155550100"
	annNumber   = "+14155550101" // an admin
	bobNumber   = "+14155550102" // a member
	adminToken  = "a-token-of-more-than-sixteen"
	viewerToken = "a-token-that-may-only-look"
)

// world is a screen, served, and the room behind it.
type world struct {
	store  *store.Store
	redis  redis.UniversalClient
	server *httptest.Server
	tokens string // the directory of the Secret
	log    *lines
	meters *prometheus.Registry

	mu   sync.Mutex
	file roomfile.File
	now  func() time.Time
}

// lines is a log that can be read while it is written.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var worlds int

func newWorld() *world {
	GinkgoHelper()
	worlds++
	name := fmt.Sprintf("ns.admin%d", worlds)
	w := &world{tokens: GinkgoT().TempDir(), log: &lines{}, meters: prometheus.NewRegistry(), now: time.Now}
	config, err := server.Limited(context.Background(), name)
	Expect(err).NotTo(HaveOccurred())
	w.redis = store.Connect(config)
	DeferCleanup(func() { _ = w.redis.Close() })
	w.store, err = store.Open(context.Background(), w.redis, name, store.Options{})
	Expect(err).NotTo(HaveOccurred())
	w.file = roomfile.File{Room: name, DisplayName: "The family", Number: roomfile.Number{E164: roomNumber}}
	w.file.Defaults()
	w.file.Admin.TokenSecretRef = &roomfile.SecretRef{Name: w.tokens}
	w.token(admin.TokenFile, adminToken)
	w.token(admin.ReadOnlyTokenFile, viewerToken)

	desk := admin.NewDesk(admin.Config{
		Store: w.store, Settings: w.settings, Log: slog.New(slog.NewJSONHandler(w.log, nil)),
		Now: func() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now() },
	})
	screen, err := admin.New(admin.Options{Desk: desk, Key: []byte(strings.Repeat("k", 32)), Least: 50 * time.Millisecond, Metrics: w.meters})
	Expect(err).NotTo(HaveOccurred())
	w.server = httptest.NewServer(screen)
	DeferCleanup(w.server.Close)
	w.join(annNumber, "Ann", true)
	w.join(bobNumber, "Bob", false)
	return w
}

func (w *world) settings() admin.Settings {
	w.mu.Lock()
	defer w.mu.Unlock()
	return admin.Settings{File: w.file, Room: chat.Room{
		Name: w.file.DisplayName, Number: roomNumber, Prefix: '#', Region: "US", TimeZone: time.UTC, MaxMembers: 1_000_000,
		SegmentsPerSecond: 1, Segments: func(string) int { return 1 },
	}}
}

// change edits the room file in force.
func (w *world) change(edit func(*roomfile.File)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	edit(&w.file)
}

// later lets the clock go on.
func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = func() time.Time { return time.Now().Add(d) }
}

func (w *world) token(file, text string) {
	GinkgoHelper()
	Expect(os.WriteFile(filepath.Join(w.tokens, file), []byte(text+"\n"), 0o600)).To(Succeed())
}

// commit makes an outcome true, for a text from that number.
func (w *world) commit(from chat.E164, need chat.Need, decide func(chat.Facts) chat.Outcome) {
	GinkgoHelper()
	facts, err := w.store.Facts(context.Background(), from, need)
	Expect(err).NotTo(HaveOccurred())
	worlds++
	_, err = w.store.Commit(context.Background(), store.Inbound{SID: fmt.Sprintf("SM%032x", worlds), From: from}, facts, decide(facts))
	Expect(err).NotTo(HaveOccurred())
}

func (w *world) join(number chat.E164, nickname string, admin bool) {
	GinkgoHelper()
	name, err := chat.ParseNickname(nickname)
	Expect(err).NotTo(HaveOccurred())
	w.commit(number, chat.Need{}, func(chat.Facts) chat.Outcome {
		return chat.Outcome{Changes: []chat.Change{chat.Join{Number: number, Nickname: name, Admin: admin, Consent: "#join"}}}
	})
}

func (w *world) member(number chat.E164) chat.Member {
	GinkgoHelper()
	facts, err := w.store.Facts(context.Background(), number, chat.Need{})
	Expect(err).NotTo(HaveOccurred())
	Expect(facts.Sender).NotTo(BeNil())
	return *facts.Sender
}

// prefix is what the room's keys begin with.
func (w *world) prefix() string { return "smack:{" + w.settings().File.Room + "}:" }

// keys are the room's keys that hold something; the room's own user may not look for keys.
func (w *world) keys(ctx context.Context, part string) []string {
	GinkgoHelper()
	all := server.Admin()
	defer func() { _ = all.Close() }()
	keys, err := all.Keys(ctx, "*"+part+"*").Result()
	Expect(err).NotTo(HaveOccurred())
	return slices.DeleteFunc(keys, func(key string) bool { return !strings.HasPrefix(key, w.prefix()) })
}

// codes are those that have been sent to a number, in their order.
func (w *world) codes(number chat.E164) []string {
	GinkgoHelper()
	lines, err := w.redis.LRange(context.Background(), w.prefix()+"line:d"+string(number), 0, -1).Result()
	Expect(err).NotTo(HaveOccurred())
	var codes []string
	for _, line := range lines {
		if code := regexp.MustCompile(`"(\d{6}) is your code`).FindStringSubmatch(line); code != nil {
			codes = append(codes, code[1])
		}
	}
	return codes
}

// browser keeps cookies as browsers do, and shows where it was led.
type browser struct {
	w      *world
	client *http.Client
	// header goes with each request.
	header http.Header
}

func (w *world) browser() *browser {
	jar, err := cookiejar.New(nil)
	Expect(err).NotTo(HaveOccurred())
	return &browser{w: w, header: http.Header{}, client: &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}}
}

// answer is what came back.
type answer struct {
	Status int
	Header http.Header
	Body   string
}

func (b *browser) do(method, path, contentType string, body io.Reader) answer {
	GinkgoHelper()
	req, err := http.NewRequest(method, b.w.server.URL+path, body)
	Expect(err).NotTo(HaveOccurred())
	req.Header = b.header.Clone()
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := b.client.Do(req)
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	Expect(err).NotTo(HaveOccurred())
	return answer{res.StatusCode, res.Header, string(text)}
}

func (b *browser) get(path string) answer { GinkgoHelper(); return b.do(http.MethodGet, path, "", nil) }

func (b *browser) post(path string, nameValues ...string) answer {
	GinkgoHelper()
	form := url.Values{}
	for i := 0; i+1 < len(nameValues); i += 2 {
		form.Add(nameValues[i], nameValues[i+1])
	}
	return b.do(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
}

// cookies are the browser's, by name.
func (b *browser) cookies() map[string]string {
	address, err := url.Parse(b.w.server.URL)
	Expect(err).NotTo(HaveOccurred())
	all := map[string]string{}
	for _, c := range b.client.Jar.Cookies(address) {
		all[c.Name] = c.Value
	}
	return all
}

// session is the name of the browser's session; empty for none.
func (b *browser) session() string {
	for name, value := range b.cookies() {
		if strings.Contains(name, "session") {
			return value
		}
	}
	return ""
}

// signIn signs Ann in by a code.
func (b *browser) signIn() *browser {
	GinkgoHelper()
	Expect(b.post("/sign-in", "who", "Ann").Status).To(Equal(http.StatusSeeOther))
	codes := b.w.codes(annNumber)
	Expect(b.post("/sign-in/code", "code", codes[len(codes)-1]).Header.Get("Location")).To(Equal("/"))
	return b
}

// signInBy signs in by a token.
func (b *browser) signInBy(token string) *browser {
	GinkgoHelper()
	Expect(b.post("/sign-in/token", "token", token).Status).To(Equal(http.StatusSeeOther))
	return b
}

// in says whether the browser is let in.
func (b *browser) in() bool { GinkgoHelper(); return b.get("/settings").Status == http.StatusOK }

// readOnly lets the room file refuse every change.
func (w *world) readOnly() { w.change(func(f *roomfile.File) { f.Admin.ReadOnly = true }) }

// changes are the forms that change something.
var changes = []string{
	"/members/2/mute", "/members/2/kick", "/members/2/ban", "/members/2/promote", "/members/2/rename", "/banned", "/banned/lift",
	"/queue/hold", "/queue/failed/retry", "/queue/failed/drop", "/queue/failed/empty",
	"/add-command", "/commands/x/edit", "/commands/x/switch", "/commands/x/delete", "/commands/x/try", "/commands/x/calls/1/redeliver",
	"/rules/try", "/rules/reach", "/settings", "/nothing",
}
