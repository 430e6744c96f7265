package chat

import (
	"fmt"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// oddities are arguments that no command takes for anything.
var oddities = map[string]string{
	"emoji":           strings.Repeat("\U0001f600", 2048),
	"right to left":   strings.Repeat("\u202e", 2048),
	"zero width":      "\u200b",
	"an isolate":      "\u2066x",
	"variations":      strings.Repeat("\ufe0f", 300),
	"marks":           "e" + strings.Repeat("\u0301", 2000),
	"300 KB":          strings.Repeat("x", 300_000),
	"300 KB of words": strings.Repeat("x ", 150_000),
	"an @":            "@",
	"two @":           "@@",
	"NUL":             "\x00",
	"escapes":         "\x1b[2J\x07",
	"half a pair":     "\xed\xa0\x80",
	"broken UTF-8":    "\xff\xfe",
	"a placeholder":   "{name}{",
	"a negative":      "-1",
	"a huge number":   "99999999999999999999999",
	"signs":           "!\"$%&/()=?",
}

var _ = Describe("Bad input", func() {
	hears := func(name, argument string) Outcome {
		sender := annNumber
		if name == "join" {
			sender = zoeNumber
		}
		return fridayClub().hears(sms(sender, "#"+name+argument))
	}

	for _, c := range builtins() {
		about := c.about()

		It("is answered by #"+about.name+" and changes nothing", func() {
			for what, argument := range oddities {
				for _, between := range []string{" ", "\u00a0", "\n"} {
					out := hears(about.name, between+argument)
					checkRefusal(out, about.name, what)
				}
			}
		})

		It("is no command behind #"+about.name+" if it is glued to it", func() {
			for what, argument := range map[string]string{"zero width": "\u200b", "an isolate": "\u2066x", "a mark": "\u0301", "NUL": "\x00"} {
				out := hears(about.name, argument)
				if about.name == "join" {
					Expect(out.Kind).To(Equal(KindStranger), what)
					continue
				}
				Expect(out.Kind).To(Equal(KindUnknownCommand), what)
				checkReplies(out, what)
			}
		})

		if about.min > 0 {
			It("is nothing at all for #"+about.name, func() {
				for _, argument := range []string{"", " ", " \u00a0\n"} {
					out := hears(about.name, argument)
					Expect(out.Kind).To(Equal(KindUsage))
					checkRefusal(out, about.name, "nothing")
				}
			})
		}

		if about.max >= 0 {
			It("is one argument too many for #"+about.name, func() {
				out := hears(about.name, strings.Repeat(" on", about.max+1))
				Expect(out.Kind).To(Equal(KindUsage))
				checkRefusal(out, about.name, "too many")
			})
		}
	}
})

// checkRefusal: nothing but a short answer, or words to people where those are the point.
func checkRefusal(out Outcome, name, what string) {
	GinkgoHelper()
	talk := name == "me" || name == "topic"
	Expect(out.Kind).To(BeElementOf(KindUsage, KindTooLong, name), what)
	if !talk {
		Expect(out.Changes).To(BeEmpty(), "%s %s", name, what)
		Expect(out.Broadcasts).To(BeEmpty(), "%s %s", name, what)
	}
	checkReplies(out, fmt.Sprintf("%s %s", name, what))
}

func checkReplies(out Outcome, what string) {
	GinkgoHelper()
	Expect(len(out.Directs)).To(BeNumerically("<=", 2), what)
	for _, d := range out.Directs {
		Expect(units(d.Body)).To(BeNumerically("<=", 306), what)
		Expect(d.Body).NotTo(BeEmpty(), what)
		for _, r := range d.Body {
			Expect(r == '\n' || visible(r)).To(BeTrue(), "%s is answered with %q", what, d.Body)
		}
	}
}
