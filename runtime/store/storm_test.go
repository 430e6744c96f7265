package store_test

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("texts that were in flight together and were all refused", func(open func() *room) {
	It("count as one trouble and not as one each", func() {
		r := open()
		const texts = 12
		for i := range texts {
			r.tell(chat.E164(fmt.Sprintf("+141555502%02d", i)), "hello")
		}
		var jobs []store.Job
		for range texts {
			job, _ := r.line(lease, time.Hour)
			jobs = append(jobs, job)
		}
		for _, job := range jobs {
			r.settleLine(job, store.LineEnd{Verdict: store.Retry, Delay: time.Hour, Pause: &store.Pause{Why: "too many"}})
		}
		Expect(r.pausedFor()).To(And(BeNumerically(">", 0), BeNumerically("<", 600*time.Millisecond)))
	})
})
