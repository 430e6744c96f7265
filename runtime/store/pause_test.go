package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
)

// told ends the chore that tells admins of the room's rest.
func (r *room) told() {
	GinkgoHelper()
	Expect(r.claim(lease)).To(HaveValue(And(HaveField("Kind", store.Chore), HaveField("Name", store.ChoreRest))))
	Expect(r.Unschedule(context.Background(), store.ChoreRest)).To(Succeed())
}

var _ = onEach("a text that was taken and never arrived", func(open func() *room) {
	ctx := context.Background()
	pair := func() *room {
		r := open()
		r.join("ann", ann)
		r.join("bob", bob)
		return r
	}
	// fails lets a text end so, as a callback tells it.
	fails := func(r *room, sid string, code int) {
		GinkgoHelper()
		Expect(r.Receipt(ctx, []store.Receipt{{Ref: "d1.1", SID: sid, Status: "undelivered", ErrorCode: code}})).To(Succeed())
	}
	arrives := func(r *room, sid string) {
		GinkgoHelper()
		Expect(r.Receipt(ctx, []store.Receipt{{Ref: "d1.1", SID: sid, Status: "delivered"}})).To(Succeed())
	}

	It("for the carriers' cap holds chat back and answers never", func() {
		r := pair()
		fails(r, "SM1", 30023)
		Expect(r.stats().CappedUntil).To(BeTemporally("~", time.Now().Add(time.Hour), time.Minute))
		Expect(r.stats().PausedUntil).To(BeZero())
		r.told()
		r.say(ann, "hello")
		Expect(r.claim(lease)).To(BeNil())
		r.tell(bob, "an answer")
		_, send := r.line(lease, time.Hour)
		Expect(send.Body).To(Equal("an answer"))
	})

	It("for a cap that is over holds nothing back, nor does one from before the clock was set back", func() {
		r := pair()
		r.say(ann, "hello")
		for _, cap := range []time.Time{time.Now().Add(-time.Second), time.Now().Add(48 * time.Hour)} {
			Expect(r.client.HSet(ctx, r.prefix+"gate", "cap", cap.UnixMicro()).Err()).To(Succeed())
			job := r.claim(lease)
			Expect(job).To(HaveValue(HaveField("Kind", store.Lane)))
			Expect(r.Release(ctx, *job, 0)).To(Succeed())
		}
	})

	It("for trouble of the room pauses it, longer each time, until one arrives", func() {
		r := pair()
		fails(r, "SM1", 30034)
		Expect(r.stats().PauseReason).To(Equal("not registered"))
		Expect(r.pausedFor()).To(BeNumerically("~", time.Minute, 10*time.Second))
		fails(r, "SM2", 30034)
		Expect(r.pausedFor()).To(BeNumerically("~", time.Minute, 10*time.Second), "of one burst, one counts")
		r.tell(bob, "an answer")
		Expect(r.claim(lease)).To(BeNil())

		over := func() {
			GinkgoHelper()
			past := time.Now().Add(-time.Second).UnixMicro()
			Expect(r.client.HSet(ctx, r.prefix+"gate", "pause", past, "lull", past, "since", past).Err()).To(Succeed())
		}
		for _, minutes := range []int{2, 4, 8, 16, 30, 30} {
			over()
			fails(r, r.sid(), 30034)
			Expect(r.pausedFor()).To(BeNumerically("~", time.Duration(minutes)*time.Minute, 10*time.Second))
		}
		over()
		arrives(r, r.sid())
		fails(r, r.sid(), 30034)
		Expect(r.pausedFor()).To(BeNumerically("~", time.Minute, 10*time.Second))
	})

	It("pauses a room whose texts are still taken", func() {
		r := pair()
		r.tell(bob, "under way")
		r.tell(ann, "next")
		job, _ := r.line(lease, time.Hour)
		fails(r, "SM1", 30034)
		r.settleLine(job, store.LineEnd{Verdict: store.Taken, SID: "SM2"})
		Expect(r.pausedFor()).To(BeNumerically(">", 50*time.Second))
		Expect(r.claim(lease)).To(BeNil())
	})

	It("pauses as briefly as is asked", func() {
		r := pair()
		r.tell(bob, "hello")
		fails(r, "SM1", 30001)
		_, send := r.soon()
		Expect(send.Body).To(Equal("hello"))
	})

	It("is counted by its code", func() {
		r := pair()
		fails(r, "SM1", 30007)
		fails(r, "SM2", 30007)
		fails(r, "SM2", 30007)
		r.tell(bob, "refused")
		job, _ := r.line(lease, time.Hour)
		r.settleLine(job, store.LineEnd{Verdict: store.Dead, Code: 21614})
		Expect(r.stats().Failures).To(Equal(map[int]int64{30007: 2, 21614: 1}))
		Expect(r.stats().Totals).NotTo(HaveKey(ContainSubstring("code")))
	})

	It("caps by a refusal as by a final status", func() {
		r := pair()
		r.say(ann, "hello")
		r.say(ann, "hello again")
		job := r.claim(lease)
		wave, err := r.BeginWave(ctx, store.WaveWant{Job: *job, Number: 1, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		_, err = r.SettleWave(ctx, store.WaveWant{Job: *job, Number: 1, Lease: lease}, store.WaveEnd{
			Exceptions: []store.Exception{{ID: wave.To[0].ID, Verdict: store.Retry}},
			Pause:      &store.Pause{For: time.Hour, Cap: true}, Release: true,
		})
		Expect(err).NotTo(HaveOccurred())
		r.told()
		Expect(r.claim(lease)).To(BeNil())
		Expect(r.stats().CappedUntil).NotTo(BeZero())
	})
})
