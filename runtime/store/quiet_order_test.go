package store_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a member with quiet hours and texts of two kinds", func(open func() *room) {
	It("gets replies at night, and what others have caused in the morning, in order", func() {
		r := trio(open)
		patient := func(body string) {
			r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: body, Kind: chat.Notice, Patient: true}}})
		}
		r.quiet(bob, night(-time.Hour, time.Hour))
		patient("dm one")
		r.tell(bob, "reply")
		patient("dm two")
		Expect(r.runs()).To(Equal(texts{bob: {"reply"}}))
		Expect(r.stats()).To(And(HaveField("Quiet", int64(1)), HaveField("Directs", BeZero())))
		Expect(r.letters(store.Default)).To(ContainElement(And(HaveField("Body", "dm two"), HaveField("To", bob), HaveField("Member", BeZero()))))
		r.passes(time.Hour)
		patient("dm three")
		Expect(r.runs()).To(Equal(texts{bob: {"dm one", "dm two", "dm three"}}))
		r.passes(-time.Hour)
		patient("dm four")
		r.runs()
		r.change(bob, chat.SetQuiet{Member: 2})
		Expect(r.runs()).To(Equal(texts{bob: {"dm four"}}))
	})

	dm := func(r *room, body string) {
		GinkgoHelper()
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: body, Kind: chat.Notice, Patient: true}}})
	}

	It("gets what others have caused in order though the worker of a later text died", func() {
		r := trio(open)
		r.quiet(bob, night(-time.Hour, time.Hour))
		dm(r, "one")
		r.runs()
		dm(r, "two")
		r.claim(0)
		r.passes(time.Hour)
		Expect(r.runs()).To(Equal(texts{bob: {"one", "two"}}))
	})

	It("gets what others have caused in order though the night ends under a worker's hands", func() {
		r := trio(open)
		r.quiet(bob, night(-time.Hour, time.Hour))
		dm(r, "one")
		r.runs()
		dm(r, "two")
		job := r.claim(lease)
		r.passes(time.Hour)
		for _, body := range []string{"one", "two"} {
			Expect(r.BeginLine(context.Background(), *job, lease, time.Hour, store.Gate{})).To(HaveField("Body", body))
			r.settleLine(*job, store.LineEnd{Verdict: store.Taken, SID: r.sid()})
			job = r.claim(lease)
		}
		Expect(job).To(BeNil())
	})

	It("has what waits behind a direct text that was tried already", func() {
		r := trio(open)
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: "dm", Kind: chat.Notice, Patient: true}}})
		r.runs()
		r.tell(bob, "reply")
		job, _ := r.line(lease, time.Hour)
		r.passes(time.Hour)
		r.claim(0)
		r.settleLine(job, store.LineEnd{Verdict: store.Again})
		Expect(r.runs()).To(Equal(texts{bob: {"reply", "dm"}}))
	})

	It("has nothing left to wait for when the queue is emptied", func() {
		r := trio(open)
		r.quiet(bob, night(-time.Hour, time.Hour))
		r.say(ann, "one")
		r.commit(ann, chat.Outcome{Directs: []chat.Direct{{To: bob, Body: "dm", Kind: chat.Notice, Patient: true}}})
		r.runs()
		Expect(r.Empty(context.Background(), store.Default)).To(Equal(int64(2)))
		Expect(r.client.Exists(context.Background(), r.prefix+"due_quiet", r.prefix+"asleep", r.prefix+"off").Val()).To(BeZero())
		r.passes(time.Hour)
		Expect(r.runs()).To(BeEmpty())
		r.say(ann, "two")
		Expect(r.runs()).To(HaveKeyWithValue(bob, []string{"two"}))
	})
})
