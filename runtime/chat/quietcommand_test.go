package chat

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#quiet", func() {
	const usage = "Usage: #quiet <22:00-07:00|off> <time zone>"
	toBob := func(body string) Outcome { return outcome("quiet", reply(bobNumber, body)) }
	hours := func(from, to int, zone string) func(*Member) {
		return func(m *Member) { m.Quiet = StoredQuiet(from, to, zone) }
	}
	quietBob := func(from, to int, zone string) world { return fridayClub(peopled(ann(), bob(hours(from, to, zone)))) }
	sets := func(from, to int, zone, body string) Outcome {
		return outcome("quiet", SetQuiet{Member: 2, Quiet: StoredQuiet(from, to, zone)}, reply(bobNumber, body))
	}
	night := sets(22*60, 7*60, "UTC", "Quiet from 22:00 to 07:00, UTC time. Messages wait until 07:00. To end: #quiet off")
	nightIn := func(zone string) Outcome {
		return sets(22*60, 7*60, zone, "Quiet from 22:00 to 07:00, "+zone+" time. Messages wait until 07:00. To end: #quiet off")
	}

	DescribeTable("sets hours", decides,
		Entry("in full", fridayClub(), sms(bobNumber, "#quiet 22:00-07:00"), night),
		Entry("in short", fridayClub(), sms(bobNumber, "#quiet 22-7"), night),
		Entry("with a long dash and blanks", fridayClub(), sms(bobNumber, "#Quiet 22:00 \u2013\u00a07:00"), night),
		Entry("in halves of the day", fridayClub(), sms(bobNumber, "#quiet 10pm-7am"), night),
		Entry("in halves of the day with blanks", fridayClub(), sms(bobNumber, "#quiet 10:00 PM - 7 AM"), night),
		Entry("in four digits", fridayClub(), sms(bobNumber, "#quiet 2200-700"), night),
		Entry("with dots", fridayClub(), sms(bobNumber, "#quiet 22.00-07.00"), night),
		Entry("by the room's clock", fridayClub(with(func(r *Room) { r.TimeZone, _ = time.LoadLocation("Europe/Berlin") })), sms(bobNumber, "#quiet 22-7"), nightIn("Europe/Berlin")),
		Entry("by another clock", fridayClub(), sms(bobNumber, "#quiet 22-7 America/Los_Angeles"), nightIn("America/Los_Angeles")),
		Entry("by another clock in any case", fridayClub(), sms(bobNumber, "#quiet 22-7 america/los_angeles"), nightIn("America/Los_Angeles")),
		Entry("by another clock with a blank", fridayClub(), sms(bobNumber, "#quiet 10pm-7am America/Los  Angeles"), nightIn("America/Los_Angeles")),
		Entry("by a clock whose name begins like am", fridayClub(), sms(bobNumber, "#quiet 22-7 america/new_york"), nightIn("America/New_York")),
		Entry("by UTC", fridayClub(with(func(r *Room) { r.TimeZone, _ = time.LoadLocation("Europe/Berlin") })), sms(bobNumber, "#quiet 22-7 utc"), nightIn("UTC")),
		Entry("anew", quietBob(60, 120, "UTC"), sms(bobNumber, "#quiet 22-7"), night),
		Entry("the same again, which changes nothing", quietBob(22*60, 7*60, "UTC"), sms(bobNumber, "#quiet 22-7"),
			toBob("Quiet from 22:00 to 07:00, UTC time. Messages wait until 07:00. To end: #quiet off")),
		Entry("to midnight", fridayClub(), sms(bobNumber, "#quiet 20:30-24"), sets(20*60+30, 0, "UTC",
			"Quiet from 20:30 to 00:00, UTC time. Messages wait until 00:00. To end: #quiet off")),
		Entry("from noon to midnight", fridayClub(), sms(bobNumber, "#quiet 12pm-12am"), sets(12*60, 0, "UTC",
			"Quiet from 12:00 to 00:00, UTC time. Messages wait until 00:00. To end: #quiet off")),
		Entry("while stopped", fridayClub(peopled(bob(stopped))), sms(bobNumber, "#quiet 22-7"), night),
		Entry("off", quietBob(22*60, 7*60, "UTC"), sms(bobNumber, "#quiet OFF"),
			outcome("quiet", SetQuiet{Member: 2}, reply(bobNumber, "Your quiet hours are off. What waited is on its way."))),
		Entry("off where there are none", fridayClub(), sms(bobNumber, "#quiet off"), toBob("You have no quiet hours. Example: #quiet 22:00-07:00")),
	)

	DescribeTable("shows hours", decides,
		Entry("where there are none", fridayClub(), sms(bobNumber, "#quiet"), toBob("You have no quiet hours. Example: #quiet 22:00-07:00")),
		Entry("where there are some", quietBob(22*60+5, 7*60, "Europe/Berlin"), sms(bobNumber, "#quiet "),
			toBob("Your quiet hours are 22:05 to 07:00, Europe/Berlin time. To end: #quiet off")),
	)

	DescribeTable("knows the time zones of the world alone", decides,
		Entry("a slip of the thumb", fridayClub(), sms(bobNumber, "#quiet 22-7 America/Los_Angles"), toBob("I know no time zone America/Los_Angles. Did you mean America/Los_Angeles?")),
		Entry("a city alone", fridayClub(), sms(bobNumber, "#quiet 22-7 berlin"), toBob("I know no time zone berlin. Did you mean Europe/Berlin?")),
		Entry("a city of two words", fridayClub(), sms(bobNumber, "#quiet 22-7 New York"), toBob("I know no time zone New_York. Did you mean America/New_York?")),
		Entry("an abbreviation", fridayClub(), sms(bobNumber, "#quiet 22-7 PST"), toBob("I know no time zone PST. Example: #quiet 22-7 America/Los_Angeles")),
		Entry("the machine's", fridayClub(), sms(bobNumber, "#quiet 22-7 Local"), toBob("I know no time zone Local. Example: #quiet 22-7 America/Los_Angeles")),
		Entry("a file elsewhere", fridayClub(), sms(bobNumber, "#quiet 22-7 ../../etc/passwd"), toBob("I know no time zone ../../etc/passwd. Example: #quiet 22-7 America/Los_Angeles")),
		Entry("an endless one", fridayClub(), sms(bobNumber, "#quiet 22-7 "+strings.Repeat("x", 2000)),
			toBob("I know no time zone xxxxxxxxxxxxxxxxxxxx.... Example: #quiet 22-7 America/Los_Angeles")),
	)

	DescribeTable("answers what are no hours with the usage line", func(hours string) {
		decides(fridayClub(), sms(bobNumber, "#quiet "+hours), outcome("usage", reply(bobNumber, usage)))
	},
		Entry("on", "on"), Entry("words", "at night"), Entry("one hour", "22"), Entry("no end", "22-"), Entry("no beginning", "-7"),
		Entry("no time between", "22-22"), Entry("midnight twice", "24-0"), Entry("hour 25", "25-7"), Entry("past midnight", "24:30-7"),
		Entry("minute 60", "22:60-7"), Entry("one digit of minutes", "22:0-7"), Entry("hour 13 pm", "13pm-7am"), Entry("hour 0 am", "0am-7am"),
		Entry("five digits", "22000-7"), Entry("other digits", "\u0662\u0662-7"), Entry("glued to a zone", "22-7UTC"), Entry("no dash", "22 7"),
		Entry("a minus before", "-22-7"), Entry("many digits", strings.Repeat("9", 3000)+"-7"), Entry("an empty zone", "22--"),
	)

	It("loads every time zone that it takes", func() {
		Expect(len(zoneNames)).To(BeNumerically(">", 500))
		for i, name := range zoneNames {
			q, err := NewQuiet(0, 1, name)
			Expect(err).NotTo(HaveOccurred())
			Expect(q.Windows(noon, noon)).To(BeEmpty(), name)
			found, ok := zoneNamed(zoneKeys[i])
			Expect(ok).To(BeTrue())
			Expect(found).To(Equal(name))
		}
	})

	It("asks for nothing", func() {
		Expect(Read(fridayClub().room, sms(bobNumber, "#quiet 22-7")).Need).To(Equal(Need{}))
	})
})
