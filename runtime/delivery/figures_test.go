package delivery_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("The chores for who looks at the room", func() {
	It("keep the figures of the moment at once, and again at the next quarter of an hour", func() {
		w := newWorld(twiliosim.Options{})
		w.members(2)
		w.start(2, w.settings())
		kept := func() ([]store.Figures, error) { return w.FiguresSince(w.ctx, time.UnixMilli(0)) }
		one := HaveField("Members", int64(2)) // one more where the quarter begins meanwhile
		Eventually(kept).Should(And(Not(BeEmpty()), HaveEach(one)))
		Eventually(func() time.Duration { // from a quarter of an hour
			score, _ := w.client().ZScore(w.ctx, "smack:{"+w.name+"}:due_chore", store.ChoreSample).Result()
			at := time.UnixMicro(int64(score))
			return at.Sub(at.Round(store.SampleEvery)).Abs()
		}).Should(BeNumerically("<", 3*time.Second))
		all, err := kept()
		Expect(err).NotTo(HaveOccurred())
		quarters := map[time.Time]bool{}
		for _, f := range all {
			quarters[f.At.Add(3*time.Second).Truncate(store.SampleEvery)] = true
		}
		Expect(all).To(And(HaveEach(one), HaveLen(len(quarters))), "one in a quarter")
	})

	It("make the index of nicknames when somebody searches a large room", func() {
		w := newWorld(twiliosim.Options{})
		w.start(1, w.settings())
		w.members(2500)
		search := func() (store.Matches, error) { return w.Search(w.ctx, store.Search{Beginning: "m249", Limit: 20}) }
		Eventually(search).Should(And(HaveField("Whole", true), HaveField("Members", HaveLen(11))))
		Eventually(func() error {
			return w.client().ZScore(w.ctx, "smack:{"+w.name+"}:due_chore", store.ChoreNames).Err()
		}).ShouldNot(Succeed(), "the chore has ended")
	})
})
