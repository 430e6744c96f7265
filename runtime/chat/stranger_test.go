package chat

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
)

var _ = Describe("Strangers", func() {
	inviteOnly := with(func(r *Room) { r.InviteOnly = true })
	zoe := func(facts NumberFacts) func(*world) { return knowing(zoeNumber, facts) }
	ago := func(d time.Duration) time.Time { return noon.Add(-d) }
	told := func(body string) Outcome {
		return outcome("stranger", StrangerTold{Number: zoeNumber, At: noon}, reply(zoeNumber, body))
	}
	how := told("This is Friday Club, a group chat by SMS. To join, text #join and a nickname, like #join Ann. Msg&data rates may apply. STOP for no texts.")
	uninvited := told("This is Friday Club, a group chat by SMS for invited people only. Ask a member to invite you.")

	DescribeTable("are told how to join", decides,
		Entry("by chat", fridayClub(), sms(zoeNumber, "hello"), how),
		Entry("by a command", fridayClub(), sms(zoeNumber, "#list"), how),
		Entry("by #help", fridayClub(), sms(zoeNumber, "#help"), how),
		Entry("by an unknown command", fridayClub(), sms(zoeNumber, "#lsit"), how),
		Entry("by wrong arguments", fridayClub(), sms(zoeNumber, "#stop now"), how),
		Entry("by START", fridayClub(), sms(zoeNumber, "start"), how),
		Entry("by YES", fridayClub(), sms(zoeNumber, "yes"), how),
		Entry("a day later again", fridayClub(zoe(NumberFacts{StrangerToldAt: ago(24 * time.Hour)})), sms(zoeNumber, "hello"), how),
		Entry("in a full room too", fridayClub(with(func(r *Room) { r.MaxMembers = 3 })), sms(zoeNumber, "hello"), how),
		Entry("invited, where one must be", fridayClub(inviteOnly, zoe(NumberFacts{InvitedAt: ago(time.Hour)})), sms(zoeNumber, "hello"), how),
		Entry("to be invited, where one must be", fridayClub(inviteOnly), sms(zoeNumber, "hello"), uninvited),
		Entry("other channels too", fridayClub(), sms("whatsapp:+14155550142", "hello"), outcome("stranger",
			StrangerTold{Number: "whatsapp:+14155550142", At: noon}, reply("whatsapp:+14155550142", how.Directs[0].Body))),
		Entry("short codes of nines too", fridayClub(), sms("99999", "hello"), outcome("stranger",
			StrangerTold{Number: "99999", At: noon}, reply("99999", how.Directs[0].Body))),
		Entry("short codes too", fridayClub(), sms("24273", "Your code is 1234"), outcome("stranger",
			StrangerTold{Number: "24273", At: noon}, reply("24273", how.Directs[0].Body))),
	)

	DescribeTable("are told nothing", decides,
		Entry("within a day", fridayClub(zoe(NumberFacts{StrangerToldAt: ago(24*time.Hour - time.Second)})), sms(zoeNumber, "hello"), outcome("stranger")),
		Entry("within a day, by commands", fridayClub(zoe(NumberFacts{StrangerToldAt: ago(time.Second)})), sms(zoeNumber, "#list"), outcome("stranger")),
		Entry("by white space", fridayClub(), sms(zoeNumber, " "), outcome("ignored")),
		Entry("banned, by chat", fridayClub(zoe(NumberFacts{Banned: true})), sms(zoeNumber, "hello"), outcome("banned")),
		Entry("banned, by #join", fridayClub(zoe(NumberFacts{Banned: true})), sms(zoeNumber, "#join Zoe"), outcome("banned")),
		Entry("banned, by START", fridayClub(zoe(NumberFacts{Banned: true})), sms(zoeNumber, "START"), outcome("banned")),
		Entry("banned, by YES", fridayClub(zoe(NumberFacts{Banned: true})), sms(zoeNumber, "YES"), outcome("banned")),
	)

	const germans E164 = "+4915123456789"
	countries := with(func(r *Room) { r.AllowedCountries = []string{"US", "CA"} })
	refused := func(number E164, facts ...NumberFacts) Outcome {
		return outcome("join", StrangerTold{Number: number, At: noon}, reply(number, "Sorry, Friday Club takes no numbers of that country."))
	}
	DescribeTable("of other countries, where there are some to choose from,", decides,
		Entry("are told nothing", fridayClub(countries), sms(germans, "hello"), outcome("stranger")),
		Entry("are told nothing by START", fridayClub(countries), sms(germans, "START"), outcome("stranger")),
		Entry("nor are short codes", fridayClub(countries), sms("24273", "hello"), outcome("stranger")),
		Entry("can't join", fridayClub(countries), sms(germans, "#join Zoe"), refused(germans)),
		Entry("are told so once a day", fridayClub(countries, knowing(germans, NumberFacts{StrangerToldAt: ago(time.Hour)})),
			sms(germans, "#join Zoe"), outcome("join")),
		Entry("can't join by another channel", fridayClub(countries), sms("whatsapp:"+germans, "#join Zoe"), refused("whatsapp:"+germans)),
		Entry("of those are answered", fridayClub(countries), sms(zoeNumber, "hello"), how),
		Entry("of those are answered on any channel", fridayClub(countries), sms("whatsapp:"+friend, "hello"), outcome("stranger",
			StrangerTold{Number: "whatsapp:" + friend, At: noon}, reply("whatsapp:"+friend, how.Directs[0].Body))),
		Entry("are welcome if the room's owner names them", fridayClub(countries, with(func(r *Room) { r.Admins = []E164{germans} })),
			sms(germans, "hello"), outcome("stranger", StrangerTold{Number: germans, At: noon}, reply(germans, how.Directs[0].Body))),
	)

	DescribeTable("always get an answer to #join", decides,
		Entry("told how to join a moment ago", fridayClub(zoe(NumberFacts{StrangerToldAt: ago(time.Second)})), sms(zoeNumber, "#join"),
			outcome("usage", reply(zoeNumber, "Usage: #join <nickname>"))),
		Entry("uninvited", fridayClub(inviteOnly, zoe(NumberFacts{StrangerToldAt: ago(time.Second)})), sms(zoeNumber, "#join Zoe"),
			outcome("join", reply(zoeNumber, "Sorry, Friday Club is for invited people only. Ask a member to invite you."))),
	)
})
