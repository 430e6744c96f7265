package store_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// Addresses of other channels are longer than any number.
var _ = onEach("a member with a long address", func(open func() *room) {
	const zoe = chat.E164("whatsapp:+14155550142")

	It("is reached there, and harms nobody's number", func() {
		r := open()
		ctx := context.Background()
		r.join("ann", ann)
		r.join("zoe", zoe)
		r.join("bob", bob)
		Expect(r.facts(ann, chat.Need{Members: true, Nicknames: []string{"zoe"}})).To(And(
			HaveField("Members", HaveExactElements(HaveField("Number", ann), HaveField("Number", zoe), HaveField("Number", bob))),
			HaveField("ByNickname", HaveKeyWithValue("zoe", HaveField("Number", zoe)))))

		r.say(ann, "ann: hello")
		want := store.WaveWant{Job: *r.claim(lease), Number: 1, Lease: lease}
		wave, err := r.BeginWave(ctx, want)
		Expect(err).NotTo(HaveOccurred())
		Expect(wave.To).To(HaveExactElements(HaveField("Number", zoe), HaveField("Number", bob)))
		Expect(r.BeginWave(ctx, want)).To(Equal(wave))
		Expect(r.SettleWave(ctx, want, store.WaveEnd{SIDs: []string{"SM3"}, Release: true,
			Exceptions: []store.Exception{{ID: 2, Verdict: store.Dead, Code: 30003}}})).To(Equal(store.Going))
		Expect(r.letters(store.Failed)).To(ConsistOf(HaveField("To", zoe)))
	})

	It("gets what waits on its own line there", func() {
		r := open()
		r.join("ann", ann)
		r.join("zoe", zoe)
		r.say(ann, "ann: hello", "ann: again")
		r.late()
		Expect(r.sent()).To(HaveKeyWithValue(zoe, []string{"ann: hello\nann: again"}))
	})
})
