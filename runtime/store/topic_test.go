package store_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

var _ = onEach("a topic", func(open func() *room) {
	It("is what was set last", func() {
		r := open()
		r.join("Ann", ann)
		Expect(r.facts(ann, chat.Need{}).Topic).To(BeEmpty())
		rev := r.facts(ann, chat.Need{}).Rev

		r.commit(ann, chat.Outcome{Changes: []chat.Change{chat.SetTopic{Topic: "Cake at 8"}}})
		r.commit(ann, chat.Outcome{Changes: []chat.Change{chat.SetTopic{Topic: "Cake at 9"}}})
		Expect(r.facts(bob, chat.Need{}).Topic).To(Equal("Cake at 9"))
		Expect(r.facts(ann, chat.Need{}).Rev).To(Equal(rev), "no decision about people rests on it")

		r.commit(ann, chat.Outcome{Changes: []chat.Change{chat.SetTopic{}}})
		Expect(r.facts(bob, chat.Need{}).Topic).To(BeEmpty())
	})
})
