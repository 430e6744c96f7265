package numbers_test

import (
	"errors"
	"fmt"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

var _ = DescribeTable("A failed call is", func(err error, kind numbers.Kind, after time.Duration) {
	gotKind, gotAfter := numbers.Classify(fmt.Errorf("wrapped: %w", err))
	Expect(gotKind).To(Equal(kind))
	Expect(gotAfter).To(Equal(after))
},
	Entry("definite: a plain no", &carrier.Error{Class: carrier.Rejected, Status: 400, Code: 21422}, numbers.Definite, time.Duration(0)),
	Entry("definite: a redirect", &carrier.Error{Class: carrier.Rejected, Status: 301}, numbers.Definite, time.Duration(0)),
	Entry("not found: the carrier's own word", &carrier.Error{Class: carrier.Rejected, Status: 404, Code: 20404}, numbers.NotFound, time.Duration(0)),
	Entry("definite: a proxy's 404, which proves nothing about a number", &carrier.Error{Class: carrier.Rejected, Status: 404}, numbers.Definite, time.Duration(0)),
	Entry("auth: by status", &carrier.Error{Class: carrier.Rejected, Status: 401}, numbers.Auth, time.Duration(0)),
	Entry("auth: by code", &carrier.Error{Class: carrier.Rejected, Status: 403, Code: 20003}, numbers.Auth, time.Duration(0)),
	Entry("throttled", &carrier.Error{Class: carrier.NotSent, Status: 429, RetryAfter: time.Second}, numbers.Throttled, time.Second),
	Entry("ambiguous: nobody listened", &carrier.Error{Class: carrier.NotSent}, numbers.Ambiguous, time.Duration(0)),
	Entry("ambiguous: a server error, with its wish", &carrier.Error{Class: carrier.Doubt, Status: 503, RetryAfter: time.Minute}, numbers.Ambiguous, time.Minute),
	Entry("ambiguous: anything else", errors.New("?"), numbers.Ambiguous, time.Duration(0)),
)
