package fault_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/fault"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/smackroom"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

const (
	ownerID = "a-cluster"
	poll    = time.Hour
	// patience is after how many reconciles a room should be as it is to be.
	patience = 60
)

// market is a carrier over real HTTP, and the clients that talk to it.
type market struct {
	sim      *twiliosim.Sim
	carriers *smackroom.Carriers
}

func newMarket() *market {
	m := &market{sim: twiliosim.New(twiliosim.Options{}), carriers: &smackroom.Carriers{Clock: time.Now}}
	if _, err := m.sim.Start("127.0.0.1:0"); err != nil {
		panic(err)
	}
	return m
}

func (m *market) close() {
	m.carriers.Close()
	must(m.sim.Close())
}

// world is a market, a cluster, a clock, and the operator's processes, one after another.
type world struct {
	*market
	cluster *cluster
	diary   *diary
	fate    *fault.Fate
	earlier []*fault.Fate
	clock   time.Time
	steps   int
	process *smackroom.Reconciler
	// allow and perHour are the flags of the processes.
	allow   bool
	perHour int
	// writes and reads spoil what the operator rests on, for worlds in which it must fail.
	writes, reads func(client.WithWatch) client.WithWatch
	// service is a Messaging Service of the account.
	service *twiliosim.Service
}

// newWorld starts anew at a market: numbers go back on sale, and a cluster is empty but for
// the credentials.
func newWorld(m *market) *world {
	m.sim.Reset(true)
	credentials := secret("twilio", map[string]string{"accountSid": twiliosim.DefaultAccountSID, "authToken": twiliosim.DefaultAuthToken})
	w := &world{
		market: m, cluster: newCluster(credentials), diary: &diary{}, fate: &fault.Fate{},
		clock: time.Now().Truncate(time.Second), allow: true,
	}
	w.start()
	return w
}

// plan starts to count acts, of which some go wrong.
func (w *world) plan(plan map[int]fault.Mishap) {
	w.earlier = append(w.earlier, w.fate)
	w.fate = &fault.Fate{Plan: plan}
	w.start()
}

// start is a new process, with a fresh cache and an empty memory.
func (w *world) start() {
	w.process = w.newProcess()
	w.look()
}

func (w *world) newProcess() *smackroom.Reconciler {
	spoilt := func(spoil func(client.WithWatch) client.WithWatch, c client.WithWatch) client.WithWatch {
		if spoil == nil {
			return c
		}
		return spoil(c)
	}
	return &smackroom.Reconciler{
		Client:         fault.Writes(spoilt(w.writes, w.cluster.cached()), w.fate),
		APIReader:      fault.Reads(spoilt(w.reads, w.cluster.WithWatch), w.fate),
		SecretVersions: w.cluster.WithWatch,
		Recorder:       fault.Recorder(w.diary, w.fate),
		Carriers:       w,
		Guard:          numbers.NewGuard(w.allow, w.perHour, w.now),
		Metrics:        smackroom.NewMetrics(prometheus.NewRegistry()),
		Clock:          w.now,
		Options: smackroom.Options{
			OwnerID: ownerID, RoomImage: "example.com/smack:1", PollInterval: poll, CarrierBaseURL: w.sim.BaseURL(),
		},
	}
}

// Carrier is part of smackroom.CarrierSource.
func (w *world) Carrier(credentials carrier.Credentials, baseURL string) (numbers.Carrier, error) {
	c, err := w.carriers.Carrier(credentials, baseURL)
	if err != nil {
		return nil, err
	}
	return fault.Carrier(c, w.fate), nil
}

func (w *world) now() time.Time { return w.clock }

// look lets the cache catch up.
func (w *world) look() { w.cluster.seen = w.cluster.rooms(context.Background()) }

// pass lets time go by. What was late comes after some minutes.
func (w *world) pass(d time.Duration) {
	w.steps++
	if w.steps%3 == 0 || d > 5*time.Minute {
		w.catchUp()
	}
	w.clock = w.clock.Add(d)
	if d >= 10*time.Second {
		w.look()
	}
}

// catchUp lets arrive what was late.
func (w *world) catchUp() {
	for _, fate := range append(w.earlier, w.fate) {
		fate.CatchUp()
	}
}

func request(name string) ctrl.Request {
	return ctrl.Request{NamespacedName: types.NamespacedName{Namespace: "chats", Name: name}}
}

// reconcile is one reconcile, after which the cache is one behind.
func (w *world) reconcile(ctx context.Context, name string) (result ctrl.Result, err error) {
	before := w.cluster.rooms(ctx)
	err = fault.Survive(func() error {
		result, err = w.process.Reconcile(ctx, request(name))
		return err
	})
	w.cluster.seen = before
	return result, err
}

var errStuck = errors.New("nothing wakes the operator")

