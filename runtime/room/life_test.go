package room_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/sandbox/loopback"
	"github.com/smackdev/smack/runtime/twiliosim"
)

const (
	roomNumber = "+14155550100"
	annNumber  = "+14155550101"
	bobNumber  = "+14155550102"
	patience   = 20 * time.Second
)

// life is one whole pod, its carrier and its room file, on a Redis that a spec mistreats.
type life struct {
	dir, name       string
	public, private string
	sim             *twiliosim.Sim
	pace            room.Pace
	sender          sender
}

// sender is what the room sends from.
type sender struct {
	// number is its address; what the room file says besides, of it and of chat, is in YAML.
	number, more, chat string
	// own gives it to the account, on which it is to call an address.
	own func(a *twiliosim.Account, address string)
}

// longCode is the sender that rooms have in most specs.
var longCode = sender{number: roomNumber, own: func(a *twiliosim.Account, address string) { a.Own(roomNumber).SetSmsURL(address) }}

// newLife starts a pod, hurried if a pace is given; redis is the room file's section.
func newLife(name, redis string, pace ...room.Pace) *life {
	GinkgoHelper()
	return newLifeOf(longCode, name, redis, pace...)
}

func newLifeOf(from sender, name, redis string, pace ...room.Pace) *life {
	GinkgoHelper()
	before := gleak.Goroutines()
	DeferCleanup(func() {
		Eventually(gleak.Goroutines).WithTimeout(patience).ShouldNot(gleak.HaveLeaked(before))
	})
	l := &life{dir: GinkgoT().TempDir(), name: name, sender: from, public: freeAddress(), private: freeAddress()}
	if len(pace) > 0 {
		l.pace = pace[0]
	}
	l.sim = twiliosim.New(twiliosim.Options{Unpaced: true})
	_, err := l.sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(l.sim.Close)
	from.own(l.sim.Account(), "http://"+l.public+"/sms")
	text := fmt.Sprintf(`
apiVersion: smack.dev/v1alpha1
kind: RoomFile
room: %s
number: {e164: "%s"%s}
webhook: {baseURL: "http://%s"}
carrier: {baseURL: "%s"}
chat: {announceJoins: false, admins: ["+14155550101"]%s}
delivery: {messagesPerSecond: 1000, doubtGrace: 1s}
redis: %s
`, name, from.number, from.more, l.public, l.sim.BaseURL(), from.chat, redis)
	path := filepath.Join(l.dir, "room.yaml")
	Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
	l.run(path)
	return l
}

func (l *life) run(path string) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() {
		ended <- room.Run(ctx, room.Options{
			Path: path, Listen: l.public, MetricsListen: l.private, Version: "test", Pace: l.pace,
			Getenv: environment{
				"TWILIO_ACCOUNT_SID": l.sim.Account().SID(), "TWILIO_AUTH_TOKEN": l.sim.Account().AuthToken(),
			}.get,
			Log: slog.New(slog.NewJSONHandler(GinkgoWriter, nil)),
		})
	}()
	DeferCleanup(func() {
		stop()
		Eventually(ended).WithTimeout(patience).Should(Receive(BeNil()))
		http.DefaultClient.CloseIdleConnections()
	})
}

// ready is what readiness answers; 0 while nobody does.
func (l *life) ready() int {
	res, err := http.Get("http://" + l.private + "/readyz")
	if err != nil {
		return 0
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

func (l *life) becomes(status int) {
	GinkgoHelper()
	Eventually(l.ready).WithTimeout(patience).WithPolling(20 * time.Millisecond).Should(Equal(status))
}

// text lets a phone text the room once, and gives the answer's status.
func (l *life) text(ctx context.Context, from, body string) int {
	GinkgoHelper()
	return l.sent(ctx, from, body).Webhook.Status
}

func (l *life) sent(ctx context.Context, from, body string) *twiliosim.Inbound {
	GinkgoHelper()
	in, err := l.sim.Phone(from).Text(ctx, l.sender.number, body)
	Expect(err).NotTo(HaveOccurred())
	return in
}

// again brings a text once more, as the carrier does after an error.
func (l *life) again(ctx context.Context, in *twiliosim.Inbound) int {
	GinkgoHelper()
	address := "http://" + l.public + "/sms"
	form := url.Values{"MessageSid": {in.SID}, "From": {in.From}, "To": {in.To}, "Body": {in.Body}}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader(form.Encode()))
	Expect(err).NotTo(HaveOccurred())
	q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	q.Header.Set("X-Twilio-Signature", twiliosim.Sign(l.sim.Account().AuthToken(), address, form))
	res, err := http.DefaultClient.Do(q)
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

func (l *life) takes(ctx context.Context, from, body string) {
	GinkgoHelper()
	Expect(l.text(ctx, from, body)).To(Equal(http.StatusOK))
}

// joined lets Ann and Bob join.
func (l *life) joined(ctx context.Context) {
	GinkgoHelper()
	l.becomes(http.StatusOK)
	l.takes(ctx, annNumber, "#join Ann")
	l.takes(ctx, bobNumber, "#join Bob")
	for _, number := range []string{annNumber, bobNumber} {
		Eventually(l.sim.Phone(number).Bodies).WithTimeout(patience).Should(HaveLen(1))
	}
}

// hears waits until the phone shows exactly these texts behind its welcome.
func (l *life) hears(number string, bodies ...string) {
	GinkgoHelper()
	heard := func() []string { return l.sim.Phone(number).Bodies()[1:] }
	Eventually(heard).WithTimeout(patience).Should(Equal(bodies))
}

// metric is the line of a metric, with its value.
func (l *life) metric(prefix string) string {
	res, err := http.Get("http://" + l.private + "/metrics")
	if err != nil {
		return ""
	}
	defer func() { _ = res.Body.Close() }()
	text, _ := io.ReadAll(res.Body)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, prefix) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress() string {
	GinkgoHelper()
	address, err := loopback.FreeAddress()
	Expect(err).NotTo(HaveOccurred())
	return address
}

type environment map[string]string

func (e environment) get(name string) string { return e[name] }
