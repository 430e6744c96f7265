package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = DescribeTable("What is quoted of a text", func(typed, quoted string) {
	Expect(clip(typed)).To(Equal(quoted))
},
	Entry("words", "lsit", "lsit"),
	Entry("20 characters", strings.Repeat("é", 20), strings.Repeat("é", 20)),
	Entry("more", strings.Repeat("é", 21), strings.Repeat("é", 20)+"..."),
	Entry("more that shows nothing", strings.Repeat("\u200b", 3000)+"x", "x"),
	Entry("nothing", "", "?"),
	Entry("nothing that shows", "\u202e\u2066\u200b\x00\ufe0f", "?"),
	Entry("words turned around", "Ann\u202e\u2067gninraw", "Anngninraw"),
	Entry("line breaks", "a\nb\r\x1bc", "abc"),
	Entry("marks of a script", "ก้อง किरण", "ก้อง किरण"),
	Entry("a pile of marks", "e"+strings.Repeat("\u0301", 50)+"x", "e\u0301\u0301\u0301x"),
)