// settle reconciles as a manager does, starting a new process for each that dies, until
// the room is ready or gone.
func (w *world) settle(ctx context.Context, name string) error {
	var last error
	for range patience {
		w.cluster.kubelet(ctx)
		acts := len(w.fate.Log())
		result, err := w.reconcile(ctx, name)
		room := w.room(ctx, name)
		wrote := slices.ContainsFunc(w.fate.Log()[acts:], isWrite)
		switch {
		case room == nil:
			w.catchUp()
			return nil
		case errors.Is(err, fault.ErrCrashed):
			w.start()
			w.pass(time.Minute)
		case err != nil:
			w.pass(time.Minute)
		case w.cluster.kubelet(ctx) || wrote:
			// What was written wakes the operator again.
			w.pass(time.Second)
		case result.RequeueAfter == 0:
			return fmt.Errorf("%w: %v", errStuck, room.Status.Conditions)
		case result.RequeueAfter >= poll && ready(room):
			w.catchUp()
			return nil
		default:
			w.pass(result.RequeueAfter)
		}
		last = fmt.Errorf("after %v: %v, %v", result, err, room.Status.Conditions)
	}
	return last
}

func isWrite(act string) bool {
	for _, verb := range []string{"create", "update", "apply", "patch", "delete"} {
		if strings.HasPrefix(act, "kube: "+verb) {
			return true
		}
	}
	return strings.HasPrefix(act, "carrier: buy") || strings.HasPrefix(act, "carrier: update") ||
		strings.HasPrefix(act, "carrier: release") || strings.HasPrefix(act, "carrier: add") || strings.HasPrefix(act, "carrier: remove")
}

func ready(room *v1alpha1.SmackRoom) bool {
	for _, c := range room.Status.Conditions {
		if c.Type == v1alpha1.ConditionReady {
			return c.Status == metav1.ConditionTrue && room.Status.ObservedGeneration == room.Generation
		}
	}
	return false
}

// create makes a room, as a person does.
func (w *world) create(ctx context.Context, name string, change ...func(*v1alpha1.SmackRoom)) {
	room := &v1alpha1.SmackRoom{
		ObjectMeta: metav1.ObjectMeta{
			Namespace: "chats", Name: name, UID: types.UID("uid-of-" + name), Generation: 1, CreationTimestamp: metav1.NewTime(w.clock),
		},
		Spec: v1alpha1.SmackRoomSpec{
			Carrier:     v1alpha1.Carrier{CredentialsSecretRef: v1alpha1.SecretRef{Name: "twilio"}},
			PhoneNumber: v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "US", AreaCode: "415"}},
			Redis:       &v1alpha1.Redis{External: &v1alpha1.ExternalRedis{Addresses: []string{"redis.example.com:6379"}}},
			Exposure:    v1alpha1.Exposure{BaseURL: "https://sms.example.com/" + name},
		},
	}
	for _, f := range change {
		f(room)
	}
	must(w.cluster.Create(ctx, room))
	w.look()
}

// change is what a person does to a room.
func (w *world) change(ctx context.Context, name string, f func(*v1alpha1.SmackRoom)) {
	room := w.room(ctx, name)
	before := room.DeepCopy()
	f(room)
	if !equality.Semantic.DeepEqual(before.Spec, room.Spec) {
		room.Generation++
	}
	must(w.cluster.Update(ctx, room))
	w.look()
}

// delete is what a person does to a room. The API server's clock is the real one.
func (w *world) delete(ctx context.Context, name string) {
	w.clock = time.Now().Truncate(time.Second)
	must(w.cluster.Delete(ctx, w.room(ctx, name)))
	w.look()
}

// room is a room as the API server has it; nil when it is gone.
func (w *world) room(ctx context.Context, name string) *v1alpha1.SmackRoom {
	return w.cluster.rooms(ctx)[request(name).NamespacedName]
}

// addresses are all numbers that the account pays for.
func (w *world) addresses() []string {
	var all []string
	for _, n := range w.sim.Account().Numbers() {
		all = append(all, n.Address())
	}
	return all
}

// bearing are the account's numbers with a room's token.
func (w *world) bearing(name string) []*twiliosim.Number {
	var all []*twiliosim.Number
	for _, n := range w.sim.Account().Numbers() {
		if n.FriendlyName() == numbers.OwnerToken(ownerID, "chats", name) {
			all = append(all, n)
		}
	}
	return all
}

// webhooks are those of a number, as the carrier tells them.
func (w *world) webhooks(ctx context.Context, sid string) carrier.Webhooks {
	return w.fetch(ctx, sid).Webhooks
}

func (w *world) fetch(ctx context.Context, sid string) numbers.Number {
	c, err := w.carriers.Carrier(carrier.Credentials{AccountSID: twiliosim.DefaultAccountSID, AuthToken: twiliosim.DefaultAuthToken}, w.sim.BaseURL())
	must(err)
	n, err := c.FetchNumber(ctx, sid)
	must(err)
	return n
}

// story is what happened, for a failed spec to show.
func (w *world) story() string {
	return fmt.Sprintf("plan %v\n%s\nevents %v", w.fate.Plan, strings.Join(w.fate.Log(), "\n"), w.diary.events)
}

// annotations are the names of those that a room has.
func annotations(room *v1alpha1.SmackRoom) []string {
	return slices.Sorted(maps.Keys(room.Annotations))
}

// idle is one more reconcile after a poll interval, which writes nothing.
func (w *world) idle(ctx context.Context, name string) []string {
	w.pass(poll + time.Minute)
	acts := len(w.fate.Log())
	w.fate.Plan = nil
	_, err := w.reconcile(ctx, name)
	Expect(err).NotTo(HaveOccurred())
	var writes []string
	for _, act := range w.fate.Log()[acts:] {
		if isWrite(act) || strings.HasPrefix(act, "event") {
			writes = append(writes, act)
		}
	}
	return writes
}
