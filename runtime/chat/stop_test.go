package chat

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("#stop and #start", func() {
	paused := peopled(ann(), bob(stopped))
	missed := func(n int) func(*world) { return func(w *world) { w.missed = n } }
	starts := func(body string) Outcome {
		return outcome("start", SetActive{Member: 2, Active: true}, reply(bobNumber, "Welcome back to Friday Club, Bob!"+body))
	}

	DescribeTable("pause and return", decides,
		Entry("#stop confirms once, with the way back", fridayClub(), sms(bobNumber, "#stop"),
			outcome("stop", SetActive{Member: 2}, reply(bobNumber, "You have stopped and get no more messages from Friday Club. To come back, text #start"))),
		Entry("#stop again changes nothing", fridayClub(paused), sms(bobNumber, "#stop"),
			outcome("stop", reply(bobNumber, "You have stopped already. To come back, text #start"))),
		Entry("#start", fridayClub(paused), sms(bobNumber, "#start"), starts("")),
		Entry("#start tells of one missed", fridayClub(paused, missed(1)), sms(bobNumber, "#start"), starts(" You missed 1 message. To get it, text #resend")),
		Entry("#start tells of 20 missed", fridayClub(paused, missed(20)), sms(bobNumber, "#start"), starts(" You missed 20 messages. To get them, text #resend 20")),
		Entry("#start tells of more missed than can be resent", fridayClub(paused, missed(21)), sms(bobNumber, "#start"),
			starts(" You missed 21 messages. To get the last 20, text #resend 20")),
		Entry("#start again changes nothing", fridayClub(), sms(bobNumber, "#start"), outcome("start", reply(bobNumber, "You get the messages of Friday Club already."))),
	)

	DescribeTable("leave the commands working while stopped", decides,
		Entry("#who", fridayClub(paused), sms(bobNumber, "#who Ann"), outcome("who", reply(bobNumber, "The profile of Ann is private."))),
		Entry("#invite", fridayClub(paused), sms(bobNumber, "#invite Zoe"),
			outcome("invite", reply(bobNumber, "I can't read that as a phone number. Try it with the country code: #invite +14155550123"))),
		Entry("unknown ones", fridayClub(paused), sms(bobNumber, "#strat"),
			outcome("unknown-command", reply(bobNumber, "There is no command #strat. Did you mean #start? Text #help for all commands."))),
	)

	It("ask only for what was missed", func() {
		Expect(Read(fridayClub().room, sms(bobNumber, "#stop")).Need).To(Equal(Need{}))
		Expect(Read(fridayClub().room, sms(bobNumber, "#start")).Need).To(Equal(Need{Missed: true}))
	})
})
