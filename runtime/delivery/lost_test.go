package delivery_test

import (
	"context"
	"io"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// loss keeps the first answers that would let a worker send, and says that the connection broke.
type loss struct{ left atomic.Int32 }

func (l *loss) DialHook(next redis.DialHook) redis.DialHook { return next }
func (l *loss) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (l *loss) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if begins(cmd) && l.left.Add(-1) >= 0 {
			cmd.SetErr(io.ErrUnexpectedEOF)
			return io.ErrUnexpectedEOF
		}
		return err
	}
}

var _ = Describe("a claim whose answer is lost", func() {
	It("is found again by who made it, and leaves no doubt", func(ctx SpecContext) {
		w := newWorld(twiliosim.Options{})
		w.members(20)
		w.say(1, "once")
		hook := &loss{}
		hook.left.Store(2)
		// A lease that outlasts the spec: nobody else can have put it right.
		w.podOn(hook, delivery.Options{Lease: time.Hour}).Start(w.ctx)
		w.settled()
		w.expectEach(2, 20, "once")
		Expect(hook.left.Load()).To(BeNumerically("<", 0), "answers were lost")
		stats, err := w.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(stats.Doubts).To(BeZero())
	})
})
