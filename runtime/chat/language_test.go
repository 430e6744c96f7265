package chat

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
)

var _ = Describe("A German room", func() {
	inGerman := func(changes ...func(*world)) world {
		return fridayClub(append(changes, with(func(r *Room) { r.Language = German }))...)
	}
	toBob := func(kind, body string) Outcome { return outcome(kind, reply(bobNumber, body)) }
	toAnn := func(kind, body string) Outcome { return outcome(kind, reply(annNumber, body)) }
	willkommen := "Willkommen bei Friday Club, Zoe! Befehle: #help, Ende: #leave oder STOP, Hilfe: HELP. " +
		"Anzahl der SMS variiert, es gilt dein Tarif.\nThema: Kuchen"

	DescribeTable("speaks German", decides,
		Entry("to who joins, and of it to the others", inGerman(func(w *world) { w.topic = "Kuchen" }), sms(zoeNumber, "#join Zoe"),
			outcome("join", Join{Number: zoeNumber, Nickname: nick("Zoe"), Consent: "#join Zoe", Shown: willkommen},
				reply(zoeNumber, willkommen), announced(0, "Zoe ist dabei"))),
		Entry("to strangers", inGerman(), sms(zoeNumber, "hallo"), outcome("stranger", StrangerTold{Number: zoeNumber, At: noon},
			reply(zoeNumber, "Das ist Friday Club, ein Gruppenchat per SMS. Zum Beitreten: #join und ein Name, etwa #join Anna. Es gilt dein Tarif. STOP: keine SMS."))),
		Entry("of profiles, with dates as they are written", inGerman(), sms(annNumber, "#who"),
			toAnn("who", "Ann: +14155550101, dabei seit 1.11.2026, Admin. Dein Profil ist privat.")),
		Entry("in lists", inGerman(peopled(ann(stopped), bob())), sms(bobNumber, "#list"), toBob("list", "2 Mitglieder: Ann (Admin, Pause), Bob")),
		Entry("of wrong arguments", inGerman(), sms(bobNumber, "#private vielleicht"), toBob("usage", "So geht es: #private <an|aus>")),
		Entry("of unknown commands", inGerman(), sms(bobNumber, "#lsit"), toBob("unknown-command", "Den Befehl #lsit gibt es nicht. Meinst du #list? Alle Befehle: #help")),
		Entry("in #help", inGerman(), sms(annNumber, "#help admin"), toAnn("help", "#admin <Name> <an|aus>: gibt oder nimmt Admin-Rechte. Nur für Admins.")),
		Entry("of missed messages", inGerman(peopled(bob(stopped)), func(w *world) { w.missed = 3 }), sms(bobNumber, "#start"),
			outcome("start", SetActive{Member: 2, Active: true},
				reply(bobNumber, "Willkommen zurück bei Friday Club, Bob! Du hast 3 Nachrichten verpasst. Um sie zu bekommen, schreib #resend 3"))),
		Entry("of pictures and waiting", inGerman(func(w *world) { w.backlog = 3600 }), sms(annNumber, "", Media{URL: "u", ContentType: "image/png"}),
			outcome("chat", said(1, "Ann: (Bild)", Media{URL: "u", ContentType: "image/png"}),
				notice(annNumber, "Hier ist viel los: bis alle deine Nachricht haben, dauert es etwa 61 Minuten."))),
		Entry("of its rest", inGerman(with(func(r *Room) { r.SegmentsPerDay = 5; r.TimeZone, _ = time.LoadLocation("Europe/Berlin") }), func(w *world) { w.spent, w.restKnown = 5, true }),
			sms(annNumber, "hallo"), outcome("chat", RestTold{Number: annNumber, At: noon}, said(1, "Ann: hallo"),
				notice(annNumber, "Der Raum hat heute alles gesendet, was er darf, und ruht bis 09:00 CET. Dann geht deine Nachricht hinaus."))),
		Entry("to who leaves", inGerman(), sms(bobNumber, "#leave"), outcome("leave", Leave{Member: 2, Number: bobNumber},
			Direct{To: bobNumber, Body: "Du hast Friday Club verlassen; alles über dich ist gelöscht. Um zurückzukommen, schreib #join und einen Namen.", Kind: Farewell},
			announced(2, "Bob ist gegangen"))),
		Entry("in texts to one member", inGerman(peopled(ann(), bob())), sms(bobNumber, "#dm Ann hallo"), func() Outcome {
			out := outcome("dm", Direct{To: annNumber, Body: "Bob (direkt): hallo", Kind: DirectMessage, Patient: true},
				reply(bobNumber, "An Ann gesendet, wenn Ann Nachrichten von dir nimmt."))
			out.Paced = true
			return out
		}()),
	)

	DescribeTable("understands on and off in German and in English", func(body string, w world, want Outcome) { decides(w, sms(bobNumber, body), want) },
		Entry("an", "#private AN", inGerman(), toBob("private", "Dein Profil ist privat: die anderen sehen nur deinen Namen.")),
		Entry("on", "#private on", inGerman(), toBob("private", "Dein Profil ist privat: die anderen sehen nur deinen Namen.")),
		Entry("aus", "#mute Ann aus", inGerman(), outcome("mute", SetMute{By: 2, Of: 1}, reply(bobNumber, "Du bekommst die Nachrichten von Ann wieder."))),
		Entry("off", "#mute Ann off", inGerman(), outcome("mute", SetMute{By: 2, Of: 1}, reply(bobNumber, "Du bekommst die Nachrichten von Ann wieder."))),
		Entry("#ban aus", "#ban Ann aus", inGerman(peopled(ann(), bob(admin))), toBob("ban", "Ann ist nicht gesperrt.")),
		Entry("#quiet aus", "#quiet aus", inGerman(), toBob("quiet", "Du hast keine Ruhezeit. Beispiel: #quiet 22:00-07:00")),
		Entry("not in an English room", "#private aus", fridayClub(), toBob("usage", "Usage: #private <on|off>")),
	)
})
