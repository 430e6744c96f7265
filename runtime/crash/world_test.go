package crash

import (
	"context"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

const (
	roomName   = "ns.crash"
	roomNumber = "+14155550100"
	pods       = 3
	people     = 14
)

// world is a room with all it stands on, and the phones of its members.
type world struct {
	seed  uint64
	redis *redistest.Server
	// url is how pods reach Redis, as a user who may do nothing but the room's work.
	url    string
	client redis.UniversalClient
	store  *store.Store
	sim    *twiliosim.Sim
	pods   []*pod
	front  *httptest.Server
	people []*person
	chaos  toll
	// slept is how often somebody was seen to have texts that wait for a morning.
	slept atomic.Int64
}

// redisKind is one way in which a room may have its Redis.
type redisKind struct {
	name, scheme string
	make         func(extra ...string) (*redistest.Server, error)
}

func newWorld(ctx context.Context, seed uint64, kind redisKind) *world {
	GinkgoHelper()
	w := &world{seed: seed, sim: twiliosim.New(twiliosim.Options{Unpaced: true, DeliveryTime: time.Millisecond, Seed: seed})}
	w.startRedis(ctx, kind)
	base, err := w.sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(w.sim.Close)
	w.startFront()
	w.sim.Account().Own(roomNumber).SetSmsURL(w.front.URL + "/family/sms#rc=5&rp=5xx,ct,rt")
	w.startPods(base)
	w.join(ctx)
	return w
}

// startRedis starts one that has written down what it acknowledges: with an fsync a second
// it may keep that back for two.
func (w *world) startRedis(ctx context.Context, kind redisKind) {
	GinkgoHelper()
	var err error
	w.redis, err = kind.make("--appendfsync", "always")
	Expect(err).NotTo(HaveOccurred())
	Expect(w.redis.Start(ctx)).To(Succeed())
	DeferCleanup(w.redis.Stop)
	config, err := w.redis.Limited(ctx, roomName)
	Expect(err).NotTo(HaveOccurred())
	user, password, err := config.Credentials(ctx)
	Expect(err).NotTo(HaveOccurred())
	w.url = fmt.Sprintf("%s://%s:%s@%s", kind.scheme, user, password, w.redis.Address())
	w.client = store.Connect(config)
	DeferCleanup(w.client.Close)
	w.store, err = store.Open(ctx, w.client, roomName, store.Options{Nights: naps})
	Expect(err).NotTo(HaveOccurred())
}

// startFront is the one address of all pods, which takes them in turns, dead ones too.
func (w *world) startFront() {
	var turn atomic.Uint64
	w.front = httptest.NewServer(&httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(&url.URL{Scheme: "http", Host: w.pods[turn.Add(1)%pods].listen})
		},
		ErrorHandler: func(res http.ResponseWriter, _ *http.Request, _ error) { res.WriteHeader(http.StatusBadGateway) },
		ErrorLog:     log.New(io.Discard, "", 0),
	})
	DeferCleanup(w.front.Close)
}

func (w *world) startPods(carrier string) {
	GinkgoHelper()
	dir := GinkgoT().TempDir()
	if keep := os.Getenv("SMACK_CRASH_LOGS"); keep != "" {
		dir = keep
	}
	file := filepath.Join(dir, "room.yaml")
	Expect(os.WriteFile(file, []byte(w.roomFile(carrier)), 0o600)).To(Succeed())
	w.credentials(filepath.Join(dir, "twilio"))
	for range pods {
		p := newPod(dir, file, w.url)
		Expect(p.start()).To(Succeed())
		DeferCleanup(func() {
			Expect(p.kill()).To(Succeed())
			Expect(p.log.Close()).To(Succeed())
		})
		w.pods = append(w.pods, p)
	}
	w.awaitPods()
}

// roomFile is by chance of a room that is told of its texts or of one that never is, and
// so has to look for each of its doubts.
func (w *world) roomFile(carrier string) string {
	receipts := []string{"Auto", "Off"}[rand.New(rand.NewPCG(w.seed, 0)).IntN(2)] // #nosec G404 -- repeatable
	return fmt.Sprintf(`
apiVersion: smack.dev/v1alpha1
kind: RoomFile
room: %s
displayName: The family
number: {e164: "%s"}
webhook: {baseURL: "%s/family"}
carrier: {baseURL: "%s", credentialsDir: twilio}
delivery: {messagesPerSecond: 10000, doubtGrace: 1s, receipts: %q}
limits: {messagesPerMinutePerMember: 0}
`, roomName, roomNumber, w.front.URL, carrier, receipts)
}

func (w *world) credentials(dir string) {
	GinkgoHelper()
	Expect(os.MkdirAll(dir, 0o700)).To(Succeed())
	for name, value := range map[string]string{"accountSid": w.sim.Account().SID(), "authToken": w.sim.Account().AuthToken()} {
		Expect(os.WriteFile(filepath.Join(dir, name), []byte(value), 0o600)).To(Succeed())
	}
}

func (w *world) awaitPods() {
	GinkgoHelper()
	for _, p := range w.pods {
		Eventually(p.ready).Should(BeTrue())
	}
}

func (w *world) join(ctx context.Context) {
	GinkgoHelper()
	for i := range people {
		one := &person{index: i, phone: w.sim.Phone(fmt.Sprintf("+1415555%04d", 1000+i))}
		Expect(one.text(ctx, fmt.Sprintf("#join P%d", i))).To(BeTrue())
		w.people = append(w.people, one)
	}
	Eventually(w.drained).WithContext(ctx).Should(BeTrue())
}

// drained is true when nothing waits any more.
func (w *world) drained(ctx context.Context) bool {
	st, err := w.store.Stats(ctx)
	return err == nil && st.Lanes+st.Directs+st.Held+st.Quiet+st.Doubts == 0
}
