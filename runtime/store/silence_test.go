package store_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a silence", func(open func() *room) {
	later := time.Now().Add(time.Hour).Truncate(time.Millisecond)
	expect := func(r *room, until time.Time, told bool) {
		GinkgoHelper()
		m := r.facts(ann, chat.Need{}).Sender
		Expect(m.SilencedUntil).To(BeTemporally("==", until))
		Expect(m.SilenceTold).To(Equal(told))
	}
	var r *room
	BeforeEach(func() {
		r = open()
		r.join("Ann", ann)
		r.change(ann, chat.Silence{Member: 1, Until: later})
	})

	It("is kept with the member, and that the member knows of it", func() {
		expect(r, later, false)
		r.change(ann, chat.SilenceTold{Member: 1})
		expect(r, later, true)
	})

	It("that is in force is told once, wherever its end moves to", func() {
		r.change(ann, chat.SilenceTold{Member: 1})
		r.change(ann, chat.Silence{Member: 1, Until: later.Add(time.Hour)})
		expect(r, later.Add(time.Hour), true)
	})

	It("that begins anew is told anew", func() {
		r.change(ann, chat.SilenceTold{Member: 1})
		r.change(ann, chat.Silence{Member: 1, Until: time.Now().Add(-time.Second)})
		r.change(ann, chat.Silence{Member: 1, Until: later})
		expect(r, later, false)
	})

	It("that is ended leaves nothing behind", func() {
		r.change(ann, chat.SilenceTold{Member: 1}, chat.Silence{Member: 1})
		expect(r, time.Time{}, false)
		Expect(value(r.client.HMGet(GinkgoT().Context(), r.prefix+"member:1", "z", "t").Result())).To(Equal([]any{nil, nil}))
	})

	It("is noticed by what was decided before, and over for it when its time has come", func() {
		p, out := saying("Ann: hi")
		_, err := r.post("SM1", p, out)
		Expect(err).To(MatchError(store.ErrConflict))
		r.change(ann, chat.Silence{Member: 1, Until: time.Now().Add(-time.Millisecond)})
		Expect(r.post("SM1", p, out)).NotTo(BeZero())
	})
})
