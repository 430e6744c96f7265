package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Nicknames", func() {
	DescribeTable("keep their form and are compared without it",
		func(typed, display, key string) {
			n, err := ParseNickname(typed)
			Expect(err).NotTo(HaveOccurred())
			Expect([]string{n.String(), n.Key()}).To(Equal([]string{display, key}))
			Expect(nicknameKey(typed)).To(Equal(key))
			Expect(ParseNickname(display)).To(Equal(n))
			Expect(StoredNickname(display, key)).To(Equal(n))
		},
		Entry("one letter", "A", "A", "a"),
		Entry("plain", "Ann", "Ann", "ann"),
		Entry("with @", "@Ann", "Ann", "ann"),
		Entry("with a full-width @", "＠Ann", "Ann", "ann"),
		Entry("digits and signs", "Ann_B-2.0", "Ann_B-2.0", "ann_b-2.0"),
		Entry("composed", "Zo\u00eb", "Zoë", "zoë"),
		Entry("decomposed", "Zoe\u0308", "Zoë", "zoë"),
		Entry("full-width", "Ａnn", "Ａnn", "ann"),
		Entry("ligature", "ﬁnn", "ﬁnn", "finn"),
		Entry("sharp s", "Voß", "Voß", "voss"),
		Entry("Greek final sigma", "ΣΩΣ", "ΣΩΣ", "σωσ"),
		Entry("Cyrillic", "Ольга", "Ольга", "ольга"),
		Entry("Devanagari with vowel signs", "किरण", "किरण", "किरण"),
		Entry("Thai", "ก้อง", "ก้อง", "ก้อง"),
		Entry("Arabic", "سارة", "سارة", "سارة"),
		Entry("Han", "小明", "小明", "小明"),
		Entry("Arabic digits", "سارة٢", "سارة٢", "سارة٢"),
		Entry("20 letters of two bytes", strings.Repeat("é", 20), strings.Repeat("é", 20), strings.Repeat("é", 20)),
		Entry("20 after normalisation", strings.Repeat("e\u0301", 20), strings.Repeat("é", 20), strings.Repeat("é", 20)),
		Entry("a reserved word and more", "helper", "helper", "helper"),
	)

	DescribeTable("follow the rule",
		func(typed string, why error) {
			_, err := ParseNickname(typed)
			Expect(err).To(MatchError(why))
		},
		Entry("empty", "", ErrNicknameLength),
		Entry("@ alone", "@", ErrNicknameLength),
		Entry("21", "A23456789012345678901", ErrNicknameLength),
		Entry("21 after normalisation", "ﬁ"+strings.Repeat("a", 19), ErrNicknameLength),
		Entry("a digit first", "1Ann", ErrNicknameForm),
		Entry("a sign first", "_Ann", ErrNicknameForm),
		Entry("a mark first", "\u0301Ann", ErrNicknameForm),
		Entry("two @", "@@Ann", ErrNicknameForm),
		Entry("a space", "Ann B", ErrNicknameForm),
		Entry("a no-break space", "Ann\u00a0B", ErrNicknameForm),
		Entry("other signs", "Ann!", ErrNicknameForm),
		Entry("a colon, which ends the name in a text", "Ann:", ErrNicknameForm),
		Entry("brackets", "Ann(1/2)", ErrNicknameForm),
		Entry("an emoji", "Ann😀", ErrNicknameForm),
		Entry("a line", "Ann\nBob", ErrNicknameForm),
		Entry("zero-width space", "An\u200bn", ErrNicknameForm),
		Entry("zero-width joiner", "An\u200dn", ErrNicknameForm),
		Entry("zero-width non-joiner", "An\u200cn", ErrNicknameForm),
		Entry("byte order mark", "\ufeffAnn", ErrNicknameForm),
		Entry("soft hyphen", "An\u00adn", ErrNicknameForm),
		Entry("right-to-left override", "Ann\u202e", ErrNicknameForm),
		Entry("isolate", "Ann\u2066", ErrNicknameForm),
		Entry("variation selector", "Ann\ufe0f", ErrNicknameForm),
		Entry("grapheme joiner", "An\u034fn", ErrNicknameForm),
		Entry("Hangul filler", "An\u3164n", ErrNicknameForm),
		Entry("half-width Hangul filler", "An\uffa0n", ErrNicknameForm),
		Entry("broken UTF-8", "An\xffn", ErrNicknameForm),
		Entry("all", "all", ErrNicknameReserved),
		Entry("here", "Here", ErrNicknameReserved),
		Entry("room", "@ROOM", ErrNicknameReserved),
		Entry("admin in full width", "ａｄｍｉｎ", ErrNicknameReserved),
		Entry("help", "help", ErrNicknameReserved),
	)

	It("knows none from some", func() {
		Expect(Nickname{}.IsZero()).To(BeTrue())
		Expect(nick("Ann").IsZero()).To(BeFalse())
	})
})
