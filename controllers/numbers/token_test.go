package numbers_test

import (
	"regexp"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/numbers"
)

var tokenShape = regexp.MustCompile(`^smack:[a-z0-9]+$`)

var _ = Describe("An owner token", func() {
	It("is the same for ever", func() {
		Expect(numbers.OwnerToken("cluster", "default", "family")).To(Equal("smack:qdfm5xi6wrxs5grbjxsjddg7rrf4ho4c"))
	})

	DescribeTable("tells rooms apart", func(owner, namespace, name string) {
		Expect(numbers.OwnerToken(owner, namespace, name)).NotTo(Equal(numbers.OwnerToken("a", "b", "c")))
	},
		Entry("by owner", "x", "b", "c"), Entry("by namespace", "a", "x", "c"), Entry("by name", "a", "b", "x"),
		Entry("by where one part ends", "ab", "", "c"), Entry("by order", "c", "b", "a"),
	)

	DescribeTable("is recognised", func(name string, is bool) {
		Expect(numbers.IsOwnerToken(name)).To(Equal(is))
	},
		Entry("itself", numbers.OwnerToken("a", "b", "c"), true),
		Entry("a name that people give", "smack: our number", false),
		Entry("another program's", "smack", false),
		Entry("one cut off", "smack:eoqtzx4o", false),
		Entry("one with a dot", "smack:qdfm5xi6wrxs5grbjxsjddg7rrf4ho4.", false),
		Entry("a number", "+14155550100", false),
	)
})

func FuzzOwnerToken(f *testing.F) {
	f.Add("8f14e45f-ceea-467f-a8f7-9c1b2d3e4f50", "name.space", "room.2")
	f.Fuzz(func(t *testing.T, owner, namespace, name string) {
		token := numbers.OwnerToken(owner, namespace, name)
		if len(token) > 64 || !tokenShape.MatchString(token) || !numbers.IsOwnerToken(token) {
			t.Fatalf("%q", token)
		}
	})
}
