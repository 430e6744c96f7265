package chat

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func clockOf(hour, minute int) int { return hour*60 + minute }

// moment reads a time with its zone, "2026-03-08T07:00Z".
func moment(text string) time.Time {
	GinkgoHelper()
	t, err := time.Parse("2006-01-02T15:04Z07:00", text)
	Expect(err).NotTo(HaveOccurred())
	return t
}

func windows(q Quiet, since, until string) []string {
	GinkgoHelper()
	list := []string{}
	all, err := q.Windows(moment(since), moment(until))
	Expect(err).NotTo(HaveOccurred())
	for _, w := range all {
		list = append(list, w.Start.UTC().Format("02T15:04")+" "+w.End.UTC().Format("02T15:04"))
	}
	return list
}

var _ = Describe("Quiet hours", func() {
	const (
		newYork  = "America/New_York"
		berlin   = "Europe/Berlin"
		lordHowe = "Australia/Lord_Howe"
		santiago = "America/Santiago"
		kolkata  = "Asia/Kolkata"
		phoenix  = "America/Phoenix"
		apia     = "Pacific/Apia"
	)

	DescribeTable("in the days of one zone, told in UTC",
		func(from, to int, zone, since, until string, want ...string) {
			q, err := NewQuiet(from, to, zone)
			Expect(err).NotTo(HaveOccurred())
			Expect(windows(q, since, until)).To(Equal(append([]string{}, want...)))
		},
		Entry("over midnight", clockOf(22, 0), clockOf(7, 0), "UTC", "2026-11-22T12:00Z", "2026-11-24T12:00Z",
			"22T22:00 23T07:00", "23T22:00 24T07:00"),
		Entry("within a day", clockOf(13, 0), clockOf(14, 30), "UTC", "2026-11-22T12:00Z", "2026-11-23T12:00Z", "22T13:00 22T14:30"),
		Entry("to midnight", clockOf(18, 0), 0, "UTC", "2026-11-22T12:00Z", "2026-11-23T12:00Z", "22T18:00 23T00:00"),
		Entry("from midnight", 0, clockOf(6, 0), "UTC", "2026-11-22T12:00Z", "2026-11-23T12:00Z", "23T00:00 23T06:00"),
		Entry("that have begun", clockOf(22, 0), clockOf(7, 0), "UTC", "2026-11-23T06:59Z", "2026-11-23T12:00Z", "22T22:00 23T07:00"),
		Entry("that have just ended", clockOf(22, 0), clockOf(7, 0), "UTC", "2026-11-23T07:00Z", "2026-11-23T23:00Z", "23T22:00 24T07:00"),
		Entry("that begin just then", clockOf(22, 0), clockOf(7, 0), "UTC", "2026-11-23T07:00Z", "2026-11-23T22:00Z"),
		Entry("almost all day", clockOf(7, 0), clockOf(6, 59), "UTC", "2026-11-22T12:00Z", "2026-11-23T12:00Z",
			"22T07:00 23T06:59", "23T07:00 24T06:59"),
		Entry("half an hour from whole zones", clockOf(22, 0), clockOf(7, 0), kolkata, "2026-11-22T12:00Z", "2026-11-23T12:00Z", "22T16:30 23T01:30"),
		Entry("no daylight saving", clockOf(22, 0), clockOf(7, 0), phoenix, "2026-03-08T03:00Z", "2026-03-09T03:00Z", "08T05:00 08T14:00"),

		Entry("New York, spring: an hour shorter", clockOf(22, 0), clockOf(7, 0), newYork, "2026-03-07T20:00Z", "2026-03-09T20:00Z",
			"08T03:00 08T11:00", "09T02:00 09T11:00"),
		Entry("New York, autumn: an hour longer", clockOf(22, 0), clockOf(7, 0), newYork, "2026-10-31T20:00Z", "2026-11-02T20:00Z",
			"01T02:00 01T12:00", "02T03:00 02T12:00"),
		Entry("an end that does not exist", clockOf(22, 0), clockOf(2, 30), newYork, "2026-03-07T20:00Z", "2026-03-08T20:00Z", "08T03:00 08T07:00"),
		Entry("a beginning that does not exist", clockOf(2, 30), clockOf(5, 0), newYork, "2026-03-08T00:00Z", "2026-03-08T20:00Z", "08T07:00 08T09:00"),
		Entry("none of them exists", clockOf(2, 10), clockOf(2, 50), newYork, "2026-03-07T00:00Z", "2026-03-10T00:00Z",
			"07T07:10 07T07:50", "09T06:10 09T06:50"),
		Entry("an end that exists twice", clockOf(22, 0), clockOf(1, 30), newYork, "2026-10-31T20:00Z", "2026-11-01T20:00Z", "01T02:00 01T06:30"),
		Entry("a beginning that exists twice", clockOf(1, 30), clockOf(7, 0), newYork, "2026-11-01T04:00Z", "2026-11-01T20:00Z", "01T05:30 01T12:00"),
		Entry("all of them twice", clockOf(1, 10), clockOf(1, 50), newYork, "2026-11-01T04:00Z", "2026-11-01T20:00Z", "01T05:10 01T06:50"),
		Entry("two days that meet because a time exists twice", clockOf(1, 30), clockOf(1, 15), newYork, "2026-11-01T04:00Z", "2026-11-02T20:00Z",
			"31T05:30 02T06:15", "02T06:30 03T06:15"),

		Entry("Berlin, spring", clockOf(22, 0), clockOf(6, 0), berlin, "2026-03-28T12:00Z", "2026-03-29T12:00Z", "28T21:00 29T04:00"),
		Entry("Berlin, autumn", clockOf(22, 0), clockOf(6, 0), berlin, "2026-10-24T12:00Z", "2026-10-25T12:00Z", "24T20:00 25T05:00"),
		Entry("Lord Howe, spring: half an hour shorter", clockOf(22, 0), clockOf(7, 0), lordHowe, "2026-10-03T06:00Z", "2026-10-04T06:00Z", "03T11:30 03T20:00"),
		Entry("Lord Howe, autumn: half an hour longer", clockOf(22, 0), clockOf(7, 0), lordHowe, "2026-04-04T06:00Z", "2026-04-05T06:00Z", "04T11:00 04T20:30"),
		Entry("Lord Howe, an end that does not exist", clockOf(22, 0), clockOf(2, 15), lordHowe, "2026-10-03T06:00Z", "2026-10-04T06:00Z", "03T11:30 03T15:30"),
		Entry("Lord Howe, an end that exists twice", clockOf(22, 0), clockOf(1, 45), lordHowe, "2026-04-04T06:00Z", "2026-04-05T06:00Z", "04T11:00 04T15:15"),
		Entry("Santiago, where a midnight does not exist", 0, clockOf(6, 0), santiago, "2026-09-05T12:00Z", "2026-09-06T12:00Z", "06T04:00 06T09:00"),
		Entry("Santiago, up to a midnight that does not exist", clockOf(20, 0), 0, santiago, "2026-09-05T12:00Z", "2026-09-06T12:00Z", "06T00:00 06T04:00"),
		Entry("Apia, where a day did not exist", clockOf(22, 0), clockOf(7, 0), apia, "2011-12-29T12:00Z", "2012-01-01T12:00Z",
			"29T08:00 29T17:00", "30T08:00 30T17:00", "31T08:00 31T17:00", "01T08:00 01T17:00"),
	)

	DescribeTable("that are refused", func(from, to int, zone string, why error) {
		_, err := NewQuiet(from, to, zone)
		Expect(err).To(MatchError(why))
	},
		Entry("none at all", 60, 60, "UTC", ErrQuietHours),
		Entry("before the day", -1, 60, "UTC", ErrQuietHours),
		Entry("behind the day", 60, 24*60, "UTC", ErrQuietHours),
		Entry("an unknown zone", 60, 120, "Mars/Olympus", ErrQuietZone),
		Entry("no zone", 60, 120, "", ErrQuietZone),
		Entry("the machine's zone", 60, 120, "Local", ErrQuietZone),
	)

	It("have no windows in a zone that is not known any more", func() {
		_, err := StoredQuiet(60, 120, "Mars/Olympus").Windows(noon, noon.Add(time.Hour))
		Expect(err).To(MatchError(ErrQuietZone))
	})
})

