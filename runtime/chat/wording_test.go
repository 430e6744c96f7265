package chat

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// ordinary is what stands in the messages' places on an ordinary day.
var ordinary = map[string]string{
	"room": "Oak Street Neighbors", "name": "Charlotte", "old": "Charlotte", "free": "Charlotte2", "near": "Charlotte",
	"command": "private", "usage": useAdmin, "summary": string(sumMute), "count": "2500", "limit": "2048", "wait": "119 minutes",
	"number": "+14155550101", "since": "22 Nov 2026", "admin": string(msgProfileAdmin), "place": "San Francisco CA US",
	"names": "Charlotte, Bob (stopped), Cid, Dora, Eve, Frank", "time": "00:00 PST", "page": "12", "pages": "50",
}

// catalogue reads wording.go itself, so that no message can be left out.
func catalogue() map[string]string {
	file, err := parser.ParseFile(token.NewFileSet(), "wording.go", nil, 0)
	Expect(err).NotTo(HaveOccurred())
	messages := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			messages[spec.Names[0].Name] = literals(spec.Values)
		}
		return true
	})
	return messages
}

func literals(values []ast.Expr) string {
	var text strings.Builder
	for _, value := range values {
		ast.Inspect(value, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok {
				part, err := strconv.Unquote(lit.Value)
				Expect(err).NotTo(HaveOccurred())
				text.WriteString(part)
			}
			return true
		})
	}
	return text.String()
}

var _ = Describe("The catalogue", func() {
	placeholder := regexp.MustCompile(`\{[^}]*\}?`)
	filled := func(m string) string {
		var pairs []string
		for name, value := range ordinary {
			pairs = append(pairs, name, value)
		}
		room := Room{Name: ordinary["room"], Prefix: '#'}
		return room.say(message(m), pairs...)
	}

	It("costs one plain segment a message", func() {
		messages := catalogue()
		Expect(len(messages)).To(BeNumerically(">", 80))
		for name, m := range messages {
			body := filled(m)
			GinkgoWriter.Printf("%d segment(s), %3d units  %-22s %s\n", segments(body), units(body), name, body)
			Expect(plainGSM(body)).To(BeTrue(), "%s is not plain GSM-7: %s", name, body)
			Expect(segments(body)).To(Equal(1), "%s takes %d characters: %s", name, units(body), body)
		}
	})

	It("has no place that nothing fills", func() {
		for name, m := range catalogue() {
			for _, place := range placeholder.FindAllString(m, -1) {
				Expect(ordinary).To(HaveKey(strings.Trim(place, "{}")), "%s: %s", name, m)
			}
			Expect(filled(m)).NotTo(ContainSubstring("{"), name)
		}
	})

	It("says what US carriers ask a first welcome to say", func() {
		Expect(filled(string(msgWelcome))).To(SatisfyAll(
			ContainSubstring("Oak Street Neighbors"), ContainSubstring("frequency varies"),
			ContainSubstring("msg&data rates may apply"), ContainSubstring("HELP"), ContainSubstring("STOP"), ContainSubstring("#help")))
	})

	It("names the inviter, the room, the way in and the way out in an invitation", func() {
		Expect(filled(string(msgInvitation))).To(SatisfyAll(
			ContainSubstring("Charlotte invites you to Oak Street Neighbors"),
			ContainSubstring("#join"), ContainSubstring("refuse"), ContainSubstring("STOP")))
	})

	It("uses the room's own prefix and takes nothing that people wrote for a place", func() {
		room := Room{Name: "{name} #1", Prefix: '!'}
		Expect(room.say("{room}: #help {name} {nobody}", "name", "{room}#")).To(Equal("{name} #1: !help {room}# "))
	})
})
