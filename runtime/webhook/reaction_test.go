package webhook

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

var _ = Describe("A tapback", func() {
	// talking is a room in which Bob has chatted, so that his next text can be decided from
	// what is known of him.
	talking := func(reactions chat.Reactions) *edge {
		GinkgoHelper()
		e := newEdge(newRoom())
		e.settings.Room.Reactions = reactions
		e.hears("SM1", annNumber, "#join Ann")
		e.hears("SM2", bobNumber, "#join Bob")
		e.hears("SM3", annNumber, "see you at 8")
		e.hears("SM4", bobNumber, "fine")
		e.hears("SM5", bobNumber, "by me")
		Expect(e.took("chat")).To(Equal(3.0))
		return e
	}
	// untold are the reactions to what Ann has said, behind two joins.
	untold := func(e *edge) []chat.Reacted {
		GinkgoHelper()
		found, err := e.store.Reactions(context.Background(), 3)
		Expect(err).NotTo(HaveOccurred())
		Expect(found.Message.Body).To(Equal("Ann: see you at 8"))
		return found.Untold
	}

	It("is counted and goes to nobody, even of one who has just chatted", func() {
		e := talking(chat.FoldReactions)
		e.hears("SM6", bobNumber, "Liked “Ann: see you at 8”")
		e.hears("SM7", bobNumber, "Loved an image")
		Expect(e.logged()).To(HaveLen(3))
		Expect(e.took("reaction")).To(Equal(2.0))
		Expect(untold(e)).To(HaveLen(1))
		Expect(untold(e)[0].What).To(Equal(chat.Liked))
	})

	It("takes effect once, however often it comes", func() {
		e := talking(chat.FoldReactions)
		e.hears("SM6", bobNumber, "Liked “Ann: see you at 8”")
		e.hears("SM7", bobNumber, "Removed a like from “Ann: see you at 8”")
		e.hears("SM6", bobNumber, "Liked “Ann: see you at 8”")
		Expect(untold(e)).To(BeEmpty())
		Expect(e.took("duplicate")).To(Equal(1.0))
	})

	It("is chat where the room has said nothing of the kind, or wants it so", func() {
		e := talking(chat.FoldReactions)
		e.hears("SM6", bobNumber, "Liked “Dune”")
		Expect(e.logged()[3].Body).To(Equal("Bob: Liked “Dune”"))
		e = talking(chat.BroadcastReactions)
		e.hears("SM6", bobNumber, "Liked “Ann: see you at 8”")
		Expect(e.logged()[3].Body).To(Equal("Bob: Liked “Ann: see you at 8”"))
	})
})