// Whatever the zone and the year, a moment is quiet if and only if the clocks show
// quiet hours then, apart from the hours that exist twice.
var _ = DescribeTable("Quiet hours through a year, minute by minute", func(zone string, from, to int) {
	location, err := time.LoadLocation(zone)
	Expect(err).NotTo(HaveOccurred())
	q, err := NewQuiet(from, to, zone)
	Expect(err).NotTo(HaveOccurred())
	begin := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	list, err := q.Windows(begin, begin.AddDate(1, 0, 0))
	Expect(err).NotTo(HaveOccurred())
	extra := 0
	for t := begin; t.Before(begin.AddDate(1, 0, 0)); t = t.Add(time.Minute) {
		for len(list) > 0 && !t.Before(list[0].End) {
			list = list[1:]
		}
		inside := len(list) > 0 && !t.Before(list[0].Start)
		local := t.In(location)
		clock := clockOf(local.Hour(), local.Minute())
		shown := from <= clock && clock < to
		if to < from {
			shown = clock >= from || clock < to
		}
		if shown {
			Expect(inside).To(BeTrue(), "%s shows %s", t, local)
		}
		if inside && !shown {
			extra++
		}
	}
	Expect(extra).To(BeNumerically("<=", 60), "minutes between hours that exist twice")
},
	Entry("New York", "America/New_York", clockOf(22, 0), clockOf(7, 0)),
	Entry("New York, ending in what exists twice", "America/New_York", clockOf(22, 0), clockOf(1, 30)),
	Entry("Lord Howe", "Australia/Lord_Howe", clockOf(21, 45), clockOf(1, 45)),
	Entry("Berlin", "Europe/Berlin", clockOf(2, 30), clockOf(2, 15)),
	Entry("Kolkata", "Asia/Kolkata", clockOf(23, 59), clockOf(0, 1)),
	Entry("Casablanca, whose clocks change with Ramadan", "Africa/Casablanca", clockOf(2, 0), clockOf(4, 0)),
)
