package delivery_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

func TestDelivery(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(15 * time.Second)
	SetDefaultEventuallyPollingInterval(5 * time.Millisecond)
	RunSpecs(t, "delivery")
}

var server *redistest.Server

var _ = BeforeSuite(func(ctx SpecContext) {
	before := gleak.Goroutines()
	var err error
	server, err = newServer()
	Expect(err).NotTo(HaveOccurred())
	Expect(server.Start(ctx)).To(Succeed())
	DeferCleanup(func() {
		Expect(server.Stop()).To(Succeed())
		Eventually(gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before))
	})
})

// newServer is a single server, or with SMACK_TEST_REDIS=Cluster a Cluster of one node.
func newServer(extra ...string) (*redistest.Server, error) {
	if os.Getenv("SMACK_TEST_REDIS") == "Cluster" {
		return redistest.NewCluster(extra...)
	}
	return redistest.New(extra...)
}

const roomNumber = "+14155550100"

// redisServer is a Redis of some kind, where a room has a user who may do nothing but the
// room's work.
type redisServer interface {
	Limited(ctx context.Context, room string) (store.Config, error)
}

// world is a room, a carrier and some pods.
type world struct {
	*store.Store
	ctx     context.Context
	name    string
	number  string
	sim     *twiliosim.Sim
	base    string
	status  *httptest.Server
	engines []*delivery.Engine
	redis   redisServer
	sids    int
	stores  []func(*store.Options)
	nights  atomic.Pointer[chat.Window]
}

// pace is how the tests hurry what takes seconds in life.
const (
	carrierTimeout = 400 * time.Millisecond
	lease          = 1200 * time.Millisecond
	grace          = 150 * time.Millisecond
	secondLook     = 300 * time.Millisecond
)

var worlds int

func newWorld(sim twiliosim.Options, stores ...func(*store.Options)) *world {
	return newWorldOn(server, sim, stores...)
}

// newWorldOn has stores with changed options.
func newWorldOn(redis redisServer, options twiliosim.Options, stores ...func(*store.Options)) *world {
	GinkgoHelper()
	worlds++
	options.Unpaced, options.DeliveryTime = true, time.Millisecond
	w := &world{ctx: context.Background(), name: "ns.w" + strconv.Itoa(worlds), number: roomNumber, redis: redis, sim: twiliosim.New(options), stores: stores}
	base, err := w.sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	w.base = base
	w.sim.Account().Own(roomNumber)
	w.Store = w.open()
	w.status = httptest.NewServer(http.HandlerFunc(w.receive))
	DeferCleanup(func() {
		w.stop()
		Expect(w.sim.Close()).To(Succeed())
		w.status.Close()
	})
	return w
}

func (w *world) open() *store.Store {
	GinkgoHelper()
	client := w.client()
	options := store.Options{Effect: delivery.EffectOf, Pause: delivery.PauseOf(time.Now), Segments: segments, Nights: w.nightsOf}
	for _, change := range w.stores {
		change(&options)
	}
	s, err := store.Open(w.ctx, client, w.name, options)
	Expect(err).NotTo(HaveOccurred())
	return s
}

// nightsOf gives everybody the same night, once there is one.
func (w *world) nightsOf(q chat.Quiet, since, until time.Time) ([]chat.Window, error) {
	if night := w.nights.Load(); night != nil {
		return []chat.Window{*night}, nil
	}
	return q.Windows(since, until)
}

func (w *world) client() redis.UniversalClient {
	config, err := w.redis.Limited(w.ctx, w.name)
	Expect(err).NotTo(HaveOccurred())
	client := store.Connect(config)
	DeferCleanup(client.Close)
	return client
}

// receive is the room's status endpoint.
func (w *world) receive(_ http.ResponseWriter, r *http.Request) {
	code, _ := strconv.Atoi(r.FormValue("ErrorCode"))
	_ = w.Receipt(w.ctx, []store.Receipt{{
		Ref: r.URL.Query().Get("d"), SID: r.FormValue("MessageSid"), Status: r.FormValue("MessageStatus"), ErrorCode: code,
	}})
}

func (w *world) settings() delivery.Settings {
	return delivery.Settings{Number: w.number, DoubtGrace: grace, StatusCallback: w.status.URL + "/status"}
}

