package delivery_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/delivery"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// beside is another room on the same account, with a number and a Redis user of its own.
func (w *world) beside(number string) *world {
	GinkgoHelper()
	worlds++
	other := &world{ctx: w.ctx, name: "ns.w" + strconv.Itoa(worlds), number: number, redis: w.redis, sim: w.sim, base: w.base}
	w.sim.Account().Own(number)
	other.Store = other.open()
	other.status = httptest.NewServer(http.HandlerFunc(other.receive))
	DeferCleanup(func() {
		other.stop()
		other.status.Close()
	})
	return other
}

// counting makes an engine whose requests are counted, and of those the refused ones.
func (w *world) counting(requests, refused *atomic.Int64) {
	GinkgoHelper()
	c, err := carrier.New(carrier.Config{
		BaseURL: w.base, Timeout: carrierTimeout, MaxInFlight: delivery.MostInFlight(delivery.DefaultLanes, delivery.DefaultLines),
		Credentials: func() carrier.Credentials {
			return carrier.Credentials{AccountSID: twiliosim.DefaultAccountSID, AuthToken: twiliosim.DefaultAuthToken}
		},
		Observe: func(o carrier.Observation) {
			if o.Operation != "send" {
				return
			}
			requests.Add(1)
			if o.Status == http.StatusTooManyRequests {
				refused.Add(1)
			}
		},
	})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(c.Close)
	settings := w.settings()
	settings.StatusCallback, settings.Coalesce = "", roomfile.CoalesceOff // a text is a message
	e, err := delivery.New(w.open(), c, settings, delivery.Options{Lease: lease, SecondLook: secondLook, Tick: 200 * time.Millisecond})
	Expect(err).NotTo(HaveOccurred())
	w.engines = append(w.engines, e)
}

func (w *world) accepted() int64 {
	st, err := w.Stats(w.ctx)
	Expect(err).NotTo(HaveOccurred())
	return st.Totals["accepted"]
}

var _ = Describe("rooms that share an account which takes few requests at a time", func() {
	It("get on alike, and lose and double nothing", func() {
		const members, messages, limit, latency = 300, 5, 24, 20 * time.Millisecond
		first := newWorld(twiliosim.Options{MaxConcurrent: limit, Latency: latency})
		rooms := []*world{first, first.beside("+14155550177")}
		var requests, refused atomic.Int64
		want := make([][]string, len(rooms))
		for i, w := range rooms {
			w.members(members)
			for n := range messages {
				want[i] = append(want[i], fmt.Sprintf("%s: %d", w.name, n))
				w.say(1, want[i][n])
			}
			w.counting(&requests, &refused)
		}
		for _, w := range rooms {
			w.engines[0].Start(w.ctx)
		}
		const all = int64((members - 1) * messages)
		var got []int64
		Eventually(func() int64 {
			got = []int64{rooms[0].accepted(), rooms[1].accepted()}
			return slices.Max(got)
		}).WithTimeout(40 * time.Second).Should(Equal(all))
		Expect(slices.Min(got)).To(BeNumerically(">=", all*6/10), "when the other room was done")
		for _, w := range rooms {
			w.settled()
		}
		GinkgoWriter.Println(got, "texts when the first room was done;", requests.Load(), "requests,", refused.Load(), "refused")
		Expect(refused.Load()).To(And(BeNumerically(">", 0), BeNumerically("<", requests.Load()/3)), "requests in vain")
		for i, w := range rooms {
			for m := 2; m <= members; m++ {
				own := slices.DeleteFunc(w.lines(m), func(line string) bool { return !strings.HasPrefix(line, w.name+": ") })
				Expect(own).To(Equal(want[i]), "phone %d", m)
			}
			Expect(w.List(w.ctx, store.Failed, 10)).To(BeEmpty())
		}
	})
})
