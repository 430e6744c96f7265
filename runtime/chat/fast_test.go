package chat

import (
	"math"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// slack is how much slower than promised a test may be: machines are busy, and the race
// detector is slow. The promise itself is held by the benchmarks.
const slack = 10

// fastest is the time that f takes when nothing comes between.
func fastest(f func()) time.Duration {
	const each = 10
	best := time.Duration(math.MaxInt64)
	for range 50 {
		begun := time.Now()
		for range each {
			f()
		}
		best = min(best, time.Since(begun)/each)
	}
	return best
}

var _ = Describe("Deciding is fast", func() {
	w := crowded()

	for _, of := range []struct {
		what   string
		limit  time.Duration
		bodies []string
	}{
		{"a chat text in 5 µs", 5 * time.Microsecond, []string{chatText}},
		{"every command in 20 µs, in a room of 200", 20 * time.Microsecond, commandTexts},
	} {
		It(of.what, func() {
			for _, body := range of.bodies {
				text := sms(fromOf(body), body)
				reading := Read(w.room, text)
				facts := w.facts(text.From, reading.Need)
				took := fastest(func() { sink = Decide(w.room, reading, text, facts) })
				GinkgoWriter.Printf("%8s %s\n", took, body)
				Expect(took).To(BeNumerically("<", slack*of.limit), body)
			}
		})
	}

	It("and every command is measured", func() {
		for _, c := range builtins() {
			name := "#" + c.about().name
			Expect(commandTexts).To(ContainElement(Or(Equal(name), HavePrefix(name+" "))))
		}
	})

	It("and a chat text takes at most 20 allocations, reading it none", func() {
		w, text := fridayClub(), sms(bobNumber, "see you at 8")
		reading := Read(w.room, text)
		facts := w.facts(text.From, reading.Need)
		Expect(testing.AllocsPerRun(100, func() { Read(w.room, text) })).To(BeZero())
		Expect(testing.AllocsPerRun(100, func() { Decide(w.room, reading, text, facts) })).To(BeNumerically("<=", 20))
	})

	It("whatever is typed for a name", func() {
		for _, name := range []string{strings.Repeat("m", 20), strings.Repeat("\u0430", 20), strings.Repeat("x", 300_000)} {
			for _, command := range []string{"#who ", "#join ", "#dm "} {
				text := sms(fromOf(command), command+name)
				reading := Read(w.room, text)
				facts := w.facts(text.From, reading.Need)
				Expect(fastest(func() { sink = Decide(w.room, reading, text, facts) })).To(BeNumerically("<", slack*time.Millisecond))
			}
		}
	})
})
