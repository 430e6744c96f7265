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

	It("begins the first wave of a lane, and gives it again to whom the answer got lost", func(ctx SpecContext) {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: "to all"}}})
		want := store.Want{Token: "a", Lanes: true, Lines: true, Lease: lease, First: &store.First{}}
		job, _, err := r.Claim(ctx, want)
		Expect(err).NotTo(HaveOccurred())
		Expect(job.First).To(And(HaveField("Standing", store.Going), HaveField("Body", "to all"),
			HaveField("To", ConsistOf(HaveField("Number", bob)))))

		other, _, err := r.Claim(ctx, store.Want{Token: "b", Again: true, Lanes: true, Lines: true, Lease: lease, First: &store.First{}})
		Expect(other, err).To(BeNil(), "it is another's")
		want.Again = true
		again, _, err := r.Claim(ctx, want)
		Expect(again, err).To(Equal(job))
		Expect(r.BeginWave(ctx, store.WaveWant{Job: *job, Number: 1, Lease: lease})).To(Equal(job.First))
	})

	It("begins no wave that could take the rate from a direct text", func(ctx SpecContext) {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.commit(ann, chat.Outcome{
			Directs:    []chat.Direct{{To: ann, Body: "to Ann"}},
			Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: "to all"}},
		})
		want := store.Want{Token: "a", Lanes: true, Lines: true, Lease: lease, First: &store.First{}}
		job, _, err := r.Claim(ctx, want)
		Expect(job, err).To(HaveField("Kind", store.Line))
		want.Token = "b"
		job, _, err = r.Claim(ctx, want)
		Expect(job, err).To(And(HaveField("Kind", store.Lane), HaveField("First.Standing", store.More)))
	})

	It("is none of a lane that has nothing to send", func(ctx SpecContext) {
		r := open()
		r.join("Ann", ann)
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{{Author: 1, Kind: chat.Chat, Body: "to all"}}})
		job, wait, err := r.Claim(ctx, store.Want{Token: "a", Lanes: true, Lines: true, Lease: lease, First: &store.First{}})
		Expect(job, err).To(BeNil())
		Expect(wait).To(BeZero())
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
