package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a text that cannot be sent", func(open func() *room) {
	const validity = 30 * time.Minute

	It("becomes a dead letter when its validity has passed, and can be sent again", func() {
		r := open()
		r.tell(ann, "late")
		job, _ := r.line(lease, validity)
		r.settleLine(job, store.LineEnd{Verdict: store.Retry})
		r.age(job.Name, "first", validity+time.Second)
		_, send := r.line(lease, validity)
		Expect(send.Standing).To(Equal(store.Idle))
		Expect(r.letters(store.Failed)).To(ConsistOf(And(
			HaveField("Body", "late"), HaveField("To", ann), HaveField("Reason", "expired"))))
		Expect(r.RetryFailed(context.Background(), store.Filter{})).To(Equal(1))
		_, send = r.line(lease, validity)
		Expect(send.Body).To(Equal("late"))
	})

	It("does so as well when it was for everyone", func() {
		r := open()
		r.join("ann", ann)
		r.join("bob", bob)
		r.say(ann, "ann: late")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		wave, err := r.BeginWave(context.Background(), want)
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.To).To(HaveLen(1))
		_, err = r.SettleWave(context.Background(), want, store.WaveEnd{Release: true,
			Exceptions: []store.Exception{{ID: wave.To[0].ID, Verdict: store.Retry}}})
		Expect(err).NotTo(HaveOccurred())
		r.age("h2", "first", validity+time.Second)
		_, send := r.line(lease, validity)
		Expect(send.Standing).To(Equal(store.Idle))
		Expect(r.letters(store.Failed)).To(ConsistOf(And(HaveField("Body", "ann: late"), HaveField("To", bob))))
		Expect(r.RetryFailed(context.Background(), store.Filter{})).To(Equal(1))
	})

	It("can be sent again when the failure is known from the carrier's list alone", func() {
		r := open()
		Expect(r.Receipt(context.Background(), []store.Receipt{
			{SID: "SM1", To: ann, Status: "undelivered", ErrorCode: 30003, Body: "swept"}})).To(Succeed())
		Expect(r.letters(store.Failed)).To(ConsistOf(And(HaveField("Body", "swept"), HaveField("To", ann))))
		Expect(r.RetryFailed(context.Background(), store.Filter{})).To(Equal(1))
		_, send := r.line(lease, validity)
		Expect(send.Body).To(Equal("swept"))
	})

	It("can be sent again when the failure of a direct text is told hours later", func() {
		r := open()
		r.tell(ann, "told")
		job, send := r.line(lease, validity)
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SM1"})
		for range 3 { // the longest validity is ten hours
			r.elapse("sent", 3*time.Hour)
			r.tell(bob, "meanwhile")
			other, _ := r.line(lease, validity)
			r.settleLine(other, store.LineEnd{Verdict: store.Taken, SID: r.sid()})
		}
		Expect(r.Receipt(context.Background(), []store.Receipt{
			{Ref: send.Ref, SID: "SM1", To: ann, Status: "undelivered", ErrorCode: 30036}})).To(Succeed())
		Expect(r.letters(store.Failed)).To(ConsistOf(HaveField("Body", "told")))
	})

	It("leaves nothing behind once it is known to have arrived", func() {
		r := open()
		r.tell(ann, "told")
		job, send := r.line(lease, validity)
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SM1"})
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: send.Ref, SID: "SM1", Status: "delivered"}})).To(Succeed())
		Expect(r.client.Exists(context.Background(), r.prefix+"sent0", r.prefix+"sent1").Val()).To(BeZero())
	})
})

var _ = onEach("the sweep", func(open func() *room) {
	It("is not over while texts were accepted since the one before", func() {
		r, ctx := open(), context.Background()
		swept := func() string {
			job := r.claim(0)
			if job == nil {
				return ""
			}
			Expect(r.EndSweep(ctx, time.Now(), false, 0)).To(Succeed())
			return job.Name
		}
		r.tell(ann, "one")
		job, _ := r.line(lease, time.Hour)
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SM1", Sweep: time.Microsecond})
		Expect(swept()).To(Equal(store.ChoreSweep), "it may have been accepted while the list was read")
		Expect(swept()).To(Equal(store.ChoreSweep))
		Expect(swept()).To(BeEmpty())
		Expect(r.SweepMark(ctx)).To(BeTemporally("~", time.Now(), time.Minute))
	})
})
