package fault_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	ctrl "sigs.k8s.io/controller-runtime"

	"github.com/fluxcd/cli-utils/pkg/kstatus/status"
	"github.com/go-logr/logr"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/fault"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// dice turns fuzzed bytes into choices; when they are used up, every choice is the first.
type dice struct{ bytes []byte }

func (d *dice) roll(sides int) int {
	if len(d.bytes) == 0 {
		return 0
	}
	b := d.bytes[0]
	d.bytes = d.bytes[1:]
	return int(b) % sides
}

func pick[T any](d *dice, options ...T) T { return options[d.roll(len(options))] }

// fuzzMarket is one for all runs of a process.
var fuzzMarket = sync.OnceValue(func() *market {
	ctrl.SetLogger(logr.Discard())
	return newMarket()
})

// FuzzReconcile meets rooms, annotations, statuses, Secrets, foreign objects and carriers as
// chance makes them, with mishaps, and holds the reconciler to what it must never do.
func FuzzReconcile(f *testing.F) {
	for _, seed := range seeds() {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		g := newGamble(&dice{bytes})
		g.play(t.Context())
		g.judge(t)
	})
}

// seeds are lives that other tests tell: each way to a number, and each trouble by itself.
func seeds() [][]byte {
	all := [][]byte{nil}
	for choice := range 12 {
		for value := byte(1); value < 8; value++ {
			seed := make([]byte, 24)
			seed[choice] = value
			all = append(all, seed)
		}
	}
	return all
}

// gamble is a world that chance has made.
type gamble struct {
	*world
	dice     *dice
	external bool
	releases bool
	// seen is the room after each reconcile.
	seen []*v1alpha1.SmackRoom
}

func newGamble(d *dice) *gamble {
	g := &gamble{world: newWorld(fuzzMarket()), dice: d}
	ctx := context.Background()
	g.allow, g.perHour = d.roll(4) != 3, d.roll(3)
	g.stock()
	room := &v1alpha1.SmackRoom{}
	g.create(ctx, family, func(r *v1alpha1.SmackRoom) {
		g.wayToNumber(r)
		g.shape(r)
		r.Annotations = g.annotations()
		r.Status = g.status()
		room = r
	})
	g.external = room.Spec.PhoneNumber.External != nil
	g.releases = room.Spec.PhoneNumber.ReclaimPolicy == v1alpha1.ReclaimRelease && room.Spec.PhoneNumber.Purchase != nil
	live := g.room(ctx, family)
	live.Status = room.Status
	must(g.cluster.Status().Update(ctx, live))
	g.secrets(ctx)
	g.others(ctx)
	return g
}

const (
	theirs  = "+14155550190" // someone else's, with a webhook
	ownSID  = "PN00000000000000000000000000000001"
	garbage = "\x00\"{],+1;drop"
)

// stock is what the carrier has.
func (g *gamble) stock() {
	owned(g.world, theirs)
	owned(g.world, adopted)
	g.sim.Account().OwnShortCode("12345")
	ours := numbers.OwnerToken(ownerID, "chats", family)
	switch g.dice.roll(7) {
	case 1:
		g.sim.Account().Own("+14155550191").SetFriendlyName(ours)
	case 2:
		g.sim.Account().Own("+14155550191").SetFriendlyName(ours)
		g.sim.Account().Own("+14155550192").SetFriendlyName(ours)
	case 3:
		g.sim.Account().Own("+14155550191").SetFriendlyName(numbers.OwnerToken(ownerID, "chats", "another"))
	case 4:
		g.sim.SellOut("415")
	case 5:
		g.sim.Account().Suspend(true)
	case 6:
		g.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultListLag, Delay: time.Hour})
	}
}

