package crash

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = DescribeTable("What is found fault with",
	func(got []string, complaints ...string) {
		all := []utterance{{"t1x1", true}, {"t1x2", false}, {"t1x3", true}}
		Expect(acknowledged("here", got, all)).To(HaveExactElements(complaints))
	},
	Entry("nothing, when all is there", []string{"t1x1", "t1x2", "t1x3"}),
	Entry("nothing, when only what was never acknowledged is missing", []string{"t1x1", "t1x3"}),
	Entry("nothing, when what was never acknowledged came late", []string{"t1x1", "t1x3", "t1x2"}),
	Entry("a loss", []string{"t1x1"}, "here: t1x3 is there 0 times"),
	Entry("a double", []string{"t1x1", "t1x3", "t1x1"}, "here: t1x1 is there 2 times"),
	Entry("a double of what was never acknowledged", []string{"t1x1", "t1x2", "t1x2", "t1x3"},
		"here: t1x2 is there 1 times and belongs elsewhere"),
	Entry("what was never said", []string{"t1x1", "t1x3", "t2x1"}, "here: t2x1 is there 1 times and belongs elsewhere"),
	Entry("another order", []string{"t1x3", "t1x1"}, "here: another order\n got [t1x3 t1x1]\nwant [t1x1 t1x3]"),
)
