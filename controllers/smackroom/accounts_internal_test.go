package smackroom

import (
	"context"
	"net/http"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/carrier"
)

var _ = Describe("what an account is asked once for all its rooms", func() {
	var (
		v     *view[string]
		now   time.Time
		reads int
		next  func() (string, error)
	)
	clock := func() time.Time { return now }
	read := func(context.Context) (string, error) { reads++; return next() }
	tells := func(text string) { next = func() (string, error) { return text, nil } }
	fails := func(err error) { next = func() (string, error) { return "", err } }
	BeforeEach(func() {
		v, now, reads = newView[string](), time.Unix(1000, 0), 0
		tells("one")
	})
	get := func(ctx context.Context, age time.Duration) (string, bool) {
		return v.get(ctx, clock, now.Add(-age), read)
	}

	It("is remembered for as long as one likes", func(ctx SpecContext) {
		for range 3 {
			value, known := get(ctx, time.Hour)
			Expect(value).To(Equal("one"))
			Expect(known).To(BeTrue())
		}
		Expect(reads).To(Equal(1))
		tells("two")
		now = now.Add(time.Hour)
		Expect(first(get(ctx, time.Hour))).To(Equal("one"))
		now = now.Add(time.Second)
		Expect(first(get(ctx, time.Hour))).To(Equal("two"))
		now = now.Add(time.Second)
		tells("three")
		Expect(first(get(ctx, 0))).To(Equal("three"))
	})

	It("stays what it was while the carrier is away, which is not asked at once again", func(ctx SpecContext) {
		get(ctx, time.Hour)
		fails(&carrier.Error{Class: carrier.Doubt, Status: http.StatusBadGateway})
		now = now.Add(2 * time.Hour)
		for range 3 {
			value, known := get(ctx, time.Hour)
			Expect(value).To(Equal("one"))
			Expect(known).To(BeTrue())
		}
		Expect(reads).To(Equal(2))
		now = now.Add(throttlePause)
		tells("two")
		Expect(first(get(ctx, time.Hour))).To(Equal("two"))
	})

	It("is not known to a carrier that refuses, and is not asked for again and again", func(ctx SpecContext) {
		fails(&carrier.Error{Class: carrier.Rejected, Status: http.StatusNotFound, Code: 20404})
		for range 3 {
			_, known := get(ctx, time.Hour)
			Expect(known).To(BeFalse())
		}
		Expect(reads).To(Equal(1))
		v.amend(func(string) string { return "amended" })
		Expect(first(get(ctx, time.Hour))).To(BeEmpty())
	})

	It("follows what the operator does itself", func(ctx SpecContext) {
		get(ctx, time.Hour)
		v.amend(func(s string) string { return s + " more" })
		Expect(first(get(ctx, time.Hour))).To(Equal("one more"))
	})

	It("is read by one while the others wait, and not beyond their time", func(ctx SpecContext) {
		reading, go1 := make(chan struct{}), make(chan struct{})
		slow := func(context.Context) (string, error) { close(reading); <-go1; return "slow", nil }
		var wait sync.WaitGroup
		wait.Go(func() { v.get(ctx, clock, now, slow) })
		<-reading
		hurried, cancel := context.WithCancel(ctx)
		cancel()
		_, known := get(hurried, 0)
		Expect(known).To(BeFalse())
		wait.Go(func() {
			defer GinkgoRecover()
			Expect(first(get(ctx, 0))).To(Equal("slow"))
		})
		close(go1)
		wait.Wait()
		Expect(reads).To(BeZero())
	})

	It("is another account's at another carrier, and for another SID", func() {
		a := &accounts{}
		of := func(baseURL, sid string) *account {
			s := &scope{room: &v1alpha1.SmackRoom{}, credentials: &carrier.Credentials{AccountSID: sid}}
			s.room.Spec.Carrier.BaseURL = baseURL
			return a.of(s)
		}
		Expect(of("", "AC1")).To(BeIdenticalTo(of("", "AC1")))
		Expect(of("", "AC1")).NotTo(BeIdenticalTo(of("", "AC2")))
		Expect(of("", "AC1")).NotTo(BeIdenticalTo(of("https://other.example", "AC1")))
	})
})

func first(value string, _ bool) string { return value }
