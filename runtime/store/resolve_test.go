package store_test

import (
	"context"
	"fmt"
	"net"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/store"
)

// work counts what Redis is asked, and how many entries of streams come back.
type work struct{ commands, entries atomic.Int64 }

func (w *work) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

func (w *work) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		w.count(cmd)
		return err
	}
}

func (w *work) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		for _, cmd := range cmds {
			w.count(cmd)
		}
		return err
	}
}

func (w *work) count(cmd redis.Cmder) {
	w.commands.Add(1)
	if entries, ok := cmd.(*redis.XMessageSliceCmd); ok {
		w.entries.Add(int64(len(entries.Val())))
	}
}

// bury fills the failed list as receipts do.
func (r *room) bury(n int) []string {
	GinkgoHelper()
	ctx := context.Background()
	for done := 0; done < n; {
		var batch []store.Receipt
		for range min(500, n-done) {
			done++
			batch = append(batch, store.Receipt{SID: fmt.Sprintf("SM%032d", done), To: ann, Status: "undelivered",
				ErrorCode: 30000 + done%2, Body: fmt.Sprint("text ", done)})
		}
		Expect(r.Receipt(ctx, batch)).To(Succeed())
	}
	letters, err := r.Letters(ctx, store.Failed, "", int64(n))
	Expect(err).NotTo(HaveOccurred())
	Expect(letters).To(HaveLen(n))
	ids := make([]string, n)
	for i, l := range letters {
		ids[n-1-i] = l.ID
	}
	return ids
}

var _ = onEach("letters that are named", func(open func() *room) {
	It("are sent again and dropped at the cost of what they are, of ten thousand dead letters", func() {
		r, ctx := open(), context.Background()
		ids := r.bury(10_000)
		seen := &work{}
		r.client.AddHook(seen)
		Expect(r.RetryFailed(ctx, store.Filter{IDs: []string{ids[9_000], ids[0], ids[9_000]}})).To(Equal(2))
		Expect(seen.entries.Load()).To(BeEquivalentTo(2), "read no letter but the two")
		Expect(seen.commands.Load()).To(BeNumerically("<=", 10))
		Expect(r.letters(store.Default)).To(HaveExactElements(HaveField("Body", "text 1"), HaveField("Body", "text 9001")), "what failed first goes first")

		seen.commands.Store(0)
		seen.entries.Store(0)
		Expect(r.Dismiss(ctx, store.Failed, store.Filter{IDs: ids[5_000:5_003]})).To(Equal(3))
		Expect(seen.entries.Load()).To(BeEquivalentTo(3))
		Expect(seen.commands.Load()).To(BeNumerically("<=", 10))
		Expect(r.client.XLen(ctx, r.prefix+"failed").Val()).To(BeEquivalentTo(10_000 - 5))
	})

	It("are none where there is none of the name, or it is no name", func() {
		r, ctx := open(), context.Background()
		ids := r.bury(2)
		none := []string{"", "1-1", "x", "-", "+", "1", ids[0] + "-1", "99999999999999999999-0", "(" + ids[0]}
		Expect(r.RetryFailed(ctx, store.Filter{IDs: none})).To(BeZero())
		Expect(r.Dismiss(ctx, store.Failed, store.Filter{IDs: none})).To(BeZero())
		Expect(r.letters(store.Failed)).To(HaveLen(2))
		Expect(r.RetryFailed(ctx, store.Filter{IDs: append(none, ids[0])})).To(Equal(1))
	})

	It("are those of the code that is named besides", func() {
		r, ctx := open(), context.Background()
		ids := r.bury(4)
		Expect(r.Dismiss(ctx, store.Failed, store.Filter{IDs: ids[:3], Code: 30001})).To(Equal(2))
		Expect(r.Dismiss(ctx, store.Failed, store.Filter{Code: 30000})).To(Equal(2), "without IDs, all of the list that have it")
		Expect(r.letters(store.Failed)).To(BeEmpty())
	})
})
