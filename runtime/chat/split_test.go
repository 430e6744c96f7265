package chat

import (
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Splitting", func() {
	parts := func(text string) []string { return says("Ann").split(text) }
	bodies := func(text string) []string {
		pieces := parts(text)
		for i, piece := range pieces {
			pieces[i] = strings.TrimPrefix(piece, says("Ann").label(i+1, len(pieces)))
		}
		return pieces
	}
	const label2 = len("Ann (1/2): ")

	It("leaves whole what one SMS holds", func() {
		Expect(parts("hello")).To(Equal([]string{"Ann: hello"}))
		Expect(parts(strings.Repeat("x", 1595))).To(HaveLen(1))
		Expect(parts(strings.Repeat("x", 1596))).To(HaveLen(2))
		Expect((opening{}).split(strings.Repeat("x", 1600))).To(Equal([]string{strings.Repeat("x", 1600)}))
	})

	It("numbers parts without a speaker too", func() {
		Expect((opening{}).split(strings.Repeat("x", 1601))).To(Equal([]string{
			"(1/2) " + strings.Repeat("x", 1594), "(2/2) " + strings.Repeat("x", 7)}))
	})

	It("cuts between words and drops the white space there", func() {
		word := strings.Repeat("x", 999)
		Expect(parts(word + " \n " + word)).To(Equal([]string{"Ann (1/2): " + word, "Ann (2/2): " + word}))
	})

	It("fills a part to the last unit", func() {
		first := strings.Repeat("x", 1600-label2)
		Expect(bodies(first + " and more")).To(Equal([]string{first, "and more"}))
	})

	It("fills parts of many words to the last unit", func() {
		full := strings.Repeat("x ", (1600-label2)/2) + "x"
		Expect(units(full)).To(Equal(1600 - label2))
		Expect(bodies(full + " " + full)).To(Equal([]string{full, full}))
	})

	It("cuts what has no words at the last unit", func() {
		Expect(bodies(strings.Repeat("x", 1600))).To(Equal([]string{strings.Repeat("x", 1600-label2), strings.Repeat("x", label2)}))
	})

	It("numbers more than nine parts", func() {
		pieces := parts(strings.Repeat("x", 16000))
		Expect(pieces).To(HaveLen(11))
		Expect(pieces[0]).To(HavePrefix("Ann (1/11): xx"))
		Expect(pieces[10]).To(HavePrefix("Ann (11/11): xx"))
	})

	DescribeTable("never takes a character apart",
		func(character string) {
			for shift := range 8 {
				text := strings.Repeat("x", shift) + strings.Repeat(character, 2000/units(character))
				cut := bodies(text)
				for _, body := range cut {
					Expect(strings.Trim(strings.ReplaceAll(body, character, ""), "x")).To(BeEmpty())
				}
				Expect(units(cut[0])).To(BeNumerically(">", 1600-label2-units(character)), "as many as fit")
			}
		},
		Entry("surrogate pairs", "😀"),
		Entry("skin tones", "👍🏽"),
		Entry("families", "👨‍👩‍👧‍👦"),
		Entry("flags", "🇩🇪"),
		Entry("Scotland", "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"),
		Entry("keycaps", "1️⃣"),
		Entry("accents", "e\u0301\u0323"),
		Entry("Devanagari", "कि"),
		Entry("jamo", "\u1112\u1161\u11ab"),
		Entry("Hangul with a tail", "하\u11ab"),
		Entry("half-width katakana", "ｶﾞ"),
		Entry("Hangul syllables", "한"),
		Entry("jamo without a tail", "\u1112\u1161"),
		Entry("the last of the jamo", "\u115f\u11a7\u11ff"),
		Entry("two tails", "\u1100\u1160\u11a8\u11ff"),
		Entry("the palest skin", "👋🏻"),
		Entry("the darkest skin", "👋🏿"),
	)

	It("cuts even a character that no SMS holds", func() {
		monster := "e" + strings.Repeat("\u0301", 2000)
		Expect(strings.Join(bodies(monster), "")).To(Equal(monster))
	})
})
