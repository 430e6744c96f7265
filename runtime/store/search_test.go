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

// search gives the nicknames that were found.
func (r *room) search(q store.Search) ([]string, store.Matches) {
	GinkgoHelper()
	if q.Limit == 0 {
		q.Limit = 20
	}
	found, err := r.Search(context.Background(), q)
	Expect(err).NotTo(HaveOccurred())
	names := []string{}
	for _, m := range found.Members {
		names = append(names, m.Nickname.String())
	}
	return names, found
}

func (r *room) beginning(with string) []string {
	GinkgoHelper()
	names, found := r.search(store.Search{Beginning: with})
	Expect(found.Whole).To(BeTrue())
	return names
}

var _ = onEach("the search for members", func(open func() *room) {
	ctx := context.Background()

	It("finds by the beginning of a nickname, in a small room at once", func() {
		r := open()
		for i, name := range []string{"anna", "bob", "ann", "Ännchen", "annika"} {
			r.join(name, personNumber(i))
		}
		Expect(r.beginning("ann")).To(Equal([]string{"ann", "anna", "annika"}))
		Expect(r.beginning("anna")).To(Equal([]string{"anna"}))
		Expect(r.beginning("x")).To(BeEmpty())
	})

	It("finds by number, and no other", func() {
		r := open()
		r.join("Ann", ann)
		names, found := r.search(store.Search{Number: ann, Beginning: "bob"})
		Expect(found.Total).To(Equal(int64(1)))
		Expect(names).To(Equal([]string{"Ann"}))
		names, _ = r.search(store.Search{Number: bob})
		Expect(names).To(BeEmpty())
	})

	It("goes on page by page", func() {
		r := open()
		r.people(25)
		var all []string
		after := ""
		for {
			names, found := r.search(store.Search{Beginning: "p", After: after, Limit: 10})
			all = append(all, names...)
			if after = found.Next; after == "" {
				break
			}
		}
		Expect(all).To(HaveLen(25))
		Expect(all[:3]).To(Equal([]string{"p1", "p10", "p11"}))
	})

	It("never shows what a nickname looks like for a nickname", func() {
		r := open()
		r.join("l1lly", ann) // looks like illly
		Expect(r.client.HLen(ctx, r.prefix+"nicks").Val()).To(BeNumerically(">", 1))
		Expect(r.beginning(" ")).To(BeEmpty())
		Expect(r.client.ZCard(ctx, r.prefix+"names").Val()).To(Equal(int64(2)), "the nickname and the empty one")
	})

	It("knows of who joins, changes the nickname, or leaves meanwhile", func() {
		r := open()
		Expect(r.beginning("a")).To(BeEmpty())
		id := r.join("ann", ann)
		Expect(r.beginning("a")).To(Equal([]string{"ann"}))
		r.change(ann, chat.Rename{Member: id, Nickname: nickname("bea")})
		Expect(r.beginning("a")).To(BeEmpty())
		Expect(r.beginning("be")).To(Equal([]string{"bea"}))
		r.change(ann, chat.Leave{Member: id, Number: ann})
		Expect(r.beginning("b")).To(BeEmpty())
	})

	It("is made a step at a time in a large room, and finds whole nicknames until then", func() {
		r := open()
		r.people(3000)
		names, found := r.search(store.Search{Beginning: "p77"})
		Expect(found.Whole).To(BeFalse())
		Expect(names).To(Equal([]string{"p77"}))
		Expect(r.client.ZScore(ctx, r.prefix+"due_chore", store.ChoreNames).Err()).NotTo(HaveOccurred(), "the engine is asked for the rest")
		r.change(eve, chat.Join{Number: ann, Nickname: nickname("p77x")}) // comes while it is made
		r.goes(778)
		steps := 1
		for whole := false; !whole; steps++ {
			var err error
			whole, err = r.IndexNames(ctx)
			Expect(err).NotTo(HaveOccurred())
		}
		Expect(steps).To(BeNumerically(">", 3), "others get in between")
		Expect(r.beginning("p77")).To(HaveLen(11)) // p77, p770 … p779 without p778, and p77x
		Expect(r.client.ZCard(ctx, r.prefix+"names").Val()).To(Equal(int64(3001)))
	})

	It("ends a day after the last search, and costs a room nothing in which nobody searches", func() {
		r := open()
		r.people(3)
		Expect(r.client.Exists(ctx, r.prefix+"names").Val()).To(BeZero())
		Expect(r.beginning("p")).To(HaveLen(3))
		Expect(r.client.PTTL(ctx, r.prefix+"names").Val()).To(BeNumerically("~", 24*time.Hour, time.Minute))
		r.client.Del(ctx, r.prefix+"names") // as if it had ended
		r.join("pete", ann)
		Expect(r.client.Exists(ctx, r.prefix+"names").Val()).To(BeZero())
		Expect(r.beginning("p")).To(HaveLen(4))
	})

	It("takes words of Redis's own for words", func() {
		r := open()
		r.people(2)
		for _, words := range []string{"(p", "[p", "+", "-", "*", "p\x00", "\xff"} {
			Expect(r.beginning(words)).To(BeEmpty(), fmt.Sprintf("%q", words))
		}
	})
})
