package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
)

// ledger is where receipts are written; it can be out of order.
type ledger struct {
	mu      sync.Mutex
	broken  bool
	batches [][]store.Receipt
	tries   int
}

func (l *ledger) write(_ context.Context, batch []store.Receipt) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tries++
	if l.broken {
		return errors.New("out of order")
	}
	l.batches = append(l.batches, batch)
	return nil
}

func (l *ledger) setBroken(broken bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = broken
}

func (l *ledger) tried() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.tries
}

func (l *ledger) written() (all []store.Receipt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, batch := range l.batches {
		all = append(all, batch...)
	}
	return all
}

var _ = Describe("Receipts", func() {
	var (
		book     *ledger
		receipts *Receipts
	)
	BeforeEach(func() {
		book = &ledger{}
		receipts = NewReceipts(book.write, logTo(GinkgoWriter))
	})
	stop := func() error {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		return receipts.Stop(ctx)
	}

	DescribeTable("of one text become one, and a final one stays",
		func(want store.Receipt, came ...store.Receipt) {
			for _, r := range came {
				Expect(receipts.Add(r)).To(Succeed())
			}
			receipts.Start()
			Eventually(book.written).Should(Equal([]store.Receipt{want}))
			Expect(stop()).To(Succeed())
			Expect(book.written()).To(HaveLen(1))
		},
		Entry("in order", store.Receipt{SID: "SM1", Ref: "r", Status: "delivered"},
			store.Receipt{SID: "SM1", Ref: "r", Status: "sent"}, store.Receipt{SID: "SM1", Ref: "r", Status: "delivered"}),
		Entry("late", store.Receipt{SID: "SM1", Ref: "r", Status: "undelivered", ErrorCode: 30003},
			store.Receipt{SID: "SM1", Ref: "r", Status: "undelivered", ErrorCode: 30003}, store.Receipt{SID: "SM1", Ref: "r", Status: "sent"}),
		Entry("one of them without our id", store.Receipt{SID: "SM1", Ref: "r", Status: "sent"},
			store.Receipt{SID: "SM1", Ref: "r", Status: "queued"}, store.Receipt{SID: "SM1", Status: "sent"}),
	)

	It("are written in batches of bounded size", func() {
		for i := range receiptBatch + 10 {
			Expect(receipts.Add(store.Receipt{SID: fmt.Sprint("SM", i), Status: "sent"})).To(Succeed())
		}
		receipts.Start()
		Eventually(book.written).Should(HaveLen(receiptBatch + 10))
		Expect(book.batches).To(HaveLen(2))
		Expect(book.batches[0]).To(HaveLen(receiptBatch))
		Expect(stop()).To(Succeed())
	})

	It("that could not be written are kept, and what came since is not lost", func() {
		book.setBroken(true)
		receipts.Start()
		Expect(receipts.Add(store.Receipt{SID: "SM1", Ref: "r", Status: "delivered"})).To(Succeed())
		Eventually(book.tried).Should(BeNumerically(">=", 1))
		Expect(receipts.Add(store.Receipt{SID: "SM1", Status: "sent"})).To(Succeed())
		Expect(receipts.Add(store.Receipt{SID: "SM2", Status: "sent"})).To(Succeed())
		book.setBroken(false)
		Eventually(book.written).WithTimeout(3 * time.Second).Should(ConsistOf(
			store.Receipt{SID: "SM1", Ref: "r", Status: "delivered"}, store.Receipt{SID: "SM2", Status: "sent"}))
		Expect(stop()).To(Succeed())
	})

	It("that still wait are written when the room stops", func() {
		receipts.Start()
		Expect(receipts.Add(store.Receipt{SID: "SM1", Status: "sent"})).To(Succeed())
		Expect(stop()).To(Succeed())
		Expect(book.written()).To(HaveLen(1))
	})

	It("that cannot be written when the room stops are told", func() {
		book.setBroken(true)
		receipts.Start()
		Expect(receipts.Add(store.Receipt{SID: "SM1", Status: "sent"})).To(Succeed())
		Expect(stop()).To(MatchError(ContainSubstring("1 receipts were not written")))
	})

	It("are refused when too many wait, so that the carrier keeps them", func() {
		for i := range receiptsKept {
			Expect(receipts.Add(store.Receipt{SID: fmt.Sprint("SM", i), Status: "sent"})).To(Succeed())
		}
		Expect(receipts.Add(store.Receipt{SID: "SM", Status: "sent"})).To(MatchError(errReceiptsFull))
	})
})

var _ = Describe("A status callback", func() {
	It("is taken with the room's own id", func() {
		e := newEdge(newRoom())
		path := "/status?" + RefParameter + "=77"
		res := e.answer(signedBy(token, path, url.Values{
			"MessageSid": {"SM1"}, "MessageStatus": {"undelivered"}, "ErrorCode": {"30003"}, "To": {annNumber}, "From": {roomNumber},
		}))
		Expect(res.StatusCode).To(Equal(http.StatusNoContent))
		Eventually(e.written).Should(Receive(Equal([]store.Receipt{{
			Ref: "77", SID: "SM1", To: annNumber, Status: "undelivered", ErrorCode: 30003,
		}})))
	})
})
