package store_test

import (
	"context"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a member with quiet hours and a text in trouble", func(open func() *room) {
	It("sleeps on while a text is in retry, which is as good as new in the morning", func() {
		r := trio(open)
		r.change(cid, chat.SetActive{Member: 3})
		r.say(ann, "one")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		Expect(r.BeginWave(context.Background(), want)).To(HaveField("Standing", store.Going))
		Expect(r.SettleWave(context.Background(), want, store.WaveEnd{Release: true,
			Exceptions: []store.Exception{{ID: 2, Verdict: store.Again}}})).To(Equal(store.Going))
		r.age("h2", "first", 2*time.Hour)
		r.quiet(bob, night(-time.Second, time.Hour))
		Expect(r.runs()).To(BeEmpty())
		r.say(ann, "two")
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one\ntwo"}}))
		Expect(r.letters(store.Failed)).To(BeEmpty())
	})

	// doubt leaves a text to Bob in doubt, and says by which ref.
	doubt := func(r *room) (ref string) {
		GinkgoHelper()
		r.change(cid, chat.SetActive{Member: 3})
		r.say(ann, "one")
		wave, err := r.BeginWave(context.Background(), store.WaveWant{Job: *r.claim(0), Number: 1})
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.To).To(ConsistOf(HaveField("Number", bob)))
		r.claim(0) // finds that the worker died
		r.quiet(bob, night(-time.Second, time.Hour))
		return wave.To[0].Ref
	}
	again := func(r *room) {
		GinkgoHelper()
		Expect(r.look(store.LookEnd{Limit: 5})).To(Equal(store.LookAgain))
		Expect(r.look(store.LookEnd{Limit: 5})).To(Equal(store.LookResend))
	}

	It("is asked about at the carrier at night, but is sent nothing again", func() {
		r := trio(open)
		doubt(r)
		again(r)
		Expect(r.runs()).To(BeEmpty())
		r.say(ann, "two")
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one", "two"}}))
	})

	It("is left alone where the carrier had taken it", func() {
		r := trio(open)
		doubt(r)
		r.say(ann, "two")
		Expect(r.look(store.LookEnd{SIDs: []string{"SMfound"}, Limit: 5})).To(Equal(store.LookFound))
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"two"}}))
	})

	It("does not get in the morning what a late proof has shown to be there", func() {
		r := trio(open)
		ref := doubt(r)
		again(r)
		Expect(r.runs()).To(BeEmpty())
		r.say(ann, "two")
		Expect(r.runs()).To(BeEmpty())
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: ref, SID: "SMlate", Status: "sent"}})).To(Succeed())
		Expect(r.client.Del(context.Background(), r.prefix+"proof0", r.prefix+"proof1").Err()).To(Succeed()) // as after ten minutes
		Expect(r.runs()).To(BeEmpty())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"two"}}))
	})

	It("gets again what the loop guard stops in the morning, hours after it was said", func() {
		r := trio(open)
		r.change(cid, chat.SetActive{Member: 3})
		r.quiet(bob, night(-8*time.Hour, time.Hour))
		seq := r.say(ann, "one")
		r.runs()
		r.ages(seq, 7*time.Hour)
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
		ref := fmt.Sprintf("b%d.2", seq)
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: ref, SID: "SMstopped", Status: "failed", ErrorCode: 14107}})).To(Succeed())
		Expect(r.letters(store.Failed)).To(BeEmpty())
		r.due("h2")
		Expect(r.runs()).To(Equal(texts{bob: {"one"}}))
	})

	It("keeps in one place what the loop guard stops just when the hours begin", func() {
		r := trio(open)
		first := r.say(ann, "one")
		r.runs()
		r.quiet(bob, night(-time.Second, time.Hour))
		r.say(ann, "two")
		r.runs()
		ref := fmt.Sprintf("b%d.2", first)
		Expect(r.Receipt(context.Background(), []store.Receipt{{Ref: ref, SID: "SMstopped", Status: "failed", ErrorCode: 14107}})).To(Succeed())
		Expect(r.client.ZCard(context.Background(), r.prefix+"due_held").Val()).To(BeZero())
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one\ntwo"}}))
	})
})
