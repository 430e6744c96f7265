package twiliosim_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = DescribeTable("Segments",
	func(body string, want int) { Expect(twiliosim.Segments(body)).To(Equal(want)) },
	Entry("nothing", "", 1),
	Entry("160 GSM characters", strings.Repeat("a", 160), 1),
	Entry("161 GSM characters", strings.Repeat("a", 161), 2),
	Entry("306 GSM characters", strings.Repeat("a", 306), 2),
	Entry("307 GSM characters", strings.Repeat("a", 307), 3),
	Entry("80 euros are 160 septets", strings.Repeat("€", 80), 1),
	Entry("81 euros are 162 septets", strings.Repeat("€", 81), 2),
	Entry("an escape is not cut in two", strings.Repeat("a", 152)+"€"+strings.Repeat("a", 152), 3),
	Entry("accents of the GSM alphabet", strings.Repeat("è", 160), 1),
	Entry("ç is not in the GSM alphabet, Ç is", "ç"+strings.Repeat("a", 70), 2),
	Entry("Ç alone", "Ç"+strings.Repeat("a", 159), 1),
	Entry("70 UCS-2 units", strings.Repeat("я", 70), 1),
	Entry("71 UCS-2 units", strings.Repeat("я", 71), 2),
	Entry("134 UCS-2 units", strings.Repeat("я", 134), 2),
	Entry("135 UCS-2 units", strings.Repeat("я", 135), 3),
	Entry("35 emoji", strings.Repeat("😀", 35), 1),
	Entry("36 emoji", strings.Repeat("😀", 36), 2),
	Entry("67 emoji: 33 in each segment, because none is cut", strings.Repeat("😀", 67), 3),
	Entry("a curly quote makes all of it UCS-2", "“"+strings.Repeat("a", 70), 2),
	Entry("a backtick is not in the GSM alphabet", "`"+strings.Repeat("a", 70), 2),
	Entry("a family emoji stays whole", strings.Repeat("a", 60)+"👩‍👩‍👧‍👦"+strings.Repeat("a", 56), 2),
	Entry("a flag stays whole", strings.Repeat("a", 66)+"🇩🇪"+strings.Repeat("a", 64), 3),
)

func FuzzSegments(f *testing.F) {
	for _, seed := range []string{"", "hello", "€", "😀", "👩‍👩‍👧", "\xff", "é"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		n := twiliosim.Segments(body)
		if least := utf8.RuneCountInString(body) / 160; n < 1 || n < least {
			t.Fatalf("%q: %d segments", body, n)
		}
		if twiliosim.Segments(body+"a") < n {
			t.Fatalf("%q: a longer text has fewer segments", body)
		}
	})
}
