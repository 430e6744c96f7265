package numbers_test

import (
	"context"
	"errors"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("Buying a number", func() {
	ctx := context.Background()
	var (
		sim     *twiliosim.Sim
		account *twiliosim.Account
		book    *ledger
		clock   time.Time
		buyer   *numbers.Buyer
	)
	token := numbers.OwnerToken("cluster", "default", "family")
	want := numbers.Want{Token: token, Search: anywhere}
	BeforeEach(func() {
		sim = simulator()
		account = sim.Account()
		book = &ledger{}
		clock = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
		buyer = &numbers.Buyer{
			Carrier: clientOf(sim, account), Guard: generous(), Now: func() time.Time { return clock },
			Pause: func(context.Context, time.Duration) error { return nil },
		}
	})
	ensure := func() (numbers.Result, error) { return buyer.Ensure(ctx, book.open(), want) }

	It("buys one where it was asked, and then only looks at it", func() {
		result, err := ensure()
		Expect(err).NotTo(HaveOccurred())
		Expect(result.Bought).To(BeTrue())
		Expect(result.Found).To(BeFalse())
		Expect(result.Number.E164).To(HavePrefix("+1415"))
		Expect(result.Number.FriendlyName).To(Equal(token))
		Expect(result.Number.Capabilities.SMS).To(BeTrue())

		before := sim.Counters()
		again, err := ensure()
		Expect(err).NotTo(HaveOccurred())
		Expect(again.Bought).To(BeFalse())
		Expect(again.Number).To(Equal(result.Number))
		Expect(sim.Counters().Requests-before.Requests).To(BeEquivalentTo(1), "a steady room costs one read")
		Expect(sim.Counters().Purchases).To(BeEquivalentTo(1))
	})

	It("finds its number again when everything but the carrier was lost", func() {
		first, err := ensure()
		Expect(err).NotTo(HaveOccurred())
		*book = ledger{}
		buyer.Guard = numbers.NewGuard(false, 0, nil)
		again, err := ensure()
		Expect(err).NotTo(HaveOccurred())
		Expect(again.Found).To(BeTrue())
		Expect(again.Bought).To(BeFalse(), "nobody knows when it was bought")
		Expect(again.Number.SID).To(Equal(first.Number.SID))
	})

	It("takes another one when the candidate is snatched away", func() {
		book.state = numbers.State{Candidate: "+14155550142"}
		sim.Sell("+14155550142")
		result, err := ensure()
		Expect(err).NotTo(HaveOccurred())
		Expect(result.Number.E164).NotTo(Equal("+14155550142"))
		Expect(result.Abandoned).To(Equal(1))
	})

	It("waits out a candidate that an earlier request may have bought", func() {
		book.state = numbers.State{Candidate: "+14155550142", Attempts: 1, FirstAttempt: clock}
		sim.Sell("+14155550142")
		_, err := ensure()
		Expect(err).To(Equal(&numbers.PurchasePendingError{After: numbers.Grace}))
		clock = clock.Add(numbers.Grace)
		posts := sim.Counters().Purchases
		result, err := ensure()
		Expect(err).NotTo(HaveOccurred())
		Expect(result.Number.E164).NotTo(Equal("+14155550142"))
		Expect(sim.Counters().Purchases - posts).To(BeEquivalentTo(1))
	})

	It("stops when its number is gone, and buys no other", func() {
		result, err := ensure()
		Expect(err).NotTo(HaveOccurred())
		Expect(buyer.Carrier.ReleaseNumber(ctx, result.Number.SID)).To(Succeed())
		_, err = ensure()
		Expect(err).To(Equal(&numbers.LostError{SID: result.Number.SID}))
		Expect(sim.Counters().Purchases).To(BeEquivalentTo(1))
	})

	It("stops when two numbers bear its token", func() {
		account.Own("+14155550111").SetFriendlyName(token)
		account.Own("+14155550112").SetFriendlyName(token)
		_, err := ensure()
		var twins *numbers.DuplicateNumbersError
		Expect(errors.As(err, &twins)).To(BeTrue())
		Expect(twins.SIDs).To(HaveLen(2))
		Expect(err).To(MatchError(ContainSubstring("rename or release all but one")))
	})

	DescribeTable("finds nothing and says where", func(s numbers.Search, message string) {
		sim.SellOut("415")
		want := numbers.Want{Token: token, Search: s}
		_, err := buyer.Ensure(ctx, book.open(), want)
		Expect(err).To(BeAssignableToTypeOf(&numbers.NoNumberFoundError{}))
		Expect(err).To(MatchError(ContainSubstring(message)))
	},
		Entry("in an area code that is sold out", anywhere, `no Local number for sale in US, area code "415"`),
		Entry("of a kind that the country does not have", numbers.Search{Country: "US", Kind: carrier.KindMobile}, "no Mobile number for sale in US"),
	)

	It("buys toll-free numbers", func() {
		want := numbers.Want{Token: token, Search: numbers.Search{Country: "US", Kind: carrier.KindTollFree}}
		result, err := buyer.Ensure(ctx, book.open(), want)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(carrier.TypeOf(result.Number.E164))).To(Equal("TollFree"))
	})

	It("asks nobody for money when purchases are off", func() {
		buyer.Guard = numbers.NewGuard(false, 0, nil)
		_, err := ensure()
		Expect(err).To(BeAssignableToTypeOf(&numbers.PurchaseNotAllowedError{}))
		Expect(sim.Counters().Searches).To(BeZero())
		Expect(book.now()).To(Equal(numbers.State{}))
	})

	It("writes no attempt down while the limit is used up", func() {
		buyer.Guard = numbers.NewGuard(true, 1, func() time.Time { return clock })
		Expect(buyer.Guard.Admit("+1")).To(Succeed())
		_, err := ensure()
		Expect(err).To(Equal(&numbers.PurchaseThrottledError{After: time.Hour}))
		Expect(book.now().Attempts).To(BeZero())
		Expect(sim.Counters().Purchases).To(BeZero())
	})

	It("gives the limit back for what was certainly not bought", func() {
		buyer.Guard = numbers.NewGuard(true, 1, func() time.Time { return clock })
		book.state = numbers.State{Candidate: "+14155550142"}
		sim.Sell("+14155550142")
		_, err := ensure()
		Expect(err).NotTo(HaveOccurred())
	})

	DescribeTable("keeps the candidate", func(f twiliosim.Fault, kind numbers.Kind, after time.Duration) {
		f.Method, f.Path, f.Times = "POST", "/IncomingPhoneNumbers.json", 1
		sim.Inject(f)
		_, err := ensure()
		gotKind, gotAfter := numbers.Classify(err)
		Expect(gotKind).To(Equal(kind))
		Expect(gotAfter).To(Equal(after))
		kept := book.now()
		Expect(kept.Candidate).NotTo(BeEmpty())
		Expect(kept.Attempts).To(Equal(1))
		result, err := ensure()
		Expect(err).NotTo(HaveOccurred())
		Expect(result.Number.E164).To(Equal(kept.Candidate))
	},
		Entry("when throttled", twiliosim.Fault{Kind: twiliosim.FaultTooManyRequests, RetryAfter: 7 * time.Second}, numbers.Throttled, 7*time.Second),
		Entry("when the credentials are refused", twiliosim.Fault{Kind: twiliosim.FaultRefuse, Status: 401, Code: 20003}, numbers.Auth, time.Duration(0)),
		Entry("when the answer is a page", twiliosim.Fault{Kind: twiliosim.FaultBadGateway}, numbers.Ambiguous, time.Duration(0)),
		Entry("when the answer was lost", twiliosim.Fault{Kind: twiliosim.FaultAcceptThenReset}, numbers.Ambiguous, time.Duration(0)),
	)

	It("stops after three numbers when the refusal is not about the number", func() {
		sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Status: 400, Code: 20001, Method: "POST", Path: "/IncomingPhoneNumbers.json"})
		_, err := ensure()
		Expect(err).To(BeAssignableToTypeOf(&numbers.PurchaseRefusedError{}))
		Expect(carrier.AsError(err).Code).To(Equal(20001))
		Expect(book.now().Abandoned).To(HaveLen(2))
		Expect(book.now().Candidate).NotTo(BeEmpty())
	})

	DescribeTable("names the field that a country asks for", func(code int, addressSID, bundleSID string, tried int, says string) {
		sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Status: 400, Code: code, Method: "POST", Path: "/IncomingPhoneNumbers.json"})
		result, err := buyer.Ensure(ctx, book.open(), numbers.Want{Token: token, Search: anywhere, AddressSID: addressSID, BundleSID: bundleSID})
		Expect(err).To(BeAssignableToTypeOf(&numbers.PurchaseRefusedError{}))
		Expect(err).To(MatchError(ContainSubstring(says)))
		Expect(result.Abandoned).To(Equal(tried - 1))
		Expect(carrier.AsError(err).Code).To(Equal(code))
	},
		Entry("an address, missing: no other number would help", 21631, "", "", 1, "sets spec.phoneNumber.purchase.addressSid"),
		Entry("an address, unfit: another number may take it", 21631, "AD1", "", 3, "does not take what spec.phoneNumber.purchase.addressSid names"),
		Entry("an address that is not the bundle's", 21651, "AD1", "BU1", 3, "does not take what spec.phoneNumber.purchase.addressSid names"),
		Entry("a bundle, missing", 21649, "AD1", "", 1, "sets spec.phoneNumber.purchase.bundleSid"),
		Entry("a bundle that is not approved", 21649, "AD1", "BU1", 3, "spec.phoneNumber.purchase.bundleSid names: have it approved"),
	)

	DescribeTable("says of what it did not even look at", func(s numbers.Search, says bool) {
		err := &numbers.NoNumberFoundError{Search: s}
		if says {
			Expect(err).To(MatchError(ContainSubstring("set spec.phoneNumber.purchase.addressSid")))
			return
		}
		Expect(err).NotTo(MatchError(ContainSubstring("addressSid")))
	},
		Entry("numbers that ask for an address", numbers.Search{Country: "DE", Kind: carrier.KindMobile, WithoutAddress: true}, true),
		Entry("of which there are none in the US", numbers.Search{Country: "US", WithoutAddress: true}, false),
		Entry("which were looked at", numbers.Search{Country: "DE"}, false),
	)

	It("insists on writing the number down, though someone else writes too", func() {
		j := &contested{journal: book.open(), conflicts: 3}
		result, err := buyer.Ensure(ctx, j, want)
		Expect(err).NotTo(HaveOccurred())
		Expect(book.now()).To(Equal(numbers.State{SID: result.Number.SID, PurchasedAt: clock}))
		Expect(j.conflicts).To(BeZero())
	})

	It("writes the number down even if its caller is told to stop meanwhile", func() {
		stopping, stop := context.WithCancel(ctx)
		defer stop()
		buyer.Carrier = stopAfterBuying{buyer.Carrier, stop}
		result, err := buyer.Ensure(stopping, &strict{book.open()}, want)
		Expect(err).NotTo(HaveOccurred())
		Expect(book.now().SID).To(Equal(result.Number.SID))
	})

	It("is done once by two operators at a time", func() {
		for range 25 {
			*book = ledger{}
			want.Token = numbers.OwnerToken("cluster", "default", time.Now().String())
			var both sync.WaitGroup
			for range 2 {
				both.Go(func() {
					for range 100 {
						if _, err := buyer.Ensure(ctx, book.open(), want); err == nil {
							return
						}
					}
				})
			}
			both.Wait()
			Expect(bearing(account, want.Token)).To(Equal(1))
			Expect(book.now().SID).NotTo(BeEmpty())
		}
	})
})

// contested finds that someone else wrote, whenever it has a number to write down.
type contested struct {
	*journal
	conflicts int
}

func (j *contested) Save(ctx context.Context, s numbers.State) error {
	if s.SID != "" && j.conflicts > 0 {
		j.conflicts--
		j.touch()
	}
	return j.journal.Save(ctx, s)
}

// strict fails as an API client does when its context has ended.
type strict struct{ *journal }

func (j *strict) Save(ctx context.Context, s numbers.State) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return j.journal.Save(ctx, s)
}

// stopAfterBuying ends the caller's context as soon as a number was bought.
type stopAfterBuying struct {
	numbers.Carrier
	stop func()
}

func (c stopAfterBuying) BuyNumber(ctx context.Context, o numbers.Order) (numbers.Number, error) {
	defer c.stop()
	return c.Carrier.BuyNumber(ctx, o)
}
