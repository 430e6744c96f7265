package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = DescribeTable("The closest word",
	func(typed, words, want string) {
		Expect(closest(typed, strings.Fields(words))).To(Equal(want))
	},
	Entry("a letter swapped", "jion", "list join", "join"),
	Entry("a letter missing", "lst", "stop list", "list"),
	Entry("a letter too many", "stopp", "start stop", "stop"),
	Entry("a letter wrong", "mupe", "mute help", "mute"),
	Entry("the nearest wins", "stpo", "start stop", "stop"),
	Entry("the first wins a tie", "ab", "ac ad", "ac"),
	Entry("itself", "list", "last list", "list"),
	Entry("half a word", "pri", "who private", "private"),
	Entry("one letter is no half", "p", "private", ""),
	Entry("two slips in five letters", "strat", "start", "start"),
	Entry("three are too many", "abcde", "start", ""),
	Entry("letters, not bytes", "олга", "ольга", "ольга"),
	Entry("nothing typed", "", "list", ""),
	Entry("no words", "list", "", ""),
	Entry("an endless word", strings.Repeat("x", 41), strings.Repeat("x", 41), ""),
)

var _ = DescribeTable("The distance of two words",
	func(a, b string, want int) {
		var d distances
		Expect(d.between([]rune(a), []rune(b), 100)).To(Equal(want))
		Expect(d.between([]rune(b), []rune(a), 100)).To(Equal(want))
	},
	Entry("none", "stop", "stop", 0),
	Entry("insertion", "stop", "stoop", 1),
	Entry("substitution", "stop", "step", 1),
	Entry("swap", "stop", "sotp", 1),
	Entry("two swaps", "stop", "tspo", 2),
	Entry("all", "abc", "xyz", 3),
	Entry("to nothing", "abc", "", 3),
	Entry("the textbook's", "kitten", "sitting", 3),
)
