package store_test

import (
	"context"
	"fmt"
	"strconv"
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
		gate, err := r.client.HMGet(context.Background(), r.prefix+"gate", "since", "pause").Result()
		Expect(err).NotTo(HaveOccurred())
		since, err := strconv.ParseInt(fmt.Sprint(gate[0]), 10, 64)
		Expect(err).NotTo(HaveOccurred())
		Expect(gate[1]).To(Equal(strconv.FormatInt(since+(250*time.Millisecond).Microseconds(), 10)), "the first pause's length")
	})
})
