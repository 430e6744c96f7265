package store_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

var _ = onEach("what rules do to a text", func(open func() *room) {
	It("keeps its tags with the first part, and counts them with or without one", func() {
		r := open()
		r.join("Ann", ann)
		r.commit(ann, chat.Outcome{Tags: []string{"loud", "late"}, Broadcasts: []chat.Broadcast{
			{Author: 1, Kind: chat.Chat, Body: "Ann (1/2): a"}, {Author: 1, Kind: chat.Chat, Body: "Ann (2/2): b"},
		}})
		r.commit(ann, chat.Outcome{Tags: []string{"loud"}})
		Expect(r.entries()).To(HaveExactElements(HaveField("Tags", []string{"loud", "late"}), HaveField("Tags", BeEmpty())))
		st := r.stats()
		Expect(st.Tags).To(Equal(map[string]int64{"loud": 2, "late": 1}))
		Expect(st.Totals).NotTo(HaveKey(ContainSubstring("loud")))
	})

	It("tells the texts of one commit apart", func() {
		r := open()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{
			{Author: 1, Kind: chat.Chat, Body: "Ann (1/2): a"}, {Author: 1, Kind: chat.Chat, Body: "Ann (2/2): b"},
			{Author: 1, Kind: chat.Chat, Body: "* Ann waves", Begins: true},
			{Kind: chat.Announcement, Body: "Ann has waved", About: 1, Begins: true},
		}})
		Expect(r.entries()).To(HaveExactElements(
			HaveField("First", chat.Seq(1)), HaveField("First", chat.Seq(1)), HaveField("First", chat.Seq(3)), HaveField("First", chat.Seq(4))))
	})
})

// entries are all that the log has.
func (r *room) entries() (all []store.Entry) {
	GinkgoHelper()
	for _, m := range value(r.client.XRange(context.Background(), r.prefix+"log", "-", "+").Result()) {
		all = append(all, store.DecodeEntry(m))
	}
	return all
}
