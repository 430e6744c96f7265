package carrier_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

const (
	never = false
	again = true
)

// The table of error codes, line by line, written a second time on purpose.
var _ = Describe("What an error code means", func() {
	seen := map[int]bool{}
	code := func(code int, effect carrier.Effect, retry bool, wait ...time.Duration) TableEntry {
		seen[code] = true
		return Entry(nil, code, effect, retry, append(wait, 0)[0])
	}
	DescribeTable("stands in the table", func(code int, effect carrier.Effect, retry bool, wait time.Duration) {
		m := carrier.MeaningOf(code)
		Expect(m.Code).To(Equal(code))
		Expect(m.Known).To(BeTrue())
		Expect(m.Title).NotTo(BeEmpty())
		Expect(m.Effect).To(Equal(effect))
		Expect(m.Retry).To(Equal(retry))
		Expect(m.Wait).To(Equal(wait))
		Expect((&carrier.Error{Class: carrier.Rejected, Status: 400, Code: code}).Meaning()).To(Equal(m))
	},
		code(20003, carrier.PauseAccount, again), code(30002, carrier.PauseAccount, again),
		code(20005, carrier.PauseAccount, again),
		code(20404, carrier.Configuration, again),
		code(20429, carrier.RetryLater, again), code(20500, carrier.RetryLater, again), code(20503, carrier.RetryLater, again),
		code(21211, carrier.MemberUnreachable, never), code(21604, carrier.MemberUnreachable, never),
		code(21614, carrier.MemberUnreachable, never), code(21635, carrier.MemberUnreachable, never),
		code(21610, carrier.MemberOptedOut, never),
		code(21612, carrier.MemberFailing, never),
		code(21408, carrier.MemberBarred, never), code(21608, carrier.MemberBarred, never),
		code(21212, carrier.Configuration, again), code(21601, carrier.Configuration, again),
		code(21603, carrier.Configuration, again), code(21606, carrier.Configuration, again),
		code(21703, carrier.Configuration, again), code(21704, carrier.Configuration, again),
		code(30032, carrier.Configuration, again), code(30033, carrier.Configuration, again),
		code(30034, carrier.Configuration, again), code(30035, carrier.Configuration, again),
		code(21611, carrier.PauseRoom, again, 5*time.Minute),
		code(21602, carrier.None, never), code(21617, carrier.None, never),
		code(21620, carrier.None, never), code(21623, carrier.None, never),
		code(30004, carrier.Filtered, never), code(30007, carrier.Filtered, never),
		code(30001, carrier.PauseRoom, again, 5*time.Minute),
		code(30003, carrier.MemberFailing, again, 5*time.Minute),
		code(30005, carrier.MemberFailing, never), code(30006, carrier.MemberFailing, never),
		code(30008, carrier.RetryLater, again, time.Minute),
		code(30009, carrier.None, never),
		code(30017, carrier.RetryLater, again, time.Minute), code(30022, carrier.PauseRoom, again, time.Minute),
		code(30023, carrier.DailyCap, again),
		code(30025, carrier.None, never), code(30026, carrier.None, never), code(30027, carrier.None, never),
		code(30036, carrier.None, never), code(30410, carrier.None, never),
		code(30450, carrier.RetryLater, again, 30*time.Minute),
		code(14107, carrier.LoopGuard, again, 30*time.Second),
	)

	It("has no line that is not tested above, and is listed in order", func() {
		last := 0
		for _, m := range carrier.Meanings() {
			Expect(seen).To(HaveKey(m.Code))
			Expect(m.Code).To(BeNumerically(">", last))
			last = m.Code
		}
		Expect(carrier.Meanings()).To(HaveLen(len(seen)))
	})

	It("ends the text and concerns nobody when the code of a final status is unknown", func() {
		Expect(carrier.MeaningOf(39999)).To(Equal(carrier.Meaning{Code: 39999, Title: "unknown error", Effect: carrier.None}))
	})

	DescribeTable("follows from the status when the code is unknown", func(status int, effect carrier.Effect, retry bool) {
		m := (&carrier.Error{Status: status, Code: 99999}).Meaning()
		Expect(m.Effect).To(Equal(effect))
		Expect(m.Retry).To(Equal(retry))
		Expect(m.Known).To(BeFalse())
		Expect(m.Code).To(Equal(99999))
	},
		Entry("no answer", 0, carrier.RetryLater, again),
		Entry("moved", 301, carrier.Configuration, again),
		Entry("a refusal", 400, carrier.None, never),
		Entry("not authenticated", 401, carrier.PauseAccount, again),
		Entry("not allowed", 403, carrier.Configuration, again),
		Entry("not found", 404, carrier.Configuration, again),
		Entry("timed out", 408, carrier.RetryLater, again),
		Entry("too many", 429, carrier.RetryLater, again),
		Entry("down", 503, carrier.RetryLater, again),
	)

	It("waits at least as long as the carrier asked", func() {
		long := &carrier.Error{Status: 400, Code: 14107, RetryAfter: time.Hour}
		short := &carrier.Error{Status: 400, Code: 14107, RetryAfter: time.Second}
		Expect(long.Meaning().Wait).To(Equal(time.Hour))
		Expect(short.Meaning().Wait).To(Equal(30 * time.Second))
	})
})
