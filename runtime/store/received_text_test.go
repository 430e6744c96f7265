package store_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

var _ = onEach("the texts that were received", func(open func() *room) {
	It("are those that went to the room, with what the carrier sent and who the author is now", func() {
		r, ctx := open(), context.Background()
		r.join("Ann", ann)
		r.join("Bob", bob)
		r.say(ann, "Ann: a long", "Ann: text")
		r.commit(ann, chat.Outcome{Broadcasts: []chat.Broadcast{{Kind: chat.Announcement, Body: "Cid joined"}}})
		r.say(bob, "Bob: hello")
		r.change(ann, chat.SetAdmin{Member: 1, Admin: true})
		got, err := r.ReceivedTexts(ctx, 100)
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(HaveExactElements(
			And(HaveField("Fields", HaveKeyWithValue("From", string(bob))), HaveField("Author", HaveValue(HaveField("ID", chat.MemberID(2))))),
			And(HaveField("Fields", HaveKeyWithValue("From", string(ann))), HaveField("Author", HaveValue(HaveField("Admin", true))))))
		Expect(r.ReceivedTexts(ctx, 1)).To(HaveLen(1))
	})
})
