package delivery

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = DescribeTable("The next sample is taken at the next quarter of an hour", func(clock string, want time.Duration) {
	now, err := time.Parse(time.TimeOnly, clock)
	Expect(err).NotTo(HaveOccurred())
	Expect(untilQuarter(now)).To(Equal(want))
},
	Entry(nil, "10:00:00", 15*time.Minute),
	Entry(nil, "10:00:01", 14*time.Minute+59*time.Second),
	Entry(nil, "10:14:59", time.Second),
	Entry(nil, "10:45:30", 14*time.Minute+30*time.Second),
)
