package delivery_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("Who has left", func() {
	It("is forgotten by a pod where the one that took the text has died", func() {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		prefix := "smack:{" + w.name + "}:"
		w.say(2, "m2: hello")
		w.change(2, chat.Leave{Member: 2, Number: number(2)})
		// Time passes, and one whom nobody knows is to be forgotten, too.
		for _, id := range []string{"2", "77"} {
			Expect(w.client().ZAdd(w.ctx, prefix+"due_chore", redis.Z{Member: store.ChoreForget + ":" + id}).Err()).To(Succeed())
		}
		w.start(2, w.settings())
		chores := func() []string { return w.client().ZRange(w.ctx, prefix+"due_chore", 0, -1).Val() }
		Eventually(chores).ShouldNot(ContainElement(HavePrefix(store.ChoreForget)))
		Expect(w.client().Exists(w.ctx, prefix+"leaving", prefix+"log").Val()).To(BeEquivalentTo(1), "an empty log")
		Expect(w.client().XLen(w.ctx, prefix+"log").Val()).To(BeZero())
		Expect(w.phone(1).Bodies()).To(BeEmpty())
	})
})
