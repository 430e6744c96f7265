package twiliosim_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = DescribeTable("A phone texts a reaction as its kind does",
	func(kind twiliosim.PhoneKind, emoji, quote string, back bool, want string) {
		Expect(kind.Tapback(emoji, quote, back)).To(Equal(want))
	},
	Entry(nil, twiliosim.IPhone, "❤️", "Ann: hi", false, "Loved “Ann: hi”"),
	Entry(nil, twiliosim.IPhone, "👍", "Ann: hi", false, "Liked “Ann: hi”"),
	Entry(nil, twiliosim.IPhone, "👎", "Ann: hi", false, "Disliked “Ann: hi”"),
	Entry(nil, twiliosim.IPhone, "😂", "Ann: hi", false, "Laughed at “Ann: hi”"),
	Entry(nil, twiliosim.IPhone, "‼️", "Ann: hi", false, "Emphasized “Ann: hi”"),
	Entry(nil, twiliosim.IPhone, "❓", "Ann: hi", false, "Questioned “Ann: hi”"),
	Entry(nil, twiliosim.IPhone, "🎉", "Ann: hi", false, "Reacted 🎉 to “Ann: hi”"),
	Entry(nil, twiliosim.IPhone, "❓", "Ann: hi", true, "Removed a question mark from “Ann: hi”"),
	Entry(nil, twiliosim.IPhone, "🎉", "Ann: hi", true, "Removed 🎉 from “Ann: hi”"),
	Entry(nil, twiliosim.IPhone, "👍", "", false, "Liked an image"),
	Entry(nil, twiliosim.IPhone, "👍", "", true, "Removed a like from an image"),
	Entry(nil, twiliosim.Android, "👍", "Test 123", false, "\u200a\u200b👍\u200b to “\u200aTest 123\u200a”\u200a"),
	Entry(nil, twiliosim.Android, "👍", "Test 123", true, "\u200a\u200c👍\u200c from “\u200aTest 123\u200a”\u200a"),
	Entry(nil, twiliosim.Android, "👍", "", false, "\u200a\u200b👍\u200b to an image\u200a"),
)
