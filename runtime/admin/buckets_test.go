package admin

import (
	"time"

	"github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store"
)

var _ = ginkgo.Describe("The buckets of a plot", func() {
	at := func(clock string) time.Time {
		ginkgo.GinkgoHelper()
		when, err := time.Parse(time.DateTime, "2026-11-30 "+clock)
		Expect(err).NotTo(HaveOccurred())
		return when
	}
	sample := func(clock string, sent, members int64) store.Figures {
		return store.Figures{At: at(clock), Sent: sent, Messages: 2 * sent, Members: members}
	}
	bucket := func(clock string, sent, members int64) Bucket {
		return Bucket{At: at(clock), Sent: sent, Messages: 2 * sent, Members: members}
	}

	ginkgo.DescribeTable("are the differences of samples", func(width time.Duration, list []store.Figures, want []Bucket) {
		Expect(buckets(list, width)).To(Equal(want))
	},
		ginkgo.Entry("none of none", store.SampleEvery, nil, []Bucket{}),
		ginkgo.Entry("none of one", store.SampleEvery, []store.Figures{sample("10:00:00", 5, 1)}, []Bucket{}),
		ginkgo.Entry("a sample that is a little late belongs to what has ended", store.SampleEvery,
			[]store.Figures{sample("10:00:01", 5, 1), sample("10:15:20", 8, 2)}, []Bucket{bucket("10:15:00", 3, 2)}),
		ginkgo.Entry("what has not ended is there, too", store.SampleEvery,
			[]store.Figures{sample("10:00:01", 5, 1), sample("10:15:00", 8, 2), sample("10:20:00", 9, 3)},
			[]Bucket{bucket("10:15:00", 3, 2), bucket("10:30:00", 1, 3)}),
		ginkgo.Entry("several in one", 6*time.Hour,
			[]store.Figures{sample("01:00:00", 1, 1), sample("02:00:00", 3, 2), sample("06:00:30", 7, 3), sample("06:15:00", 9, 4)},
			[]Bucket{bucket("06:00:00", 6, 3), bucket("12:00:00", 2, 4)}),
		ginkgo.Entry("a room that began anew", store.SampleEvery,
			[]store.Figures{sample("10:00:00", 100, 9), sample("10:15:00", 4, 1)}, []Bucket{bucket("10:15:00", 4, 1)}),
	)
})
