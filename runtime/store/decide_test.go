package store_test

import (
	"errors"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("a decision", func(open func() *room) {
	// joins decides that Ann joins, after others have in the first so many tries.
	joins := func(ctx SpecContext, r *room, others int) (seen []int, err error) {
		err = r.Decide(ctx, ann, chat.Need{}, func(facts chat.Facts) error {
			seen = append(seen, facts.MemberCount)
			if len(seen) <= others {
				r.join(fmt.Sprint("p", len(seen)), personNumber(len(seen)))
			}
			_, err := r.Commit(ctx, store.Inbound{SID: "SMjoin", From: ann}, facts,
				chat.Outcome{Changes: []chat.Change{chat.Join{Number: ann, Nickname: nickname("Ann")}}})
			return err
		})
		return seen, err
	}

	It("is made anew, on fresh facts, as long as somebody else is faster", func(ctx SpecContext) {
		r := open()
		seen, err := joins(ctx, r, 2)
		Expect(err).NotTo(HaveOccurred())
		Expect(seen).To(Equal([]int{0, 1, 2}))
		Expect(r.facts(ann, chat.Need{}).Sender).To(HaveField("ID", chat.MemberID(3)))
	})

	It("is given up in a room that never stands still, and has changed nothing", func(ctx SpecContext) {
		r := open()
		seen, err := joins(ctx, r, 1000)
		Expect(err).To(MatchError(store.ErrConflict))
		Expect(seen).To(HaveLen(20))
		Expect(r.facts(ann, chat.Need{}).Sender).To(BeNil())
	})

	It("ends with whatever error it is not another's change", func(ctx SpecContext) {
		tries, broken := 0, errors.New("broken")
		Expect(open().Decide(ctx, ann, chat.Need{}, func(chat.Facts) error {
			tries++
			return broken
		})).To(Equal(broken))
		Expect(tries).To(Equal(1))
	})
})
