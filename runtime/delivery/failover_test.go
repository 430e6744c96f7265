package delivery_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("A Redis with a replica and sentinels", func() {
	var r *redistest.Replicated
	BeforeEach(func(ctx SpecContext) {
		var err error
		r, err = redistest.NewReplicated()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(r.Stop)
		Expect(r.Start(ctx)).To(Succeed())
	})

	// taken waits until the replica has what the master acknowledged.
	taken := func(ctx context.Context, master *redistest.Server) {
		GinkgoHelper()
		admin := master.Admin()
		defer func() { _ = admin.Close() }()
		conn := admin.Conn()
		defer func() { _ = conn.Close() }()
		Expect(conn.Set(ctx, "marker", "1", 0).Err()).To(Succeed())
		Expect(conn.Wait(ctx, 1, 5*time.Second).Val()).To(Equal(int64(1)))
	}
	promoted := func(ctx context.Context) func() (string, error) {
		return func() (string, error) { return r.Replica.Role(ctx) }
	}

	DescribeTable("loses its master while texts flow: nothing is lost, nothing doubled, one order",
		func(ctx SpecContext, lose, comeBack func() error) {
			w := newWorldOn(r, twiliosim.Options{Latency: 5 * time.Millisecond})
			w.members(100)
			w.start(2, w.settings())
			var want []string
			say := func(n int) {
				for range n {
					body := fmt.Sprintf("m1: line %d", len(want))
					w.say(1, body)
					want = append(want, body)
				}
			}
			say(4)
			taken(ctx, r.Master)
			Expect(lose()).To(Succeed())
			Eventually(promoted(ctx)).WithPolling(50 * time.Millisecond).Should(Equal("master"))
			Expect(comeBack()).To(Succeed())
			Expect(r.Follow(ctx)).To(Succeed()) // a master without a replica takes nothing
			say(4)
			w.tell(number(1), "still here")
			w.settled()
			w.expectEach(2, 100, want...)
			w.expectEach(1, 1, "still here")
			Expect(w.List(ctx, store.Failed, 10)).To(BeEmpty())
			Eventually(func() error { return w.Probe(ctx) }).Should(Succeed())
		},
		Entry("by a crash", func() error { return r.Master.Kill() }, func() error { return r.Master.Start(context.Background()) }),
		Entry("because it hangs", func() error { return r.Master.Pause() }, func() error { return r.Master.Resume() }),
	)
})
