package delivery_test

import (
	"fmt"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("Reactions to a message", func() {
	const after, every = time.Second, time.Second // in which three react, however busy the machine
	hurried := func(o *store.Options) { o.SummaryAfter, o.SummaryEvery = after, every }
	summaries := func(w *world) []string {
		var told []string
		for _, body := range w.phone(1).Bodies() {
			if strings.Contains(body, `"`) {
				told = append(told, body)
			}
		}
		return told
	}
	react := func(w *world, by int, what chat.Reaction) {
		GinkgoHelper()
		w.change(by, chat.React{Of: 1, By: chat.MemberID(by), What: what})
	}

	It("are told to its author alone, in one text, by one of the pods", func() {
		w := newWorld(twiliosim.Options{}, hurried)
		w.members(4)
		w.start(3, w.settings())
		w.say(1, "m1: see you at 8 – at “Joe’s”")
		w.expectEach(2, 4, "m1: see you at 8 – at “Joe’s”")
		react(w, 2, chat.Liked)
		react(w, 3, chat.Liked)
		react(w, 4, chat.Loved)
		first := `m2 and m3 liked, m4 loved "see you at 8 - at "Joe's""`
		Eventually(func() []string { return summaries(w) }).Should(Equal([]string{first}))
		react(w, 4, chat.Loved)
		react(w, 3, "🎉")
		Eventually(func() []string { return summaries(w) }).Should(Equal([]string{first, `m3 reacted 🎉 to "see you at 8 - at "Joe's""`}))
		w.settled()
		w.expectEach(2, 4, "m1: see you at 8 – at “Joe’s”")
	})

	It("are told by another pod where one dies over it, once", func() {
		w := newWorld(twiliosim.Options{}, hurried)
		w.members(2)
		w.say(1, "m1: hello")
		react(w, 2, chat.Liked)
		// A pod takes the chore and is never heard of again.
		Eventually(func() store.Kind {
			job, _, err := w.Claim(w.ctx, store.Want{Token: "dead", Lines: true, Lease: lease})
			Expect(err).NotTo(HaveOccurred())
			if job == nil {
				return ""
			}
			return job.Kind
		}).Should(Equal(store.Chore))
		w.start(2, w.settings())
		Eventually(func() []string { return summaries(w) }).Should(Equal([]string{`m2 liked "hello"`}))
		w.settled()
		Expect(summaries(w)).To(HaveLen(1))
	})

	It("are told in the morning to an author who sleeps", func() {
		w := newWorld(twiliosim.Options{}, hurried)
		w.members(2)
		w.sleeps(time.Hour, 1)
		w.start(1, w.settings())
		w.say(1, "m1: good night")
		react(w, 2, chat.Liked)
		Eventually(w.asleep).Should(Equal(int64(1)))
		Expect(summaries(w)).To(BeEmpty())
		w.change(1, chat.SetQuiet{Member: 1})
		w.awake()
		Eventually(func() []string { return summaries(w) }).Should(Equal([]string{`m2 liked "good night"`}))
	})

	It("are told to nobody who has stopped", func() {
		w := newWorld(twiliosim.Options{}, hurried)
		w.members(2)
		w.start(1, w.settings())
		w.say(1, "m1: hello")
		w.change(1, chat.SetActive{Member: 1})
		react(w, 2, chat.Liked)
		Eventually(func() []chat.Reacted {
			found, err := w.Reactions(w.ctx, 1)
			Expect(err).NotTo(HaveOccurred())
			return found.Untold
		}).Should(BeEmpty())
		w.tell(number(1), "the end")
		Eventually(w.phone(1).Bodies).Should(Equal([]string{"the end"}))
	})

	It("are one step of delivery where they fail, whatever message they are to", func() {
		w := newWorld(twiliosim.Options{}, hurried)
		prefix := "smack:{" + w.name + "}:"
		for _, seq := range []string{"1", "2", "3"} {
			Expect(w.client().Set(w.ctx, prefix+"reactions:"+seq, "nonsense", 0).Err()).To(Succeed())
			Expect(w.client().ZAdd(w.ctx, prefix+"due_chore", redis.Z{Member: store.ChoreReact + ":" + seq}).Err()).To(Succeed())
		}
		registry := prometheus.NewRegistry()
		e, err := delivery.New(w.open(), w.carrier(), w.settings(), delivery.Options{Registerer: registry, Lease: lease, Tick: 50 * time.Millisecond})
		Expect(err).NotTo(HaveOccurred())
		w.engines = append(w.engines, e)
		e.Start(w.ctx)
		steps := func() string {
			var text strings.Builder
			families, err := registry.Gather()
			Expect(err).NotTo(HaveOccurred())
			for _, family := range families {
				for _, m := range family.GetMetric() {
					if family.GetName() == "smack_delivery_errors_total" {
						fmt.Fprintln(&text, m.GetLabel()[0].GetValue(), m.GetCounter().GetValue() >= 3)
					}
				}
			}
			return text.String()
		}
		Eventually(steps).Should(Equal("react true\n"))
	})
})