func (g *gamble) wayToNumber(r *v1alpha1.SmackRoom) {
	d := g.dice
	n := &r.Spec.PhoneNumber
	*n = pick(d,
		v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "US", AreaCode: "415"}},
		v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "US", Type: v1alpha1.PurchaseTollFree}},
		v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "SE", Type: v1alpha1.PurchaseMobile}},
		v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "DE", Type: v1alpha1.PurchaseMobile}},
		v1alpha1.PhoneNumber{Adopt: &v1alpha1.Adopt{E164: adopted}},
		v1alpha1.PhoneNumber{Adopt: &v1alpha1.Adopt{ShortCode: "12345"}},
		v1alpha1.PhoneNumber{Adopt: &v1alpha1.Adopt{SID: g.sim.Number(adopted).SID()}},
		v1alpha1.PhoneNumber{External: &v1alpha1.External{E164: theirs}},
	)
	n.ReclaimPolicy = v1alpha1.ReclaimRetain
	if n.Purchase != nil {
		n.ReclaimPolicy = pick(d, v1alpha1.ReclaimRetain, v1alpha1.ReclaimRelease)
	}
	n.DriftPolicy = pick(d, v1alpha1.DriftCorrect, v1alpha1.DriftReport)
	n.MessagingServiceSid = pick(d, "", "", "MG00000000000000000000000000000000", g.sim.Account().AddService(twiliosim.ServiceSettings{}).SID())
}

func (g *gamble) shape(r *v1alpha1.SmackRoom) {
	d := g.dice
	r.Spec.Exposure = pick(d,
		v1alpha1.Exposure{BaseURL: "https://sms.example.com/family"},
		v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: "sms.example.com"}},
		v1alpha1.Exposure{Gateway: &v1alpha1.GatewayExposure{Hostname: "sms.example.com", ParentRefs: []v1alpha1.ParentRef{{Name: "public"}}}})
	r.Spec.Redis = pick(d,
		&v1alpha1.Redis{External: &v1alpha1.ExternalRedis{Addresses: []string{"redis.example.com:6379"}}}, nil)
	r.Spec.Chat.TimeZone = pick(d, "", "", "", "Mars/Base")
}

func (g *gamble) annotations() map[string]string {
	d, out := g.dice, map[string]string{}
	sid := pick(d, "", "", ownSID, g.sim.Number(theirs).SID(), g.sim.Number(adopted).SID(), garbage)
	now := g.clock.Format(time.RFC3339Nano)
	for name, value := range map[string]string{
		v1alpha1.PhoneNumberSIDAnnotation:       sid,
		v1alpha1.PurchaseCandidateAnnotation:    pick(d, "", "", "+14155550191", theirs, garbage),
		v1alpha1.PurchaseAttemptsAnnotation:     pick(d, "", "", "1", "7", "-3", garbage),
		v1alpha1.PurchaseFirstAttemptAnnotation: pick(d, "", "", now, garbage),
		v1alpha1.PurchaseRefusedAtAnnotation:    pick(d, "", "", now, garbage),
		v1alpha1.PurchasedAtAnnotation:          pick(d, "", now, garbage),
		v1alpha1.PurchaseAbandonedAnnotation:    pick(d, "", "+14155550191", garbage),
		v1alpha1.PreviousWebhookAnnotation:      pick(d, "", `{"smsURL":"https://x.example.com"}`, garbage),
		v1alpha1.PausedAnnotation:               pick(d, "", "", "", "", "", "true"),
		v1alpha1.OrphanOnDeleteAnnotation:       pick(d, "", "", "", "true"),
	} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

func (g *gamble) status() v1alpha1.SmackRoomStatus {
	d := g.dice
	out := v1alpha1.SmackRoomStatus{ObservedGeneration: int64(d.roll(2))}
	if d.roll(3) == 1 {
		out.PhoneNumber = &v1alpha1.PhoneNumberStatus{
			E164: pick(d, theirs, adopted, "12345", "", garbage), SID: pick(d, "", ownSID, g.sim.Number(theirs).SID(), garbage),
			Origin:     pick(d, v1alpha1.OriginPurchased, v1alpha1.OriginAdopted, v1alpha1.OriginExternal),
			WebhookURL: pick(d, "", "https://sms.example.com/family/sms", previously),
		}
	}
	if d.roll(3) == 1 {
		out.Conditions = []metav1.Condition{{Type: v1alpha1.ConditionReady, Status: metav1.ConditionTrue, Reason: "Ready"}, {Type: "Old", Status: metav1.ConditionFalse, Reason: "Gone"}}
	}
	return out
}

func (g *gamble) secrets(ctx context.Context) {
	found := &corev1.Secret{}
	must(g.cluster.Get(ctx, request("twilio").NamespacedName, found))
	switch g.dice.roll(6) {
	case 1:
		must(g.cluster.Delete(ctx, found))
	case 2:
		delete(found.Data, "authToken")
		must(g.cluster.Update(ctx, found))
	case 3:
		found.Data["authToken"] = []byte("00000000000000000000000000000000")
		must(g.cluster.Update(ctx, found))
	case 4:
		found.Data["apiKeySid"], found.Data["apiKeySecret"] = []byte("SK00000000000000000000000000000000"), []byte(garbage)
		must(g.cluster.Update(ctx, found))
	}
}

// others are objects of other people, and other rooms.
func (g *gamble) others(ctx context.Context) {
	switch g.dice.roll(6) {
	case 1:
		must(g.cluster.Create(ctx, &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Namespace: "chats", Name: "family-room"}}))
	case 2:
		must(g.cluster.Create(ctx, secret("family-redis", nil)))
	case 3:
		g.create(ctx, "another", adopting(adopted))
	case 4:
		g.create(ctx, "another", external(theirs))
	}
}

