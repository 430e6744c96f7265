package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a day's budget", func(open func() *room) {
	ctx := context.Background()
	need := chat.Need{Chat: true, Budget: 1}
	gate := func() store.Gate {
		day, end := chat.BudgetDay(time.Now())
		return store.Gate{Budget: 1, Day: day, DayEnd: end}
	}
	take := func(r *room) *store.Job {
		GinkgoHelper()
		job, _, err := r.Claim(ctx, store.Want{Token: r.sid(), Lines: true, Lanes: true, Lease: lease, Gate: gate()})
		Expect(err).NotTo(HaveOccurred())
		return job
	}
	spend := func(r *room) {
		GinkgoHelper()
		r.tell(bob, "the one segment")
		job := take(r)
		send, err := r.BeginLine(ctx, *job, lease, time.Hour, gate())
		Expect(err).NotTo(HaveOccurred())
		Expect(send.Standing).To(Equal(store.Going))
		r.settleLine(*job, store.LineEnd{Verdict: store.Taken, SID: r.sid()})
	}

	It("holds back chat, and answers to commands never", func() {
		r := open()
		r.join("ann", ann)
		r.join("bob", bob)
		spend(r)
		r.say(ann, "hello")
		Expect(take(r)).To(BeNil())
		r.told()
		r.tell(bob, "an answer")
		job := take(r)
		Expect(job).To(HaveValue(HaveField("Kind", store.Line)))
		send, err := r.BeginLine(ctx, *job, lease, time.Hour, gate())
		Expect(err).NotTo(HaveOccurred())
		Expect(send.Body).To(Equal("an answer"))
	})

	It("shows in the facts when it is spent, with the admins until they know", func() {
		r := open()
		r.commit(ann, chat.Outcome{Changes: []chat.Change{chat.Join{Number: ann, Nickname: nickname("ann"), Admin: true}}})
		r.join("bob", bob)
		Expect(r.facts(bob, need).SpentToday).To(BeZero())
		spend(r)
		f := r.facts(bob, need)
		Expect(f.SpentToday).To(Equal(int64(1)))
		Expect(f.Admins).To(ConsistOf(HaveField("Number", ann)))
		Expect(r.facts(bob, chat.Need{Chat: true, Budget: 2}).Admins).To(BeEmpty())

		day, _ := chat.BudgetDay(time.Now())
		now := time.Now()
		out := chat.Outcome{Changes: []chat.Change{chat.RestKnown{Day: day}, chat.RestTold{Number: bob, At: now}}}
		_, err := r.Commit(ctx, store.Inbound{SID: r.sid(), From: bob}, f, out)
		Expect(err).NotTo(HaveOccurred())
		_, err = r.Commit(ctx, store.Inbound{SID: r.sid(), From: bob}, f, out)
		Expect(err).To(MatchError(store.ErrConflict), "two at once tell the admins once")
		f = r.facts(bob, need)
		Expect(f.RestKnown).To(BeTrue())
		Expect(f.Admins).To(BeEmpty())
		Expect(f.SenderNumber.RestToldAt).To(BeTemporally("~", now, time.Second))
		Expect(r.client.HSet(ctx, r.prefix+"gate", "day", "2001-01-01").Err()).To(Succeed())
		Expect(r.facts(bob, need).SpentToday).To(BeZero(), "that was another day")
	})
})
