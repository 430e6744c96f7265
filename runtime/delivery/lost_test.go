package delivery_test

import (
	"io"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("a claim whose answer is lost", func() {
	It("is found again by who made it, and leaves no doubt", func(ctx SpecContext) {
		w := newWorld(twiliosim.Options{})
		w.members(20)
		w.say(1, "once")
		var left atomic.Int32
		left.Store(2)
		lose := func(cmd redis.Cmder, err error) error {
			if begins(cmd) && left.Add(-1) >= 0 {
				cmd.SetErr(io.ErrUnexpectedEOF)
				return io.ErrUnexpectedEOF
			}
			return err
		}
		// A lease that outlasts the spec: nobody else can have put it right.
		w.podOn(answered(lose), delivery.Options{Lease: time.Hour}).Start(w.ctx)
		w.settled()
		w.expectEach(2, 20, "once")
		Expect(left.Load()).To(BeNumerically("<", 0), "answers were lost")
		stats, err := w.Stats(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(stats.Doubts).To(BeZero())
	})
})
