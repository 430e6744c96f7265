package numbers_test

import (
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/numbers"
)

var _ = Describe("The guard on spending", func() {
	var clock time.Time
	BeforeEach(func() { clock = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC) })
	guard := func(allow bool, perHour int) *numbers.Guard {
		return numbers.NewGuard(allow, perHour, func() time.Time { return clock })
	}
	pass := func(d time.Duration) { clock = clock.Add(d) }

	It("lets nothing through when purchases are off", func() {
		g := guard(false, 0)
		Expect(g.Allowed()).To(BeFalse())
		Expect(g.Admit("+1")).To(BeAssignableToTypeOf(&numbers.PurchaseNotAllowedError{}))
	})

	It("holds the hour's limit, and says when the next one may", func() {
		g := guard(true, 2)
		Expect(g.Admit("+1")).To(Succeed())
		pass(20 * time.Minute)
		Expect(g.Admit("+2")).To(Succeed())
		pass(10 * time.Minute)
		Expect(g.Admit("+3")).To(Equal(&numbers.PurchaseThrottledError{After: 30 * time.Minute}))
		pass(30 * time.Minute)
		Expect(g.Admit("+3")).To(Succeed())
		Expect(g.Admit("+4")).To(Equal(&numbers.PurchaseThrottledError{After: 20 * time.Minute}))
	})

	It("counts a candidate once, and not at all once it was certainly not bought", func() {
		g := guard(true, 1)
		Expect(g.Admit("+1")).To(Succeed())
		Expect(g.Admit("+1")).To(Succeed())
		Expect(g.Admit("+2")).NotTo(Succeed())
		g.Refund("+1")
		Expect(g.Admit("+2")).To(Succeed())
	})

	It("remembers what an earlier process has asked for", func() {
		before := map[string]time.Time{
			"+1": clock.Add(-20 * time.Minute), "+2": clock.Add(-time.Second), "+3": clock.Add(-time.Hour), "+4": clock.Add(time.Hour),
		}
		g := guard(true, 3)
		g.Remember(before)
		g.Remember(before)
		Expect(g.Admit("+1")).To(Succeed(), "it counts once")
		Expect(g.Admit("+5")).To(Succeed())
		Expect(g.Admit("+6")).To(Equal(&numbers.PurchaseThrottledError{After: 40 * time.Minute}))
	})

	It("remembers how soon after each other they were", func() {
		g, before := guard(true, 0), map[string]time.Time{}
		for i := range 5 {
			before[fmt.Sprint("+", i)] = clock.Add(-time.Duration(i) * time.Millisecond)
		}
		g.Remember(before)
		Expect(g.Admit("+9")).To(BeAssignableToTypeOf(&numbers.PurchaseThrottledError{}))
		pass(10 * time.Second)
		Expect(g.Admit("+9")).To(Succeed())
	})

	It("spaces purchase requests after a burst", func() {
		g := guard(true, 0)
		for i := range 5 {
			Expect(g.Admit(fmt.Sprint("+", i))).To(Succeed())
		}
		Expect(g.Admit("+9")).To(Equal(&numbers.PurchaseThrottledError{After: 10 * time.Second}))
		Expect(g.Admit("+9")).To(Equal(&numbers.PurchaseThrottledError{After: 10 * time.Second}), "asking costs nothing")
		pass(10 * time.Second)
		Expect(g.Admit("+9")).To(Succeed())
	})
})
