package chat

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// ordinary is what stands in the messages' places on an ordinary day.
func ordinary(words *catalogue) map[string]string {
	return map[string]string{
		"room": "Oak Street Neighbors", "name": "Charlotte", "old": "Charlotte", "free": "Charlotte2", "near": "Charlotte",
		"command": "private", "usage": words[useAdmin], "summary": words[sumMute], "count": "2500", "limit": "2048", "wait": "119 minutes",
		"number": "+14155550101", "since": "22 Nov 2026", "admin": words[msgProfileAdmin], "place": "San Francisco CA US",
		"names": "Charlotte, Bob (stopped), Cid, Dora, Eve, Frank", "time": "00:00 PST", "until": "22 Nov 2026, 00:00 PST", "page": "12", "pages": "50",
		"topic": "Summer party on the 12th, bring chairs", "from": "22:00", "to": "07:00", "zone": "America/Argentina/Buenos_Aires",
		"active": "2400", "messages": "1200", "spent": "250000", "of": " of 300000", "backlog": "12000",
		"reactions": "Bob and Cid liked, Dora loved", "quote": "I bring the cake and the candles at...", "emoji": "\U0001f389", "code": "123456",
	}
}

// unplain are the entries into which an emoji goes; they are used where a segment has room
// for it.
var unplain = []string{"reactedWith"}

// entries are a catalogue's by their names in the source, which numbers them.
func entries(words *catalogue) map[string]string {
	file, err := parser.ParseFile(token.NewFileSet(), "message.go", nil, 0)
	Expect(err).NotTo(HaveOccurred())
	byName := map[string]string{}
	for _, decl := range file.Decls {
		names, ok := decl.(*ast.GenDecl)
		if !ok || names.Tok != token.CONST {
			continue
		}
		Expect(names.Specs).To(HaveLen(len(words) + 1))
		for i := range words {
			byName[names.Specs[i].(*ast.ValueSpec).Names[0].Name] = words[i]
		}
	}
	delete(byName, "noMessage")
	return byName
}

var _ = Describe("The catalogue", func() {
	placeholder := regexp.MustCompile(`\{[^}]*\}?|#[a-z]*`)
	fill := func(words *catalogue, text string) string {
		var pairs []string
		for name, value := range ordinary(words) {
			pairs = append(pairs, name, value)
		}
		room := Room{Name: ordinary(words)["room"], Prefix: '#'}
		return room.filled(text, pairs...)
	}
	filled := func(text string) string { return fill(&english, text) }

	for language, words := range map[Language]*catalogue{English: &english, German: &german} {
		It("costs one plain segment a message: "+string(language), func() {
			room := Room{Language: language}
			Expect(room.words()).To(BeIdenticalTo(words))
			all := entries(words)
			Expect(len(all)).To(BeNumerically(">", 150))
			for name, m := range all {
				body := fill(words, m)
				GinkgoWriter.Printf("%d segment(s), %3d units  %-22s %s\n", segments(body), units(body), name, body)
				Expect(m).NotTo(BeEmpty(), name)
				Expect(segments(body)).To(Equal(1), "%s takes %d characters: %s", name, units(body), body)
				Expect(plainGSM(body)).To(Equal(!slices.Contains(unplain, name)), "%s in GSM-7: %s", name, body)
			}
		})

		It("has no place that nothing fills: "+string(language), func() {
			for name, m := range entries(words) {
				for _, place := range placeholder.FindAllString(m, -1) {
					if place[0] == '{' {
						Expect(ordinary(words)).To(HaveKey(strings.Trim(place, "{}")), "%s: %s", name, m)
					}
				}
				Expect(fill(words, m)).NotTo(ContainSubstring("{"), name)
			}
		})
	}

	It("has the same places in every language", func() {
		places := func(m string) []string {
			return slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(m, -1))))
		}
		inGerman := entries(&german)
		for name, m := range entries(&english) {
			Expect(places(inGerman[name])).To(Equal(places(m)), name)
		}
	})

	It("says what US carriers ask a first welcome to say", func() {
		Expect(filled(english[msgWelcome])).To(SatisfyAll(
			ContainSubstring("Oak Street Neighbors"), ContainSubstring("frequency varies"),
			ContainSubstring("msg&data rates may apply"), ContainSubstring("HELP"), ContainSubstring("STOP"), ContainSubstring("#help")))
	})

	It("names the inviter, the room, the way in and the way out in an invitation", func() {
		Expect(filled(english[msgInvitation])).To(SatisfyAll(
			ContainSubstring("Charlotte invites you to Oak Street Neighbors"),
			ContainSubstring("#join"), ContainSubstring("refuse"), ContainSubstring("STOP")))
	})

	It("uses the room's own prefix and takes nothing that people wrote for a place", func() {
		room := Room{Name: "{name} #1", Prefix: '!'}
		Expect(room.filled("{room}: #help {name} {nobody}", "name", "{room}#")).To(Equal("{name} #1: !help {room}# "))
	})
})
