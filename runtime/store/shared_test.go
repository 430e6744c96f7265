package store_test

import (
	"context"
	"strconv"
	"sync"
	"sync/atomic"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/store"
)

// trips holds round trips back and counts them.
type trips struct {
	open    chan struct{}
	made    atomic.Int64
	largest atomic.Int64
}

func (t *trips) DialHook(next redis.DialHook) redis.DialHook { return next }

func (t *trips) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if cmd.Name() == "incr" { // not what a new connection says
			t.made.Add(1)
			<-t.open
		}
		return next(ctx, cmd)
	}
}

func (t *trips) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if cmds[0].Name() == "incr" {
			t.made.Add(1)
			for n := t.largest.Load(); int64(len(cmds)) > n && !t.largest.CompareAndSwap(n, int64(len(cmds))); n = t.largest.Load() {
				continue // the other of two trips was noted
			}
			<-t.open
		}
		return next(ctx, cmds)
	}
}

var _ = Describe("round trips that callers share", func() {
	var held *trips
	var client redis.UniversalClient
	incr := func(ctx context.Context) *redis.IntCmd {
		return redis.NewIntCmd(ctx, "incr", "shared")
	}

	BeforeEach(func(ctx SpecContext) {
		held = &trips{open: make(chan struct{})}
		client = store.Connect(single.Config())
		DeferCleanup(client.Close)
		Expect(client.Del(ctx, "shared").Err()).To(Succeed())
		client.AddHook(held)
	})

	It("lets a lone caller go at once", func(ctx SpecContext) {
		close(held.open)
		cmd := incr(ctx)
		Expect(store.NewPipeline(client).Process(ctx, cmd)).To(Succeed())
		Expect(cmd.Val()).To(Equal(int64(1)))
		Expect(held.made.Load()).To(Equal(int64(1)))
	})

	It("gives each of many its own answer, in few trips", func(ctx SpecContext) {
		s := store.NewPipeline(client)
		var all sync.WaitGroup
		var seen sync.Map
		for range 100 {
			all.Go(func() {
				defer GinkgoRecover()
				cmd := incr(ctx)
				Expect(s.Process(ctx, cmd)).To(Succeed())
				_, twice := seen.LoadOrStore(cmd.Val(), true)
				Expect(twice).To(BeFalse())
			})
		}
		Eventually(held.made.Load).Should(Equal(int64(2)), "two go, the others wait")
		Eventually(s.Waiting).Should(Equal(98))
		close(held.open)
		all.Wait()
		Expect(held.largest.Load()).To(Equal(int64(98)))
		Expect(held.made.Load()).To(Equal(int64(3)))
	})

	It("lets a hundred go together at most", func(ctx SpecContext) {
		s := store.NewPipeline(client)
		var all sync.WaitGroup
		for range 252 {
			all.Go(func() { _ = s.Process(ctx, incr(ctx)) })
		}
		Eventually(s.Waiting).Should(Equal(250))
		close(held.open)
		all.Wait()
		Expect(client.Get(ctx, "shared").Val()).To(Equal("252"))
		Expect(held.largest.Load()).To(Equal(int64(100)))
		Expect(held.made.Load()).To(BeNumerically(">=", 5))
	})

	It("tells one caller's error to that caller alone", func(ctx SpecContext) {
		s := store.NewPipeline(client)
		errs := make([]error, 10)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				cmd := redis.NewCmd(ctx, "incr", "shared"+strconv.Itoa(i))
				if i == 5 {
					cmd = redis.NewCmd(ctx, "incr")
				}
				errs[i] = s.Process(ctx, cmd)
			})
		}
		Eventually(s.Waiting).Should(Equal(8))
		close(held.open)
		all.Wait()
		for i, err := range errs {
			Expect(err != nil).To(Equal(i == 5), "%d: %v", i, err)
		}
	})

	It("lets a caller leave whose patience ends, and goes on without", func(ctx SpecContext) {
		s := store.NewPipeline(client)
		var all sync.WaitGroup
		for range 3 {
			all.Go(func() { _ = s.Process(ctx, incr(ctx)) })
		}
		Eventually(s.Waiting).Should(Equal(1))
		short, end := context.WithCancel(ctx)
		left := make(chan error, 1)
		all.Go(func() { left <- s.Process(short, incr(short)) })
		Eventually(s.Waiting).Should(Equal(2))
		end()
		Eventually(left).Should(Receive(MatchError(context.Canceled)))
		Expect(s.Waiting()).To(Equal(1))
		close(held.open)
		all.Wait()
		Expect(client.Get(ctx, "shared").Val()).To(Equal("3"))
	})
})
