package twiliosim_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func frozen(opts twiliosim.Options) (*world, *clock) {
	GinkgoHelper()
	c := &clock{now: time.Date(2026, 1, 31, 23, 59, 0, 0, time.UTC)}
	opts.Now = c.Now
	return start(opts), c
}

// status asks for a message's status.
func (w *world) status(sent answer) string {
	GinkgoHelper()
	return w.get("Messages/" + sent.body["sid"].(string) + ".json").body["status"].(string)
}

var _ = Describe("The life of a message", func() {
	It("goes from queued through sending and sent to delivered", func() {
		w, clock := frozen(twiliosim.Options{DeliveryTime: 100 * time.Millisecond})
		w.send(ann, "first")
		sent := w.send(ann, "second")
		Expect(sent.body).To(HaveKeyWithValue("status", "queued"))
		path := "Messages/" + sent.body["sid"].(string) + ".json"
		Expect(w.get(path).body).To(And(HaveKeyWithValue("status", "queued"), HaveKeyWithValue("date_sent", BeNil()), HaveKeyWithValue("price", BeNil())))
		clock.move(time.Second)
		Expect(w.status(sent)).To(Equal("sending"))
		clock.move(5 * time.Millisecond)
		Expect(w.get(path).body).To(And(HaveKeyWithValue("status", "sent"), HaveKeyWithValue("date_created", "Sat, 31 Jan 2026 23:59:00 +0000"),
			HaveKeyWithValue("date_sent", "Sat, 31 Jan 2026 23:59:01 +0000"), HaveKeyWithValue("price", "-0.00830"), HaveKeyWithValue("price_unit", "USD")))
		Expect(w.Phone(ann).Bodies()).To(Equal([]string{"first"}))
		clock.move(100 * time.Millisecond)
		Expect(w.status(sent)).To(Equal("delivered"))
		Expect(w.Phone(ann).Bodies()).To(Equal([]string{"first", "second"}))
	})

	DescribeTable("keeps the pace of its sender",
		func(sender string, opts twiliosim.Options, perSecond int) {
			w, clock := frozen(opts)
			w.account.Own("+18335550100")
			w.account.OwnShortCode("12345")
			var all []answer
			for i := range 2 * perSecond {
				all = append(all, w.post("Messages.json", "From", sender, "To", fmt.Sprintf("+1212555%04d", i), "Body", "x"))
			}
			clock.move(time.Second - time.Millisecond)
			gone := 0
			for _, a := range all {
				if w.status(a) != "queued" {
					gone++
				}
			}
			Expect(gone).To(Equal(perSecond))
		},
		Entry("a long code 1 a second", room, twiliosim.Options{}, 1),
		Entry("toll-free 3", "+18335550100", twiliosim.Options{}, 3),
		Entry("a short code 100", "12345", twiliosim.Options{}, 100),
		Entry("as set", room, twiliosim.Options{Rates: twiliosim.Rates{LongCode: 5}}, 5),
		Entry("faster in faster time", room, twiliosim.Options{Speed: 10}, 10))

	It("counts the pace in segments, and by number if one has its own", func() {
		w, clock := frozen(twiliosim.Options{})
		w.send(ann, strings.Repeat("x", 300))
		behind := w.send(ann, "y")
		clock.move(1900 * time.Millisecond)
		Expect(w.status(behind)).To(Equal("queued"))
		clock.move(100 * time.Millisecond)
		Expect(w.status(behind)).To(Equal("sending"))
		w.number.SetRate(1000)
		w.send(ann, "z")
		fast := w.send(ann, "z")
		clock.move(time.Second + 2*time.Millisecond)
		Expect(w.status(fast)).NotTo(Equal("queued"))
	})

	It("without pace is over at once", func() {
		w, clock := frozen(twiliosim.Options{Unpaced: true})
		w.send(ann, "x")
		second := w.send(ann, "y")
		clock.move(10 * time.Millisecond)
		Expect(w.status(second)).To(Equal("delivered"))
	})

	It("ends with 30036 when its validity is over before its turn, and takes nobody's place", func() {
		w, clock := frozen(twiliosim.Options{})
		for range 6 {
			w.send(ann, "x")
		}
		late := w.send(ann, "stale", "ValidityPeriod", "5")
		next := w.send(ann, "patient")
		Expect(w.status(late)).To(Equal("queued"))
		clock.move(5 * time.Second)
		Expect(w.get("Messages/" + late.body["sid"].(string) + ".json").body).To(And(HaveKeyWithValue("status", "failed"),
			HaveKeyWithValue("error_code", 30036.0), HaveKeyWithValue("error_message", "Validity period expired"), HaveKeyWithValue("date_sent", BeNil())))
		clock.move(time.Second + 10*time.Millisecond)
		Expect(w.status(next)).NotTo(Equal("queued"))
		Expect(w.Phone(ann).Bodies()).NotTo(ContainElement("stale"))
	})

	It("does not begin when ten hours are queued", func() {
		w, _ := frozen(twiliosim.Options{})
		w.number.SetRate(0.0001) // a segment in 10,000 seconds
		for range 4 {
			Expect(w.send(ann, "x").status).To(Equal(http.StatusCreated))
		}
		Expect(w.send(ann, "x").code()).To(Equal(21611))
	})

	It("fails with 14107 in a loop, until it pauses for 30 seconds", func() {
		w, clock := frozen(twiliosim.Options{Unpaced: true, LoopGuard: 3})
		var all []answer
		for range 4 {
			all = append(all, w.send(ann, "x"))
		}
		other := w.send(bob, "x")
		clock.move(31 * time.Second)
		after := w.send(ann, "x")
		clock.move(time.Second)
		Expect(w.status(all[2])).To(Equal("delivered"))
		Expect(w.get("Messages/" + all[3].body["sid"].(string) + ".json").body).To(HaveKeyWithValue("error_code", 14107.0))
		Expect(w.status(other)).To(Equal("delivered"))
		Expect(w.status(after)).To(Equal("delivered"))
	})
})
