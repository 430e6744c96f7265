package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a claim", func(open func() *room) {
	claim := func(r *room, token string, want store.Want) (string, time.Duration) {
		GinkgoHelper()
		want.Token, want.Lease = token, lease
		job, more, err := r.Claim(context.Background(), want)
		Expect(err).NotTo(HaveOccurred())
		if job == nil {
			return "", more
		}
		return string(job.Kind) + " " + job.Name, more
	}
	all := store.Want{Lines: true, Lanes: true}
	soon := BeNumerically("==", time.Microsecond)

	It("tells when there may be more, so that nobody has to ask", func(ctx SpecContext) {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.commit(ann, chat.Outcome{
			Directs:    []chat.Direct{{To: ann, Body: "to Ann"}, {To: bob, Body: "to Bob"}},
			Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: "to all"}},
		})
		Expect(r.Schedule(ctx, store.ChoreTrim, time.Hour)).To(Succeed())

		job, more := claim(r, "a", all)
		Expect(job).To(HavePrefix("LINE "))
		Expect(more).To(soon)
		job, more = claim(r, "b", all)
		Expect(job).To(HavePrefix("LINE "))
		Expect(more).To(soon, "the lane")
		job, more = claim(r, "c", all)
		Expect(job).To(Equal("LANE 0"))
		Expect(more).To(BeNumerically("~", lease, lease/2), "the first claim lapses")
		_, again := claim(r, "d", all)
		Expect(again).To(BeNumerically("<=", more))
	})

	It("counts only what this pod has workers for", func(ctx SpecContext) {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.commit(ann, chat.Outcome{
			Directs:    []chat.Direct{{To: ann, Body: "to Ann"}},
			Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: "to all"}},
		})
		job, more := claim(r, "a", store.Want{Lanes: true})
		Expect(job).To(Equal("LANE 0"))
		Expect(more).To(BeZero())
	})
})
