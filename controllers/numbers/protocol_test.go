package numbers_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

// Every line of the protocol: what is written, what was seen, what follows.
var _ = Describe("The next step of a purchase", func() {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	taken := &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 21422}
	no := &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 99999}
	own := numbers.Number{SID: "PN1", E164: "+1", FriendlyName: "smack:me"}
	other := numbers.Number{SID: "PN2", E164: "+1", FriendlyName: "smack:you"}
	asked := numbers.State{Candidate: "+1", Attempts: 1, FirstAttempt: now}
	twice := numbers.State{Candidate: "+1", Attempts: 2, FirstAttempt: ago(time.Hour), Abandoned: []string{"+0"}}
	waiting := func(d time.Duration) numbers.State {
		s := twice
		s.RefusedAt = ago(d)
		return s
	}
	clear := numbers.Seen{Looked: true}
	refused := func(err error) numbers.Seen { return numbers.Seen{Looked: true, HasAttempts: true, Refused: err} }

	step := func(s numbers.State, v numbers.Seen) numbers.Step { return numbers.Next(s, v, true, now) }

	DescribeTable("asks or ends", func(s numbers.State, v numbers.Seen, allowed bool, verb string, err types.GomegaMatcher) {
		got := numbers.Next(s, v, allowed, now)
		Expect(got.Verb).To(Equal(verb))
		Expect(got.Err).To(err)
	},
		Entry("a recorded number is looked up", numbers.State{SID: "PN1"}, numbers.Seen{}, true, "fetch", BeNil()),
		Entry("and then all is done", numbers.State{SID: "PN1"}, numbers.Seen{Fetched: &own}, false, "done", BeNil()),
		Entry("a lost one is never bought anew", numbers.State{SID: "PN1"}, numbers.Seen{Lost: true}, true, "stop", BeAssignableToTypeOf(&numbers.LostError{})),
		Entry("a lost one stays lost beside a candidate", numbers.State{SID: "PN1", Candidate: "+1"}, numbers.Seen{Lost: true}, true, "stop", BeAssignableToTypeOf(&numbers.LostError{})),
		Entry("without anything our token is looked for first", numbers.State{}, numbers.Seen{}, true, "find-mine", BeNil()),
		Entry("even when nothing may be bought", numbers.State{}, numbers.Seen{}, false, "find-mine", BeNil()),
		Entry("two numbers with our token stop everything", numbers.State{}, numbers.Seen{LookedMine: true, Mine: []numbers.Number{own, other}}, true, "stop", BeAssignableToTypeOf(&numbers.DuplicateNumbersError{})),
		Entry("nothing is searched when nothing may be bought", numbers.State{}, numbers.Seen{LookedMine: true}, false, "stop", BeAssignableToTypeOf(&numbers.PurchaseNotAllowedError{})),
		Entry("otherwise the market is searched", numbers.State{}, numbers.Seen{LookedMine: true}, true, "search", BeNil()),
		Entry("an empty market", numbers.State{}, numbers.Seen{LookedMine: true, Searched: true}, true, "stop", BeAssignableToTypeOf(&numbers.NoNumberFoundError{})),
		Entry("a market of abandoned numbers", numbers.State{Abandoned: []string{"+1"}}, numbers.Seen{LookedMine: true, Searched: true, Offers: []string{"+1"}}, true, "stop", BeAssignableToTypeOf(&numbers.NoNumberFoundError{})),
		Entry("a candidate's holder is looked for", asked, numbers.Seen{}, true, "find-holder", BeNil()),
		Entry("a candidate is not bought when nothing may be", asked, clear, false, "stop", BeAssignableToTypeOf(&numbers.PurchaseNotAllowedError{})),
		Entry("after the attempt is written it is bought", asked, numbers.Seen{Looked: true, HasAttempts: true}, true, "buy", BeNil()),
		Entry("a refusal of the third candidate for no known reason", numbers.State{Candidate: "+1", Attempts: 1, Abandoned: []string{"+8", "+9"}}, refused(no), true, "stop", BeAssignableToTypeOf(&numbers.PurchaseRefusedError{})),
		Entry("and of a later request for it", numbers.State{Candidate: "+1", Attempts: 2, Abandoned: []string{"+8", "+9"}}, refused(no), true, "stop", BeAssignableToTypeOf(&numbers.PurchaseRefusedError{})),
		Entry("within the grace it is waited", waiting(9*time.Minute), clear, true, "stop", Equal(&numbers.PurchasePendingError{After: time.Minute})),
		Entry("even when nothing may be bought", waiting(9*time.Minute), clear, false, "stop", Equal(&numbers.PurchasePendingError{After: time.Minute})),
		Entry("and the holder is looked for even then", waiting(time.Minute), numbers.Seen{}, true, "find-holder", BeNil()),
	)

	DescribeTable("writes down", func(got numbers.Step, verb string, state numbers.State) {
		Expect(got).To(Equal(numbers.Step{Verb: verb, State: state}))
	},
		Entry("a number found by our token", step(numbers.State{Abandoned: []string{"+9"}}, numbers.Seen{LookedMine: true, Mine: []numbers.Number{own}}), "save", numbers.State{SID: "PN1"}),
		Entry("the first number for sale that was not abandoned", step(numbers.State{Abandoned: []string{"+1"}}, numbers.Seen{LookedMine: true, Searched: true, Offers: []string{"+1", "+2"}}), "save", numbers.State{Candidate: "+2", Abandoned: []string{"+1"}}),
		Entry("a candidate that is ours already", step(twice, numbers.Seen{Looked: true, Holders: []numbers.Number{own}}), "save", numbers.State{SID: "PN1", PurchasedAt: twice.FirstAttempt}),
		Entry("one that is ours after all, though refused", step(waiting(time.Minute), numbers.Seen{Looked: true, Holders: []numbers.Number{own}}), "save", numbers.State{SID: "PN1", PurchasedAt: waiting(0).FirstAttempt}),
		Entry("one that another room has: abandoned", step(twice, numbers.Seen{Looked: true, Holders: []numbers.Number{other}}), "save", numbers.State{Abandoned: []string{"+0", "+1"}}),
		Entry("the first attempt, with its time", step(numbers.State{Candidate: "+1"}, clear), "attempt", asked),
		Entry("a later attempt, with the first one's time", step(numbers.State{Candidate: "+1", Attempts: 1, FirstAttempt: ago(time.Hour)}, clear), "attempt", numbers.State{Candidate: "+1", Attempts: 2, FirstAttempt: ago(time.Hour)}),
		Entry("a first refusal: abandoned", step(asked, refused(taken)), "save", numbers.State{Abandoned: []string{"+1"}}),
		Entry("a first refusal for no known reason: abandoned", step(asked, refused(no)), "save", numbers.State{Abandoned: []string{"+1"}}),
		Entry("a later refusal: since when", step(twice, refused(taken)), "save", waiting(0)),
		Entry("a candidate after the grace: abandoned", step(waiting(10*time.Minute), clear), "save", numbers.State{Abandoned: []string{"+0", "+1"}}),
	)

	It("keeps the list of abandoned numbers bounded", func() {
		s := asked
		for range 200 {
			s.Abandoned = append(s.Abandoned, "+9")
		}
		got := step(s, refused(taken)).State.Abandoned
		Expect(got).To(HaveLen(100))
		Expect(got[99]).To(Equal("+1"))
	})
})
