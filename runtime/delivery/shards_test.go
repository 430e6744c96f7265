package delivery_test

import (
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("A Cluster of three masters", func() {
	var shards *redistest.Shards
	BeforeEach(func(ctx SpecContext) {
		var err error
		shards, err = redistest.NewShards()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(shards.Stop)
		Expect(shards.Start(ctx)).To(Succeed())
	})

	It("holds many rooms side by side, and a room's slot may move while texts flow", func(ctx SpecContext) {
		first := newWorldOn(shards, twiliosim.Options{})
		first.members(40)
		home, slot, err := shards.Owner(ctx, "smack:{"+first.name+"}:meta")
		Expect(err).NotTo(HaveOccurred())
		second, other := first, home
		for other == home { // until a room falls to another master
			second = newWorldOn(shards, twiliosim.Options{})
			second.members(1)
			other, _, err = shards.Owner(ctx, "smack:{"+second.name+"}:meta")
			Expect(err).NotTo(HaveOccurred())
		}
		rooms := []*world{first, second}
		var want []string
		say := func() {
			body := fmt.Sprintf("m1: line %d", len(want))
			first.say(1, body)
			want = append(want, body)
		}
		for _, w := range rooms {
			w.start(2, w.settings())
		}
		say()
		Expect(shards.Move(ctx, slot, home, other)).To(Succeed())
		say()
		second.tell(number(1), "hello from beside")
		for _, w := range rooms {
			w.settled()
			Eventually(func() error { return w.Probe(ctx) }).Should(Succeed())
		}
		first.expectEach(2, 40, want...)
		second.expectEach(1, 1, "hello from beside")
		now, _, err := shards.Owner(ctx, "smack:{"+first.name+"}:meta")
		Expect(err).NotTo(HaveOccurred())
		Expect(now).To(Equal(other))
	})
})
