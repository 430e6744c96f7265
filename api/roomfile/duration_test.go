package roomfile_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
)

var _ = DescribeTable("A duration is read as people write it",
	func(text roomfile.Duration, want time.Duration) {
		Expect(text.Value()).To(Equal(want))
	},
	Entry(nil, roomfile.Duration("250ms"), 250*time.Millisecond),
	Entry(nil, roomfile.Duration("30s"), 30*time.Second),
	Entry(nil, roomfile.Duration("1h30m"), 90*time.Minute),
	Entry(nil, roomfile.Duration("30d"), 720*time.Hour),
	Entry(nil, roomfile.Duration("1d1h1m1s1ms"), 25*time.Hour+time.Minute+time.Second+time.Millisecond),
	Entry("nothing", roomfile.Duration(""), time.Duration(0)),
	Entry("garbage", roomfile.Duration("soon"), time.Duration(0)),
)

var _ = DescribeTable("What is no duration is refused",
	func(text string, want string) {
		_, err := roomfile.ParseDuration(text)
		Expect(err).To(MatchError(ContainSubstring(want)))
	},
	Entry(nil, "", "is no duration"),
	Entry(nil, "5", "is no duration"),
	Entry(nil, "-5s", "is no duration"),
	Entry(nil, "1.5h", "is no duration"),
	Entry(nil, "5 s", "is no duration"),
	Entry(nil, "5w", "is no duration"),
	Entry("one part too long", "106752d", "too long"),
	Entry("the sum too long", "106751d24h", "too long"),
	Entry("more digits than an integer", "99999999999999999999s", "too long"),
)
