package delivery_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("a picture", func() {
	const german = chat.E164("+4915123456789")
	room := func() *world {
		w := newWorld(twiliosim.Options{})
		w.members(3)
		w.commit(german, chat.Outcome{Changes: []chat.Change{chat.Join{Number: german, Nickname: chat.StoredNickname("g", "g")}}})
		return w
	}
	var cat []chat.Media
	BeforeEach(func() {
		host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "image/png")
			_, _ = w.Write([]byte("a cat"))
		}))
		DeferCleanup(host.Close)
		cat = []chat.Media{{URL: host.URL + "/cat", ContentType: "image/png"}}
	})
	shows := func(w *world, words string) {
		GinkgoHelper()
		w.commit(number(1), chat.Outcome{Broadcasts: []chat.Broadcast{
			{Author: 1, Kind: chat.Chat, Body: "m1: look", Media: cat, Words: words},
		}})
	}
	got := func(w *world, to chat.E164) func() []string {
		return func() []string {
			var all []string
			for _, m := range w.sim.Phone(string(to)).Inbox() {
				all = append(all, m.Body+" "+strconv.Itoa(len(m.MediaURLs)))
			}
			return all
		}
	}
	segments := func(w *world) int64 {
		st, err := w.Stats(w.ctx)
		Expect(err).NotTo(HaveOccurred())
		return st.Totals["segments"]
	}

	DescribeTable("goes to phones of countries that have pictures, and its words to the others", func(words, read string, cost int64) {
		w := room()
		w.start(2, w.settings())
		shows(w, words)
		w.settled()
		for _, to := range []chat.E164{number(2), number(3)} {
			Eventually(got(w, to)).Should(Equal([]string{"m1: look 1"}))
		}
		Eventually(got(w, german)).Should(Equal([]string{read}))
		Expect(segments(w)).To(Equal(2*chat.MMSSegments + cost))
		Expect(w.Stats(w.ctx)).To(HaveField("SpentToday", 2*chat.MMSSegments+cost))
		Expect(w.List(w.ctx, store.Failed, 10)).To(BeEmpty())
	},
		Entry("with a word of it", "m1: look (picture)", "m1: look (picture) 0", int64(1)),
		Entry("without", "", "m1: look 0", int64(1)),
	)

	It("is looked for by the words that the phone got", func() {
		w := room()
		settings := w.settings()
		settings.Receipts = roomfile.ReceiptsOff
		w.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500, Method: "POST", Path: "Messages", To: string(german)})
		w.start(2, settings)
		w.commit(german, chat.Outcome{Directs: []chat.Direct{{To: german, Body: "m1 (direct): look", Media: cat, Words: "m1 (direct): look (picture)", Kind: chat.DirectMessage}}})
		w.settled()
		Expect(got(w, german)()).To(Equal([]string{"m1 (direct): look (picture) 0"}))
		Expect(w.Stats(w.ctx)).To(HaveField("Totals", HaveKeyWithValue("found", int64(1))))
	})
})