func (w *world) carrier() *carrier.Client {
	GinkgoHelper()
	c, err := carrier.New(carrier.Config{BaseURL: w.base, Timeout: carrierTimeout, MaxInFlight: 300, Credentials: func() carrier.Credentials {
		return carrier.Credentials{AccountSID: twiliosim.DefaultAccountSID, AuthToken: twiliosim.DefaultAuthToken}
	}})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(c.Close)
	return c
}

// pod makes an engine with connections of its own.
func (w *world) pod(settings delivery.Settings) *delivery.Engine {
	GinkgoHelper()
	e, err := delivery.New(w.open(), w.carrier(), settings, delivery.Options{
		Lease: lease, SecondLook: secondLook, Tick: 200 * time.Millisecond, SweepEvery: 100 * time.Millisecond,
	})
	Expect(err).NotTo(HaveOccurred())
	w.engines = append(w.engines, e)
	return e
}

func (w *world) start(pods int, settings delivery.Settings) {
	GinkgoHelper()
	for range pods {
		w.pod(settings).Start(w.ctx)
	}
}

func (w *world) stop() {
	for _, e := range w.engines {
		ctx, cancel := context.WithTimeout(w.ctx, 10*time.Second)
		Expect(e.Stop(ctx)).To(Succeed())
		cancel()
	}
	w.engines = nil
}

func number(i int) chat.E164 { return chat.E164(fmt.Sprintf("+1415551%04d", i)) }

// members makes so many; member i has number(i).
func (w *world) members(n int) {
	GinkgoHelper()
	for i := 1; i <= n; i++ {
		name := "m" + strconv.Itoa(i)
		w.commit(number(i), chat.Outcome{Changes: []chat.Change{
			chat.Join{Number: number(i), Nickname: chat.StoredNickname(name, name)},
		}})
	}
}

func (w *world) commit(from chat.E164, out chat.Outcome) {
	GinkgoHelper()
	w.sids++
	sid := fmt.Sprintf("SM%032d", w.sids)
	Eventually(func() error { // Redis may be away
		facts, err := w.Facts(w.ctx, from, chat.Need{})
		if err != nil {
			return err
		}
		_, err = w.Commit(w.ctx, store.Inbound{SID: sid, From: from}, facts, out)
		return err
	}).Should(Succeed())
}

func (w *world) say(author int, body string) {
	GinkgoHelper()
	w.commit(number(author), chat.Outcome{Broadcasts: []chat.Broadcast{
		{Author: chat.MemberID(author), Kind: chat.Chat, Body: body},
	}})
}

func (w *world) tell(to chat.E164, body string) {
	GinkgoHelper()
	w.commit(to, chat.Outcome{Directs: []chat.Direct{{To: to, Body: body, Kind: chat.Reply}}})
}

func (w *world) change(member int, changes ...chat.Change) {
	GinkgoHelper()
	w.commit(number(member), chat.Outcome{Changes: changes})
}

func (w *world) phone(i int) *twiliosim.Phone { return w.sim.Phone(string(number(i))) }

// quiet is true when nothing waits any more.
func (w *world) quiet() bool {
	st, err := w.Stats(w.ctx)
	return err == nil && st.Lanes+st.Directs+st.Held+st.Doubts == 0
}

// settled waits until all is sent and the phones have it.
func (w *world) settled() {
	GinkgoHelper()
	Eventually(w.quiet).WithTimeout(40 * time.Second).Should(BeTrue())
}

// lines are what a phone shows, whether or not messages were joined into one text.
func (w *world) lines(i int) []string {
	lines := []string{}
	for _, body := range w.phone(i).Bodies() {
		lines = append(lines, strings.Split(body, "\n")...)
	}
	return lines
}

// expectEach waits until the phones of the members from first to last show exactly these.
func (w *world) expectEach(first, last int, bodies ...string) {
	GinkgoHelper()
	for i := first; i <= last; i++ {
		Eventually(func() []string { return w.lines(i) }).Should(Equal(append([]string{}, bodies...)), "phone %d", i)
	}
}

func segments(body string) int { return carrier.Segments(body).Segments }

// calls reads how often a command was served from INFO commandstats.
func calls(info, command string) (n int64) {
	_, rest, found := strings.Cut(info, "cmdstat_"+command+":calls=")
	if !found {
		return 0
	}
	count, _, _ := strings.Cut(rest, ",")
	n, _ = strconv.ParseInt(count, 10, 64)
	return n
}
