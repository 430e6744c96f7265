package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Privacy", func() {
	// Everything that Bob can text about Ann, whose profile is private.
	about := strings.Split("#who ann|#who|#list|#mute ann on|#mute ann off|#mute|#admin ann off|#invite 415 555 0101|"+
		"#resend 5|#help|#join ann|#update ann|#who 4155550|hello|#dm ann psst|#dm an psst|#topic|#me waves|#stop|#start|#private off", "|")
	muting := func(w *world) { w.muted = w.members[:1] }
	said := func(w *world) { w.recent = []Message{{Seq: 1, Body: "Ann: hello"}} }

	It("keeps numbers to oneself and public profiles", func() {
		for _, sender := range []Member{bob(), bob(admin)} {
			w := fridayClub(peopled(ann(), sender, cid()), muting, said)
			for _, body := range about {
				out := w.hears(sms(bobNumber, body))
				for _, d := range out.Directs {
					Expect(d.Body).NotTo(ContainSubstring("5550101"), "%s: %s", body, d.Body)
				}
				for _, b := range out.Broadcasts {
					Expect(b.Body).NotTo(ContainSubstring("555"), "%s: %s", body, b.Body)
				}
			}
		}
	})

	It("shows a public number to members, and nothing of anybody to strangers", func() {
		w := fridayClub(peopled(ann(public), bob()), muting, said)
		Expect(w.hears(sms(bobNumber, "#who ann")).Directs[0].Body).To(ContainSubstring(string(annNumber)))
		for _, body := range about {
			if strings.HasPrefix(body, "#join") {
				continue // that the nickname is taken must be said
			}
			for _, d := range w.hears(sms(zoeNumber, body)).Directs {
				Expect(d.Body).To(HavePrefix("This is Friday Club"), body)
			}
		}
	})

	It("lets an inviter learn nothing of the invited", func() {
		seen := map[string]bool{}
		for _, facts := range []NumberFacts{{}, {OptedOut: true}, {Banned: true}, {InvitedAt: noon}, {StrangerToldAt: noon}, {RateToldAt: noon}} {
			for _, number := range []E164{friend, annNumber, cidNumber} {
				out := fridayClub(knowing(number, facts)).hears(sms(bobNumber, "#invite "+string(number)))
				Expect(out.Directs[0].To).To(Equal(bobNumber))
				seen[out.Directs[0].Body] = true
				Expect(out.Changes).To(HaveLen(1), "each counts for the limit")
			}
		}
		Expect(seen).To(HaveLen(1))
	})

	It("tells nobody who mutes whom, or has stopped", func() {
		for _, w := range []world{fridayClub(), fridayClub(func(w *world) { w.muters = []MemberID{1} }), fridayClub(peopled(ann(stopped), bob()))} {
			out := w.hears(sms(bobNumber, "#dm ann psst"))
			Expect(out.Directs[len(out.Directs)-1]).To(Equal(reply(bobNumber, "Sent to Ann, if Ann takes messages from you.")))
		}
	})

	It("tells the muted nothing", func() {
		for _, body := range []string{"#mute ann on", "#mute ann off"} {
			for _, d := range fridayClub().hears(sms(bobNumber, body)).Directs {
				Expect(d.To).To(Equal(bobNumber))
			}
		}
	})
})
