package browser

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/room"
	"github.com/smackdev/smack/runtime/sandbox/loopback"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

const (
	roomNumber = "+14155550100"
	annNumber  = "+14155550101"
	bobNumber  = "+14155550102"
	cidNumber  = "+14155550103"
	token      = "a-token-for-the-first-day"
)

// place is a whole room, its carrier and its phones.
type place struct {
	sim          *twiliosim.Sim
	name         string
	public, page string
}

var places int

// newPlace starts a room; more is YAML that its file has besides.
func newPlace(ctx context.Context, more string) *place {
	GinkgoHelper()
	places++
	p := &place{name: fmt.Sprint("ns.browser", places), public: freeAddress(), page: freeAddress()}
	p.sim = twiliosim.New(twiliosim.Options{Unpaced: true})
	_, err := p.sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(p.sim.Close)
	p.sim.Account().Own(roomNumber).SetSmsURL("http://" + p.public + "/sms")
	dir := GinkgoT().TempDir()
	Expect(os.Mkdir(filepath.Join(dir, "admin"), 0o700)).To(Succeed())
	Expect(os.WriteFile(filepath.Join(dir, "admin", "token"), []byte(token), 0o600)).To(Succeed())
	file := filepath.Join(dir, "room.yaml")
	Expect(os.WriteFile(file, fmt.Appendf(nil, `
apiVersion: smack.dev/v1alpha1
kind: RoomFile
room: %s
displayName: Oak Street
number: {e164: "%s"}
webhook: {baseURL: "http://%s"}
carrier: {baseURL: "%s"}
chat: {announceJoins: false, admins: ["%s"], timeZone: America/Los_Angeles}
delivery: {messagesPerSecond: 1000, doubtGrace: 1s}
admin: {tokenSecretRef: {name: admin}}
%s`, p.name, roomNumber, p.public, p.sim.BaseURL(), annNumber, more), 0o600)).To(Succeed())
	p.run(file)
	return p
}

func (p *place) run(file string) {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	private := freeAddress()
	go func() {
		ended <- room.Run(ctx, room.Options{
			Path: file, Listen: p.public, AdminListen: p.page, MetricsListen: private, Version: "test",
			Log: slog.New(slog.NewJSONHandler(GinkgoWriter, nil)),
			Getenv: func(name string) string {
				return map[string]string{
					"TWILIO_ACCOUNT_SID": p.sim.Account().SID(), "TWILIO_AUTH_TOKEN": p.sim.Account().AuthToken(),
					"REDIS_URL": "unix://" + server.Address(),
				}[name]
			},
		})
	}()
	DeferCleanup(func() {
		stop()
		Eventually(ended).Should(Receive(BeNil()))
	})
	Eventually(func() int {
		res, err := http.Get("http://" + private + "/readyz")
		if err != nil {
			return 0
		}
		_ = res.Body.Close()
		return res.StatusCode
	}).WithPolling(20 * time.Millisecond).Should(Equal(http.StatusOK))
}

func freeAddress() string {
	GinkgoHelper()
	address, err := loopback.FreeAddress()
	Expect(err).NotTo(HaveOccurred())
	return address
}

func (p *place) text(ctx context.Context, from, body string) {
	GinkgoHelper()
	in, err := p.sim.Phone(from).Text(ctx, roomNumber, body)
	Expect(err).NotTo(HaveOccurred())
	Expect(in.Webhook.Status).To(Equal(http.StatusOK))
}

// join lets somebody join and waits for the welcome: who joins first gets the lower number.
func (p *place) join(ctx context.Context, number, name string) {
	GinkgoHelper()
	p.text(ctx, number, "#join "+name)
	Eventually(p.inbox(number)).Should(HaveLen(1))
}

// inbox are the texts that a phone shows.
func (p *place) inbox(number string) func() []string {
	return func() []string { return p.sim.Phone(number).Bodies() }
}

// code reads the latest code from a phone.
func (p *place) code(number string) string {
	GinkgoHelper()
	var code string
	Eventually(func() string {
		bodies := p.sim.Phone(number).Bodies()
		if found := regexp.MustCompile(`^(\d{6}) is your code`).FindStringSubmatch(bodies[len(bodies)-1]); found != nil {
			code = found[1]
		}
		return code
	}).ShouldNot(BeEmpty())
	return code
}

// store is the room's, seen from beside the program.
func (p *place) store(ctx context.Context) *store.Store {
	GinkgoHelper()
	client := store.Connect(server.Config())
	DeferCleanup(client.Close)
	st, err := store.Open(ctx, client, p.name, store.Options{})
	Expect(err).NotTo(HaveOccurred())
	return st
}
