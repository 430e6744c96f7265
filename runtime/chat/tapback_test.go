package chat

import (
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// googles is a tapback as Google Messages writes it: verb, link and quotation marks are the
// owner's language, the marks are not.
func googles(verb, mark, emoji, link, open, quote, shut string) string {
	return "\u200a" + verb + mark + emoji + mark + link + open + "\u200a" + quote + "\u200a" + shut + "\u200a"
}

var _ = Describe("A tapback", func() {
	given := func(what Reaction, quote string) tapback { return tapback{what: what, quote: quote} }
	taken := func(what Reaction, quote string) tapback { return tapback{what: what, back: true, quote: quote} }
	is := func(body string, want tapback) {
		GinkgoHelper()
		t, ok := parseTapback(body)
		Expect(ok).To(BeTrue(), body)
		Expect(t).To(Equal(want), body)
	}
	isChat := func(body string) {
		GinkgoHelper()
		t, ok := parseTapback(body)
		Expect(ok).To(BeFalse(), "%s is %v", body, t)
	}

	DescribeTable("is read as iPhones write it", is,
		Entry(nil, "Loved “Ann: see you at 8”", given(Loved, "Ann: see you at 8")),
		Entry(nil, "Liked “Ann: see you at 8”", given(Liked, "Ann: see you at 8")),
		Entry(nil, "Disliked “Ann: see you at 8”", given(Disliked, "Ann: see you at 8")),
		Entry(nil, "Laughed at “Ann: see you at 8”", given(Laughed, "Ann: see you at 8")),
		Entry(nil, "Emphasized “Ann: see you at 8”", given(Emphasized, "Ann: see you at 8")),
		Entry(nil, "Emphasised “Ann: see you at 8”", given(Emphasized, "Ann: see you at 8")),
		Entry(nil, "Questioned “Ann: see you at 8”", given(Questioned, "Ann: see you at 8")),
		Entry(nil, "Removed a heart from “see you”", taken(Loved, "see you")),
		Entry(nil, "Removed a like from “see you”", taken(Liked, "see you")),
		Entry(nil, "Removed a dislike from “see you”", taken(Disliked, "see you")),
		Entry(nil, "Removed a laugh from “see you”", taken(Laughed, "see you")),
		Entry(nil, "Removed an exclamation from “see you”", taken(Emphasized, "see you")),
		Entry(nil, "Removed a question mark from “see you”", taken(Questioned, "see you")),
		Entry(nil, "Reacted 🎉 to “see you”", given("🎉", "see you")),
		Entry(nil, "Removed 🎉 from “see you”", taken("🎉", "see you")),
		Entry(nil, "Reacted with a sticker to “see you”", given(Sticker, "see you")),
		Entry(nil, "Removed a sticker from “see you”", taken(Sticker, "see you")),
		Entry("straight marks", `Liked "see you"`, given(Liked, "see you")),
		Entry("marks inside the quote", "Liked “she said “yes””", given(Liked, "she said “yes”")),
		Entry("lines", "Liked “roses\nviolets”", given(Liked, "roses\nviolets")),
		Entry("cut", "Liked “Ann: it was the best of ti…”", given(Liked, "Ann: it was the best of ti…")),
		Entry("cut with its last mark", "Liked “Ann: it was the best of ti…", given(Liked, "Ann: it was the best of ti…")),
		Entry("white space about it", " Liked “see you”\n", given(Liked, "see you")),
	)

	DescribeTable("is read as Google Messages writes it", is,
		Entry("with its marks", googles("", "\u200b", "👍", " to ", "“", "Test 123", "”"), given(Liked, "Test 123")),
		Entry("trimmed of them", strings.TrimSpace(googles("", "\u200b", "👍", " to ", "“", "Test 123", "”")), given(Liked, "Test 123")),
		Entry("taken back", googles("", "\u200c", "👍", " to ", "“", "Test 123", "”"), taken(Liked, "Test 123")),
		Entry("in newer words", googles("Reacted ", "\u200b", "😮", " to ", "“", "Test 123", "”"), given("😮", "Test 123")),
		Entry("in newer words, taken back", googles("Removed ", "\u200b", "😮", " from ", "“", "Test 123", "”"), taken("😮", "Test 123")),
		Entry("in German", googles("", "\u200b", "❤️", " zu ", "„", "Bis um acht", "“"), given(Loved, "Bis um acht")),
		Entry("in French", googles("", "\u200b", "😂", " à ", "«", "À huit heures", "»"), given(Laughed, "À huit heures")),
		Entry("without any", "❤️ to “see you”", given(Loved, "see you")),
		Entry("without hair spaces", "\u200b👍\u200b to “see you”", given(Liked, "see you")),
		Entry("cut", googles("", "\u200b", "👍", " to ", "“", "it was the best of ti…", "”"), given(Liked, "it was the best of ti…")),
	)

	DescribeTable("knows an emoji by what it says", is,
		Entry(nil, "Reacted ❤ to “x”", given(Loved, "x")),
		Entry(nil, "Reacted ‼️ to “x”", given(Emphasized, "x")),
		Entry(nil, "Reacted ❓ to “x”", given(Questioned, "x")),
		Entry(nil, "Reacted 👎 to “x”", given(Disliked, "x")),
		Entry("of any tone", "Reacted 👍🏽 to “x”", given(Liked, "x")),
		Entry("with a tone of its own", "Reacted 👋🏽 to “x”", given("👋🏽", "x")),
		Entry("families", "Reacted 👨‍👩‍👧‍👦 to “x”", given("👨‍👩‍👧‍👦", "x")),
		Entry("flags", "Reacted 🏴󠁧󠁢󠁳󠁣󠁴󠁿 to “x”", given("🏴󠁧󠁢󠁳󠁣󠁴󠁿", "x")),
		Entry("keys", "1️⃣ to “x”", given("1️⃣", "x")),
		Entry("of next year", "Reacted \U0001faff to “x”", given("\U0001faff", "x")),
	)

	DescribeTable("to what has no words quotes nothing", func(body string) { is(body, given(Loved, "")) },
		Entry(nil, "Loved an image"),
		Entry(nil, "Loved a movie"),
		Entry(nil, "Loved an attachment"),
		Entry(nil, "Loved an audio message"),
		Entry(nil, "Loved a sticker"),
		Entry(nil, "Loved 3 images"),
		Entry(nil, "Reacted ❤️ to an image"),
		Entry(nil, "❤️ to a video"),
		Entry(nil, "\u200a\u200b❤️\u200b to an image\u200a"),
		Entry(nil, "\u200a\u200b❤️\u200b zu einem Bild\u200a"),
	)

	DescribeTable("is not what people write themselves", isChat,
		Entry(nil, "see you at 8"),
		Entry(nil, "Loved it"),
		Entry(nil, "Liked a lot"),
		Entry(nil, "Liked “Dune” a lot"),
		Entry(nil, "Loved"),
		Entry(nil, "Loved “”"),
		Entry(nil, "Loved “"),
		Entry(nil, "Loved “ ”"),
		Entry(nil, "Loved “that one"),
		Entry(nil, "Loved 'that one'"),
		Entry(nil, "loved “that one”"),
		Entry(nil, "I Loved “that one”"),
		Entry(nil, "Loved many images"),
		Entry(nil, "Loved 3 cats"),
		Entry(nil, "Reacted badly to “that”"),
		Entry(nil, "Reacted to “that”"),
		Entry(nil, "Reacted 🎉🎉 to “that”"),
		Entry(nil, "🎉 “that”"),
		Entry(nil, "🎉 to you all"),
		Entry(nil, "1 to “that”"),
		Entry(nil, "+ to “that”"),
		Entry(nil, "\u0301 to “that”"),
		Entry(nil, "می\u200cخواهم\u200c “that”"),
		Entry(nil, "\u200b👍\u200b"),
		Entry(nil, "\u200b👍\u200b "+strings.Repeat("x", 60)),
		Entry(nil, "\u200b👍\u200b "+strings.Repeat("x", 60)+"“\u200athat\u200a”"),
		Entry(nil, "\u200byes\u200b to “\u200athat\u200a”"),
		Entry(nil, "Reacted 😀"+strings.Repeat("\u200d😀", 40)+" to “that”"),
		Entry(nil, ""),
	)

	It("is told from chat without an allocation", func() {
		for _, body := range []string{"see you at 8", "Liked it a lot", "Really?", "😂😂😂 so funny", "Loved “that one", "يعجبني"} {
			Expect(testing.AllocsPerRun(100, func() { parseTapback(body) })).To(BeZero(), body)
		}
	})
})

func FuzzTapback(f *testing.F) {
	for _, body := range []string{
		"Liked “Ann: see you at 8”", "Removed a heart from “x”", "Reacted 🎉 to “x…", "❤️ to “x”", "Loved an image", "Loved 3 images",
		googles("", "\u200b", "👍", " to ", "“", "Test 123", "”"), googles("Removed ", "\u200c", "👍", " from ", "«", "x", "»"),
		"Liked “Ann: one\nBob: two”", "Liked “Ann (1/2): one…”", "Liked “Ann (direct): psst”", "Liked “\xff”", "1️⃣ to “x”", "hello", "Liked “: ”",
	} {
		f.Add(body, body, "Ann: see you at 8")
	}
	f.Fuzz(func(t *testing.T, body, quote, said string) {
		if tb, ok := parseTapback(body); ok {
			switch {
			case !strings.Contains(body, tb.quote):
				t.Fatalf("%q quotes %q", body, tb.quote)
			case tb.what == "" || len(tb.what) > maxEmoji:
				t.Fatalf("%q says %q", body, tb.what)
			}
		}
		quotesPrivate(quote, '#', annNumber)
		log := []Message{{Seq: 2, First: 2, Author: 1, Body: "Ann: hello"}, {Seq: 1, First: 1, Author: 2, Body: said}}
		switch m, found := findQuoted(quote, 3, log); {
		case found == quotesOne && m.Seq == 0, found != quotesOne && m.Seq != 0:
			t.Fatalf("%q is found (%d) in %v", quote, found, m)
		}
		words := newQuotation(strings.TrimPrefix(said, trialPrefix)).text
		if _, found := findQuoted(said, 3, log); found == quotesNothing && len(words) > 0 && !strings.HasPrefix(said, trialPrefix) {
			t.Fatalf("%q is not found where it stands", said)
		}
	})
}
