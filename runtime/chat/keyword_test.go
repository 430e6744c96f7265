package chat

import (
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Carrier keywords", func() {
	self := with(func(r *Room) { r.SelfOptOut = true })
	tollFree := with(func(r *Room) { r.NumberType = TollFree })
	shortCode := with(func(r *Room) { r.NumberType, r.SelfOptOut = ShortCode, true })
	gone := peopled(ann(), bob(optedOut), cid())
	goneAndPaused := peopled(ann(), bob(optedOut, stopped), cid())
	missed := func(n int) func(*world) { return func(w *world) { w.missed = n } }
	zoe := func(facts NumberFacts) func(*world) { return knowing(zoeNumber, facts) }
	out := func(n E164, word string) Change { return SetOptedOut{Number: n, OptedOut: true, Keyword: word} }
	back := func(n E164, word string) Change { return SetOptedOut{Number: n, Keyword: word} }
	confirmed := func(to E164) Direct {
		return Direct{To: to, Kind: OptOutConfirmation, Body: "You get no more texts from Friday Club. To come back, text START."}
	}
	helped := Direct{To: bobNumber, Kind: Reply, Body: "Friday Club, a group chat by SMS. Text #help for commands. " +
		"Msg frequency varies, msg&data rates may apply. Text STOP to get no more texts."}
	startFirst := Direct{To: bobNumber, Kind: OptOutConfirmation, Body: "You have texted STOP, so Friday Club can't text you. Text START first."}
	welcomeBack := reply(bobNumber, "Welcome back to Friday Club, Bob!")
	howToJoin := fridayClub().hears(sms(zoeNumber, "hello"))
	typed := func(optOutType, body string) Text {
		return Text{From: bobNumber, Body: body, OptOutType: optOutType}
	}
	stopWords := strings.Fields("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT")

	It("takes every word of the STOP family, in any case, never for chat", func() {
		for _, word := range stopWords {
			for _, body := range []string{word, strings.ToLower(word), " " + word[:1] + strings.ToLower(word[1:]) + "\n"} {
				decides(fridayClub(), sms(bobNumber, body), outcome("keyword-stop", out(bobNumber, word)))
				decides(fridayClub(shortCode), sms(bobNumber, body), outcome("keyword-stop", out(bobNumber, word), confirmed(bobNumber)))
			}
		}
	})

	It("takes only a word that stands alone", func() {
		for _, word := range append(stopWords, "START", "UNSTOP", "HELP", "INFO", "YES") {
			for _, body := range []string{word + " please", "we have to " + word, word + ".", word + "\u200b", "\"" + word + "\""} {
				decides(fridayClub(), sms(bobNumber, body), outcome("chat", said(2, "Bob: "+body)))
			}
		}
		decides(fridayClub(), sms(bobNumber, "stop all"), outcome("chat", said(2, "Bob: stop all")))
	})

	DescribeTable("STOP", decides,
		Entry("marks a member", fridayClub(), sms(bobNumber, "stop"), outcome("keyword-stop", out(bobNumber, "STOP"))),
		Entry("marks a member who has paused", fridayClub(peopled(bob(stopped))), sms(bobNumber, "stop"), outcome("keyword-stop", out(bobNumber, "STOP"))),
		Entry("marks a stranger", fridayClub(), sms(zoeNumber, "stop"), outcome("keyword-stop", out(zoeNumber, "STOP"))),
		Entry("marks a banned number, and that is all", fridayClub(shortCode, zoe(NumberFacts{Banned: true})), sms(zoeNumber, "stop"),
			outcome("keyword-stop", out(zoeNumber, "STOP"))),
		Entry("does nothing twice", fridayClub(gone), sms(bobNumber, "stop"), outcome("keyword-stop")),
		Entry("does nothing twice to strangers", fridayClub(zoe(NumberFacts{OptedOut: true})), sms(zoeNumber, "stop"), outcome("keyword-stop")),
		Entry("is confirmed by the room, once", fridayClub(self), sms(bobNumber, "stop"), outcome("keyword-stop", out(bobNumber, "STOP"), confirmed(bobNumber))),
		Entry("is not confirmed again", fridayClub(self, gone), sms(bobNumber, "stop"), outcome("keyword-stop")),
		Entry("is confirmed to strangers", fridayClub(self), sms(zoeNumber, "stop"), outcome("keyword-stop", out(zoeNumber, "STOP"), confirmed(zoeNumber))),
		Entry("on a toll-free number", fridayClub(tollFree), sms(bobNumber, "stop"), outcome("keyword-stop", out(bobNumber, "STOP"))),
		Entry("in a service's own words", fridayClub(), typed("STOP", "arret"), outcome("keyword-stop", out(bobNumber, "ARRET"))),
		Entry("that Twilio answered is not answered again", fridayClub(self), typed("STOP", "STOP"), outcome("keyword-stop", out(bobNumber, "STOP"))),
	)

	DescribeTable("HELP", decides,
		Entry("is Twilio's to answer", fridayClub(), sms(bobNumber, "Help"), outcome("keyword-help")),
		Entry("INFO too", fridayClub(), sms(bobNumber, "info"), outcome("keyword-help")),
		Entry("in a service's own words", fridayClub(), typed("HELP", "aide"), outcome("keyword-help")),
		Entry("by strangers too", fridayClub(), sms(zoeNumber, "help"), outcome("keyword-help")),
		Entry("is the room's on a short code", fridayClub(shortCode), sms(bobNumber, "help"), outcome("keyword-help", helped)),
		Entry("even after STOP", fridayClub(shortCode, gone), sms(bobNumber, "help"),
			outcome("keyword-help", Direct{To: bobNumber, Kind: OptOutConfirmation, Body: helped.Body})),
		Entry("but not to banned numbers", fridayClub(shortCode, zoe(NumberFacts{Banned: true})), sms(zoeNumber, "help"), outcome("keyword-help")),
		Entry("and not where Twilio answered", fridayClub(self), typed("HELP", "HELP"), outcome("keyword-help")),
	)

	DescribeTable("START after STOP", decides,
		Entry("brings back", fridayClub(gone), sms(bobNumber, "start"), outcome("keyword-start", back(bobNumber, "START"), welcomeBack)),
		Entry("UNSTOP too", fridayClub(gone), sms(bobNumber, "unstop"), outcome("keyword-start", back(bobNumber, "UNSTOP"), welcomeBack)),
		Entry("YES too", fridayClub(gone), sms(bobNumber, "Yes"), outcome("keyword-start", back(bobNumber, "YES"), welcomeBack)),
		Entry("YES on a short code", fridayClub(gone, shortCode), sms(bobNumber, "Yes"), outcome("keyword-start", back(bobNumber, "YES"), welcomeBack)),
		Entry("START on a toll-free number", fridayClub(gone, tollFree), sms(bobNumber, "start"), outcome("keyword-start", back(bobNumber, "START"), welcomeBack)),
		Entry("UNSTOP on a toll-free number", fridayClub(gone, tollFree), sms(bobNumber, "unstop"), outcome("keyword-start", back(bobNumber, "UNSTOP"), welcomeBack)),
		Entry("but not YES on a toll-free number", fridayClub(gone, tollFree), sms(bobNumber, "yes"), outcome("opted-out")),
		Entry("in a service's own words", fridayClub(gone), typed("START", "reprise"), outcome("keyword-start", back(bobNumber, "REPRISE"), welcomeBack)),
		Entry("ends a pause too and says what was missed", fridayClub(goneAndPaused, missed(3)), sms(bobNumber, "start"),
			outcome("keyword-start", back(bobNumber, "START"), SetActive{Member: 2, Active: true},
				reply(bobNumber, "Welcome back to Friday Club, Bob! You missed 3 messages. To get them, text #resend 3"))),
		Entry("tells a stranger how to join", fridayClub(zoe(NumberFacts{OptedOut: true})), sms(zoeNumber, "start"),
			outcome("keyword-start", back(zoeNumber, "START"), howToJoin.Changes[0], howToJoin.Directs[0])),
		Entry("tells a stranger nothing twice a day", fridayClub(zoe(NumberFacts{OptedOut: true, StrangerToldAt: noon.Add(-time.Hour)})), sms(zoeNumber, "start"),
			outcome("keyword-start", back(zoeNumber, "START"))),
		Entry("tells a banned number nothing", fridayClub(zoe(NumberFacts{OptedOut: true, Banned: true})), sms(zoeNumber, "start"),
			outcome("keyword-start", back(zoeNumber, "START"))),
	)

	DescribeTable("START from someone who had not opted out", decides,
		Entry("does what #start does", fridayClub(peopled(bob(stopped)), missed(1)), sms(bobNumber, "START"),
			outcome("keyword-start", SetActive{Member: 2, Active: true},
				reply(bobNumber, "Welcome back to Friday Club, Bob! You missed 1 message. To get it, text #resend"))),
		Entry("UNSTOP too", fridayClub(), sms(bobNumber, "unstop"), outcome("keyword-start", reply(bobNumber, "You get the messages of Friday Club already."))),
		Entry("YES is chat", fridayClub(), sms(bobNumber, "Yes"), outcome("chat", said(2, "Bob: Yes"))),
		Entry("YES is chat where a service calls it START", fridayClub(), typed("START", "YES"), outcome("chat", said(2, "Bob: YES"))),
		Entry("YES is chat on a toll-free number", fridayClub(tollFree), sms(bobNumber, "Yes"), outcome("chat", said(2, "Bob: Yes"))),
		Entry("YES is not sent by one who has stopped", fridayClub(peopled(bob(stopped))), sms(bobNumber, "Yes"),
			outcome("stopped", reply(bobNumber, "Not sent: you have stopped. #start to talk again."))),
	)

	DescribeTable("after STOP nothing is sent and nothing is heard", decides,
		Entry("chat", fridayClub(gone), sms(bobNumber, "hello"), outcome("opted-out")),
		Entry("commands", fridayClub(gone), sms(bobNumber, "#list"), outcome("opted-out")),
		Entry("#start", fridayClub(gone), sms(bobNumber, "#start"), outcome("opted-out")),
		Entry("#join by a stranger", fridayClub(zoe(NumberFacts{OptedOut: true})), sms(zoeNumber, "#join Zoe"), outcome("opted-out")),
		Entry("chat by a stranger", fridayClub(zoe(NumberFacts{OptedOut: true})), sms(zoeNumber, "hello"), outcome("opted-out")),
		Entry("#start, where the room can say so: START first", fridayClub(self, gone), sms(bobNumber, "#start"), outcome("opted-out", startFirst)),
		Entry("#join, where the room can say so: START first", fridayClub(self, gone), sms(bobNumber, "#join Bob"), outcome("opted-out", startFirst)),
		Entry("other commands, where the room could say so", fridayClub(self, gone), sms(bobNumber, "#list"), outcome("opted-out")),
		Entry("chat, where the room could say so", fridayClub(self, gone), sms(bobNumber, "hello"), outcome("opted-out")),
	)

	It("asks for nothing that a keyword does not use", func() {
		need := func(body string) Need { return Read(fridayClub().room, sms(bobNumber, body)).Need }
		Expect(need("STOP")).To(Equal(Need{}))
		Expect(need("HELP")).To(Equal(Need{}))
		Expect(need("START")).To(Equal(Need{Missed: true}))
		Expect(need("YES")).To(Equal(Need{Missed: true, Chat: true}))
	})
})
