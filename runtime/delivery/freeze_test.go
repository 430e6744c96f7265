package delivery_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// freeze stops a worker for a while right after its first send was recorded as in flight.
type freeze struct {
	done   atomic.Bool
	end    sync.Once
	frozen chan struct{}
	thaw   chan struct{}
}

func newFreeze() *freeze {
	f := &freeze{frozen: make(chan struct{}), thaw: make(chan struct{})}
	DeferCleanup(f.melt)
	return f
}

func (f *freeze) melt() { f.end.Do(func() { close(f.thaw) }) }

// answered is a hook that sees each answer of Redis, and says how the call ends.
type answered func(cmd redis.Cmder, err error) error

func (answered) DialHook(next redis.DialHook) redis.DialHook { return next }
func (answered) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (a answered) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { return a(cmd, next(ctx, cmd)) }
}

// hook freezes whoever is the first that may send.
func (f *freeze) hook(cmd redis.Cmder, err error) error {
	if begins(cmd) && f.done.CompareAndSwap(false, true) {
		close(f.frozen)
		<-f.thaw
	}
	return err
}

// begins says whether the answer lets a worker send: a claim with its first wave, or what
// there is to send of one.
func begins(cmd redis.Cmder) bool {
	reply, ok := cmd.(*redis.Cmd)
	if !ok {
		return false
	}
	list, _ := reply.Slice()
	return len(list) > 0 && (list[0] == "WAVE" || list[0] == "SEND" || list[0] == "LANE" && len(list) > 3)
}

// podOn makes an engine on connections with a hook.
func (w *world) podOn(hook redis.Hook, options delivery.Options) *delivery.Engine {
	GinkgoHelper()
	client := w.client()
	client.AddHook(hook)
	s, err := store.Open(w.ctx, client, w.name, store.Options{Effect: delivery.EffectOf, Segments: segments})
	Expect(err).NotTo(HaveOccurred())
	e, err := delivery.New(s, w.carrier(), w.settings(), options)
	Expect(err).NotTo(HaveOccurred())
	w.engines = append(w.engines, e)
	return e
}

var _ = Describe("a pod that is frozen between begin and its requests", func() {
	DescribeTable("sends nothing when it wakes up after another has taken over", func(text func(*world)) {
		w := newWorld(twiliosim.Options{})
		w.members(20)
		text(w)
		f := newFreeze()
		w.podOn(answered(f.hook), delivery.Options{Lease: lease, SecondLook: secondLook}).Start(w.ctx)
		Eventually(f.frozen).Should(BeClosed())
		w.start(1, w.settings())
		w.settled()
		w.expectEach(2, 2, "once")
		taken := w.sim.Counters().Messages
		f.melt()
		w.stop() // waits for whoever was frozen
		Expect(w.sim.Counters().Messages).To(Equal(taken))
	},
		Entry("with a lane", func(w *world) { w.say(1, "once") }),
		Entry("with a line", func(w *world) { w.tell(number(2), "once") }),
	)
})

var _ = Describe("an engine that is told to stop", func() {
	It("says nothing that an operator has to act on", func() {
		w := newWorld(twiliosim.Options{})
		var log bytes.Buffer
		e, err := delivery.New(w.open(), w.carrier(), w.settings(), delivery.Options{
			Lease: lease, Log: slog.New(slog.NewTextHandler(&log, nil)),
		})
		Expect(err).NotTo(HaveOccurred())
		e.Start(w.ctx)
		w.members(2)
		w.engines = append(w.engines, e)
		w.say(1, "hello")
		w.settled()
		Expect(e.Stop(w.ctx)).To(Succeed())
		Expect(log.String()).To(BeEmpty())
	})

	It("does not wait for a Redis that never answers", func(ctx SpecContext) {
		server, err := newServer()
		Expect(err).NotTo(HaveOccurred())
		Expect(server.Start(ctx)).To(Succeed())
		DeferCleanup(server.Stop)
		w := newWorldOn(server, twiliosim.Options{})
		w.members(20)
		w.say(1, "hello")
		f := newFreeze()
		e := w.podOn(answered(f.hook), delivery.Options{Lease: time.Minute})
		w.engines = nil
		e.Start(w.ctx)
		Eventually(f.frozen).Should(BeClosed())
		Expect(server.Pause()).To(Succeed())
		DeferCleanup(server.Resume)
		f.melt()
		Eventually(w.phone(2).Bodies).Should(HaveLen(1))
		begun := time.Now()
		patience, cancel := context.WithTimeout(w.ctx, 100*time.Millisecond)
		defer cancel()
		Expect(e.Stop(patience)).NotTo(Succeed())
		Expect(time.Since(begun)).To(BeNumerically("<", 15*time.Second))
	})
})