func external(e164 string) func(*v1alpha1.SmackRoom) {
	return func(r *v1alpha1.SmackRoom) {
		r.Spec.PhoneNumber = v1alpha1.PhoneNumber{External: &v1alpha1.External{E164: e164}}
	}
}

// play is three processes with two reconciles each, some mishaps, and perhaps the room's end.
func (g *gamble) play(ctx context.Context) {
	mishaps := fault.Mishaps()
	plan := map[int]fault.Mishap{}
	for range g.dice.roll(4) {
		plan[g.dice.roll(48)+1] = mishaps[g.dice.roll(len(mishaps))]
	}
	g.plan(plan)
	ends := g.dice.roll(4)
	for life := range 3 {
		for range 2 {
			if life == ends-1 {
				g.end(ctx)
			}
			_, err := g.reconcile(ctx, family)
			if room := g.room(ctx, family); room != nil {
				g.seen = append(g.seen, room)
			}
			g.cluster.kubelet(ctx)
			g.pass(time.Duration(1+g.dice.roll(20)) * time.Minute)
			if err == fault.ErrCrashed {
				break
			}
		}
		g.start()
	}
	g.catchUp()
}

func (g *gamble) end(ctx context.Context) {
	room := g.room(ctx, family)
	if room == nil || !room.DeletionTimestamp.IsZero() {
		return
	}
	if len(room.Finalizers) > 0 {
		g.delete(ctx, family)
	}
}

var reasonPattern = regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$`)

// judge holds the room's life to what must always hold.
func (g *gamble) judge(t *testing.T) {
	never := func(is bool, what string) {
		t.Helper()
		if is {
			t.Fatalf("%s\n%s\n%+v", what, g.story(), g.seen)
		}
	}
	counts := g.sim.Counters()
	never(counts.Purchases > 1, "bought twice")
	never(!g.allow && counts.Purchases > 0, "bought without leave")
	never(counts.Releases > 0 && !g.releases, "released a number that was to stay")
	n := g.sim.Number(theirs)
	never(n == nil, "released someone else's number")
	never(g.external && (n.SmsURL() != previously || n.FriendlyName() != "our old number"), "wrote to an external number")
	never(g.external && counts.NumberUpdates > 0, "wrote to a number though its own is external")
	for _, room := range g.seen {
		never(wrongConditions(room) != "", wrongConditions(room))
		u := &unstructured.Unstructured{}
		room.SetGroupVersionKind(v1alpha1.SchemeGroupVersion.WithKind("SmackRoom"))
		must(kinds().Convert(room, u, nil))
		_, err := status.Compute(u)
		never(err != nil, fmt.Sprint("kstatus: ", err))
	}
}

// wrongConditions says what the API server would refuse.
func wrongConditions(room *v1alpha1.SmackRoom) string {
	seen := map[string]bool{}
	for _, c := range room.Status.Conditions {
		switch {
		case seen[c.Type]:
			return "two conditions " + c.Type
		case !reasonPattern.MatchString(c.Reason):
			return "a bad reason: " + c.Reason
		case len([]rune(c.Message)) > 2048:
			return "a long message: " + c.Message
		case strings.Contains(c.Message, twiliosim.DefaultAuthToken):
			return "a secret in a message"
		}
		seen[c.Type] = true
	}
	if len(room.Status.Conditions) > 0 && room.Status.ObservedGeneration > 0 && !seen[v1alpha1.ConditionReady] {
		return "no Ready"
	}
	return ""
}
