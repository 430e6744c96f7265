package fault_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/apimachinery/pkg/types"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/fault"
)

// Each safeguard of a purchase is taken away, and a number is bought twice: what shows that
// the mishaps of this package find what they look for.
var _ = Describe("A purchase whose first request goes astray", Ordered, func() {
	var m *market
	BeforeAll(func() {
		m = newMarket()
		DeferCleanup(m.close)
	})

	// most is the greatest number of purchases that mishaps around the request lead to.
	most := func(ctx context.Context, spoil func(*world)) int {
		found := 0
		for _, plan := range around(firstBuy(ctx, m)) {
			w := newWorld(m)
			spoil(w)
			w.create(ctx, family)
			w.plan(plan)
			_ = w.settle(ctx, family)
			if found = max(found, int(w.sim.Counters().Purchases)); found > 1 {
				return found
			}
		}
		return found
	}

	It("is made once", func(ctx SpecContext) {
		Expect(most(ctx, func(*world) {})).To(Equal(1))
	})

	It("would be made twice if attempts were not written down", func(ctx SpecContext) {
		Expect(most(ctx, func(w *world) {
			w.writes = rewriting(func(_ *world, annotations map[string]any) {
				delete(annotations, v1alpha1.PurchaseAttemptsAnnotation)
			}, w)
		})).To(BeNumerically(">", 1))
	})

	It("would be made twice without the grace", func(ctx SpecContext) {
		Expect(most(ctx, func(w *world) {
			w.writes = rewriting(func(w *world, annotations map[string]any) {
				if _, is := annotations[v1alpha1.PurchaseRefusedAtAnnotation].(string); is {
					annotations[v1alpha1.PurchaseRefusedAtAnnotation] = w.clock.Add(-time.Hour).Format(time.RFC3339)
				}
			}, w)
		})).To(BeNumerically(">", 1))
	})

	It("would be made twice if it rested on a cache, and wrote without a lock", func(ctx SpecContext) {
		Expect(most(ctx, func(w *world) {
			w.writes = unlocked
			w.reads = func(client.WithWatch) client.WithWatch { return w.cluster.old() }
		})).To(BeNumerically(">", 1))
	})
})

// firstBuy is the number of the act that buys, if all goes well.
func firstBuy(ctx context.Context, m *market) int {
	w := newWorld(m)
	w.create(ctx, family)
	w.plan(nil)
	Expect(w.settle(ctx, family)).To(Succeed())
	return slices.Index(w.fate.Log(), "carrier: buy") + 1
}

// around are plans in which the purchase request comes late, or its answer is lost, and
// something else goes wrong soon.
func around(buy int) []map[int]fault.Mishap {
	var plans []map[int]fault.Mishap
	for _, first := range []fault.Mishap{fault.Late, fault.FailAfter} {
		for i := buy + 1; i <= buy+40; i++ {
			plans = append(plans, map[int]fault.Mishap{buy: first, i: fault.Refuse})
		}
		for i := buy + 1; i <= buy+12; i++ {
			for _, then := range fault.Mishaps() {
				plans = append(plans, map[int]fault.Mishap{buy: first, i: then})
			}
		}
	}
	return plans
}

// rewriting changes the annotations that a process writes.
func rewriting(change func(*world, map[string]any), w *world) func(client.WithWatch) client.WithWatch {
	return patching(func(patch map[string]any) {
		metadata, _ := patch["metadata"].(map[string]any)
		if annotations, is := metadata["annotations"].(map[string]any); is {
			change(w, annotations)
		}
	})
}

// unlocked writes whether or not someone else has.
func unlocked(c client.WithWatch) client.WithWatch {
	return patching(func(patch map[string]any) {
		if metadata, is := patch["metadata"].(map[string]any); is {
			delete(metadata, "resourceVersion")
		}
	})(c)
}

func patching(change func(map[string]any)) func(client.WithWatch) client.WithWatch {
	return func(c client.WithWatch) client.WithWatch {
		return interceptor.NewClient(c, interceptor.Funcs{
			Patch: func(ctx context.Context, c client.WithWatch, o client.Object, p client.Patch, opts ...client.PatchOption) error {
				raw, err := p.Data(o)
				must(err)
				patch := map[string]any{}
				must(json.Unmarshal(raw, &patch))
				change(patch)
				raw, err = json.Marshal(patch)
				must(err)
				return c.Patch(ctx, o, client.RawPatch(types.MergePatchType, raw), opts...)
			},
		})
	}
}

// old has rooms as they were when the process started.
func (c *cluster) old() client.WithWatch {
	then := &cluster{WithWatch: c.WithWatch, seen: c.rooms(context.Background())}
	return then.cached()
}

var _ = Describe("Two operators that both take themselves for the leader", func() {
	It("buy one number", func(ctx SpecContext) {
		m := newMarket()
		DeferCleanup(m.close)
		for range 50 {
			w := newWorld(m)
			w.create(ctx, family)
			w.cluster.seen = nil
			var both sync.WaitGroup
			for range 2 {
				process := w.newProcess()
				both.Go(func() {
					for range 4 {
						_, _ = process.Reconcile(ctx, request(family))
					}
				})
			}
			both.Wait()
			Expect(w.sim.Counters().Purchases).To(BeEquivalentTo(1), w.story())
			Expect(w.bearing(family)).To(HaveLen(1), w.story())
			Expect(w.room(ctx, family).Annotations).To(HaveKeyWithValue(v1alpha1.PhoneNumberSIDAnnotation, w.bearing(family)[0].SID()), strings.TrimSpace(w.story()))
		}
	})
})
