package crash

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store/redistest"
)

const (
	shortRun    = 12 * time.Second
	defaultSeed = 20261122
	// healing is how long it may take until nothing waits any more: a pause after much
	// trouble with the carrier lasts half a minute.
	healing = time.Minute
)

// plan is how long to rage and with which seed, as the environment has it.
func plan() (length time.Duration, seed uint64) {
	GinkgoHelper()
	length, seed = shortRun, defaultSeed
	var err error
	if text := os.Getenv("SMACK_SOAK"); text != "" {
		length, err = time.ParseDuration(text)
		Expect(err).NotTo(HaveOccurred(), "SMACK_SOAK")
		seed = rand.Uint64()
	}
	if text := os.Getenv("SMACK_CRASH_SEED"); text != "" {
		seed, err = strconv.ParseUint(text, 10, 64)
		Expect(err).NotTo(HaveOccurred(), "SMACK_CRASH_SEED")
	}
	return length, seed
}

var _ = Describe("A room whose pods and Redis die and whose carrier misbehaves", func() {
	DescribeTable("loses nothing, doubles nothing and keeps one order", func(ctx SpecContext, kind redisKind) {
		length, seed := plan()
		fmt.Printf("crash: %s, seed %d, %s\n", kind.name, seed, length)
		w := newWorld(ctx, seed, kind)
		w.live(ctx, length)
		healed := time.Now()
		Eventually(w.drained).WithContext(ctx).WithTimeout(stretch(healing)).Should(BeTrue(), w.figures)
		w.awaitPods()
		fmt.Printf("crash: seed %d: %srecovered in %s\n", seed, w.figures(), time.Since(healed).Round(10*time.Millisecond))
		// The front may have passed on a last text after the carrier had given it up.
		Eventually(w.complaints).WithContext(ctx).WithTimeout(5 * time.Second).Should(BeEmpty())
		st, err := w.store.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(st.Failed).To(BeZero(), "dead letters")
		Expect(st.Parked).To(BeZero(), "parked doubts")
		for _, count := range []*atomic.Int64{&w.chaos.redisKills, &w.chaos.redisPauses, &w.chaos.redisRefusals} {
			Expect(count.Load()).To(BeNumerically(">", 0), "a trouble of Redis that did not come proves nothing")
		}
		Expect(w.slept.Load()).To(BeNumerically(">", 0), "a run in which nobody slept proves nothing of nights")
		Expect(st.Totals["doubts"]).To(BeNumerically(">", 0), "a run without a doubt proves nothing")
	},
		Entry("on a single Redis", redisKind{"a single Redis", "redis", redistest.NewTCP}),
		Entry("on a Cluster", redisKind{"a Cluster", "redis+cluster", redistest.NewCluster}),
	)
})

// live lets everybody talk while everything breaks.
func (w *world) live(ctx context.Context, length time.Duration) {
	GinkgoHelper()
	running, end := context.WithTimeout(ctx, length)
	defer end()
	var talks sync.WaitGroup
	for i, p := range w.people {
		talks.Go(func() { p.talk(ctx, running, w.chance(100+uint64(i))) }) // #nosec G115 -- small
	}
	talks.Go(func() { w.napAgainAndAgain(ctx, running) })
	err := w.rage(ctx, running)
	talks.Wait()
	Expect(err).NotTo(HaveOccurred())
	Eventually(w.allAwake).WithContext(ctx).WithTimeout(stretch(healing)).Should(Succeed())
}

// figures tell how the run was.
func (w *world) figures() string {
	st, err := w.store.Stats(context.Background())
	if err != nil {
		return err.Error()
	}
	taken, given := 0, 0
	for _, p := range w.people {
		for _, u := range append(append([]utterance{}, p.said...), p.asked...) {
			given++
			if u.taken {
				taken++
			}
		}
	}
	kills, stops := int64(0), int64(0)
	for _, p := range w.pods {
		kills, stops = kills+p.kills.Load(), stops+p.stops.Load()
	}
	c, t := w.sim.Counters(), st.Totals
	return fmt.Sprintf("%d texts (%d acknowledged), %d requests to send, %d sent; pods killed %d times and stopped %d, "+
		"Redis killed %d, paused %d and refusing %d; "+
		"%d faults; %d doubts: %d proved, %d found, %d resent; %d dead letters, %d parked; waiting: %d lanes, %d direct, %d held, %d doubts; ",
		given, taken, c.Posts, c.Messages, kills, stops,
		w.chaos.redisKills.Load(), w.chaos.redisPauses.Load(), w.chaos.redisRefusals.Load(),
		c.Faults, t["doubts"], t["proved"], t["found"], t["resent"], st.Failed, st.Parked, st.Lanes, st.Directs, st.Held, st.Doubts)
}
