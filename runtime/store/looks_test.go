package store_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

var _ = onEach("a nickname that looks like another", func(open func() *room) {
	tom, err := chat.ParseNickname("Tom")
	Expect(err).NotTo(HaveOccurred())
	torn, err := chat.ParseNickname("Torn")
	Expect(err).NotTo(HaveOccurred())
	xaver, err := chat.ParseNickname("Xaver")
	Expect(err).NotTo(HaveOccurred())
	named := func(r *room, keys ...string) map[string]chat.Member {
		return r.facts(eve, chat.Need{Nicknames: keys}).ByNickname
	}

	It("is found by its looks until its member has another", func() {
		r := open()
		r.commit(ann, chat.Outcome{Changes: []chat.Change{chat.Join{Number: ann, Nickname: torn}}})
		Expect(named(r, "torn", "tom", " tom")).To(And(HaveLen(2), HaveKey("torn"), HaveKeyWithValue(" tom", HaveField("ID", chat.MemberID(1)))))

		r.change(ann, chat.Rename{Member: 1, Nickname: tom})
		Expect(named(r, "torn", "tom", " tom")).To(And(HaveLen(1), HaveKey("tom")))

		r.change(ann, chat.Rename{Member: 1, Nickname: xaver})
		Expect(named(r, "torn", "tom", " tom")).To(BeEmpty())
	})

	It("may belong to the same member before and after", func() {
		r := open()
		r.commit(ann, chat.Outcome{Changes: []chat.Change{chat.Join{Number: ann, Nickname: tom}}})
		r.change(ann, chat.Rename{Member: 1, Nickname: torn})
		Expect(named(r, "torn", "tom", " tom")).To(And(HaveLen(2), HaveKey("torn"), HaveKey(" tom")))
	})
})
