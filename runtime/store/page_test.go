package store_test

import (
	"context"
	"fmt"
	"slices"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

// people are a room with so many members, p1, p2 …
func (r *room) people(n int) {
	GinkgoHelper()
	var changes []chat.Change
	for i := 1; i <= n; i++ {
		changes = append(changes, chat.Join{Number: personNumber(i), Nickname: nickname(fmt.Sprint("p", i))})
	}
	r.changes(changes)
}

// changes commits many, a few hundred at a time.
func (r *room) changes(all []chat.Change) {
	GinkgoHelper()
	for some := range slices.Chunk(all, 500) {
		r.change(eve, some...)
	}
}

func personNumber(i int) chat.E164 { return chat.E164(fmt.Sprintf("+1415%07d", 2_000_000+i)) }

func (r *room) goes(ids ...int) {
	GinkgoHelper()
	var changes []chat.Change
	for _, id := range ids {
		changes = append(changes, chat.Leave{Member: chat.MemberID(id), Number: personNumber(id)})
	}
	r.changes(changes)
}

// page is the IDs of one page, and what goes on behind it.
func (r *room) page(after chat.MemberID, limit int) ([]chat.MemberID, chat.MemberID) {
	GinkgoHelper()
	page, err := r.MembersAfter(context.Background(), after, limit)
	Expect(err).NotTo(HaveOccurred())
	var ids []chat.MemberID
	for _, m := range page.Members {
		ids = append(ids, m.ID)
	}
	return ids, page.Next
}

var _ = onEach("members page by page", func(open func() *room) {
	type ids = []chat.MemberID

	It("are whole, and in the order in which they joined", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", "whatsapp:+14155550102")
		page, err := r.MembersAfter(context.Background(), 0, 10)
		Expect(err).NotTo(HaveOccurred())
		Expect(page.Next).To(BeZero())
		Expect(page.Total).To(Equal(int64(2)))
		Expect(page.Members).To(Equal(r.facts(ann, chat.Need{Members: true}).Members))
		Expect(page.Members[1].Number).To(Equal(chat.E164("whatsapp:+14155550102")))
	})

	DescribeTable("leave nobody out", func(after chat.MemberID, limit int, want ids, wantNext chat.MemberID) {
		r := open()
		r.people(7)
		r.goes(2, 4, 7)
		got, next := r.page(after, limit) // 1, 3, 5, 6
		Expect(got).To(Equal(want))
		Expect(next).To(Equal(wantNext))
	},
		Entry("all in one", chat.MemberID(0), 10, ids{1, 3, 5, 6}, chat.MemberID(0)),
		Entry("the first page", chat.MemberID(0), 2, ids{1, 3}, chat.MemberID(4)),
		Entry("the second page", chat.MemberID(4), 1, ids{5}, chat.MemberID(5)),
		Entry("the last page, behind which somebody has left", chat.MemberID(5), 1, ids{6}, chat.MemberID(0)),
		Entry("from behind the end", chat.MemberID(7), 2, ids(nil), chat.MemberID(0)),
		Entry("from far behind the end", chat.MemberID(700), 2, ids(nil), chat.MemberID(0)),
	)

	It("pass over thousands who have left without taking long", func() {
		r := open()
		r.people(10_000)
		var gone []int
		for id := 2; id < 10_000; id++ {
			gone = append(gone, id)
		}
		r.goes(gone...)
		got, next := r.page(0, 50)
		Expect(got).To(Equal(ids{1}))
		Expect(next).To(BeNumerically("~", 8192, 1), "one call looks at so many")
		got, next = r.page(next, 50)
		Expect(got).To(Equal(ids{10_000}))
		Expect(next).To(BeZero())
	})

	It("has one by its ID", func() {
		r, ctx := open(), context.Background()
		r.join("Ann", ann)
		Expect(r.Member(ctx, 1)).To(HaveField("Number", ann))
		Expect(r.Member(ctx, 2)).To(BeNil())
		Expect(r.Member(ctx, 0)).To(BeNil())
	})
})

func (r *room) ban(number chat.E164, name string) {
	GinkgoHelper()
	b := chat.Ban{Number: number}
	if name != "" {
		b.Nickname = nickname(name)
	}
	r.change(eve, b)
}
