package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a held stage", func(open func() *room) {
	ctx := context.Background()

	It("keeps plain texts from being taken unseen, and shows in the facts", func() {
		r := open()
		r.join("Ann", ann)
		Expect(r.Hold(ctx, store.Intake, true)).To(Succeed())
		premise, out := saying("hello")
		_, err := r.post(r.sid(), premise, out)
		Expect(err).To(MatchError(store.ErrConflict))
		Expect(r.facts(ann, chat.Need{Chat: true}).IntakeHeld).To(BeTrue())
		Expect(r.stats()).To(And(HaveField("IntakeHeld", true), HaveField("SendingHeld", false)))

		Expect(r.Hold(ctx, store.Intake, false)).To(Succeed())
		Expect(r.facts(ann, chat.Need{Chat: true}).IntakeHeld).To(BeFalse())
		Expect(r.post(r.sid(), premise, out)).To(HaveField("First", chat.Seq(1)))
	})

	It("gives no text to send until it goes on, direct ones neither", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.tell(bob, "an answer")
		job := r.claim(lease)
		Expect(job).NotTo(BeNil())
		Expect(r.Hold(ctx, store.Sending, true)).To(Succeed())
		send, err := r.BeginLine(ctx, *job, lease, time.Hour, store.Gate{})
		Expect(err).NotTo(HaveOccurred())
		Expect(send.Standing).To(Equal(store.Waiting), "it was claimed before")
		r.say(ann, "hello")
		Expect(r.claim(lease)).To(BeNil())
		Expect(r.stats()).To(And(HaveField("SendingHeld", true), HaveField("Directs", int64(1)), HaveField("Lanes", int64(1))))

		Expect(r.Hold(ctx, store.Sending, false)).To(Succeed())
		Expect(r.claim(lease)).To(HaveValue(HaveField("Kind", store.Line)))
	})

	It("gives what was claimed before the hold at once when it goes on, texts and messages", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.tell(bob, "an answer")
		line := r.claim(lease)
		Expect(line).To(HaveValue(HaveField("Kind", store.Line)))
		r.say(ann, "hello")
		lane := r.claim(lease)
		Expect(lane).To(HaveValue(HaveField("Kind", store.Lane)))
		Expect(r.Hold(ctx, store.Sending, true)).To(Succeed())
		send, err := r.BeginLine(ctx, *line, lease, time.Hour, store.Gate{})
		Expect(err).NotTo(HaveOccurred())
		Expect(send.Standing).To(Equal(store.Waiting))
		wave, err := r.BeginWave(ctx, store.WaveWant{Job: *lane, Number: 1, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.Standing).To(Equal(store.Waiting))

		job, wait, err := r.Claim(ctx, store.Want{Token: r.sid(), Lines: true, Lanes: true, Lease: lease})
		Expect(err).NotTo(HaveOccurred())
		Expect(job).To(BeNil())
		Expect(wait).To(BeNumerically("~", 5*time.Second, time.Second), "who asks meanwhile is told to wait, not to ask again")

		Expect(r.Hold(ctx, store.Sending, false)).To(Succeed())
		Expect(r.claim(lease)).To(HaveValue(HaveField("Kind", store.Line)))
		Expect(r.claim(lease)).To(HaveValue(HaveField("Kind", store.Lane)))
	})

	It("is told to who waits when it goes on", func() {
		r := open()
		hints, err := r.Hints(ctx)
		Expect(err).NotTo(HaveOccurred())
		defer func() { _ = hints.Close() }()
		Expect(r.Hold(ctx, store.Sending, true)).To(Succeed())
		Expect(r.Hold(ctx, store.Sending, false)).To(Succeed())
		message, err := hints.ReceiveMessage(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(message.Payload).To(Equal("work"))
	})
})
