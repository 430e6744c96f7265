package chat

import (
	"fmt"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A quote", func() {
	const me MemberID = 2 // Bob
	// Newest first, as the log is handed in.
	log := []Message{
		{Seq: 20, First: 20, Author: 1, Body: "Ann: see you at 8"},
		{Seq: 19, First: 19, Author: 2, Body: "Bob: ok"},
		{Seq: 18, First: 18, Author: 3, Body: "Cid: ok"},
		{Seq: 17, First: 17, Author: 4, Body: "* Dora waves"},
		{Seq: 16, First: 16, Body: "Dora joined"},
		{Seq: 15, First: 14, Author: 1, Body: "Ann (2/2): of times, it was the worst of times"},
		{Seq: 14, First: 14, Author: 1, Body: "Ann (1/2): It was the best"},
		{Seq: 13, First: 13, Author: 3, Body: "Cid: he said \"don't\" - and left..."},
		{Seq: 12, First: 12, Author: 3, Body: "Cid: roses\nviolets  blue"},
		{Seq: 11, First: 11, Author: 1, Body: "Ann: see you at 8"},
		{Seq: 10, First: 10, Author: 3, Body: "Cid: Reminder: bring the cake"},
		{Seq: 9, First: 9, Author: 3, Body: "Cid: Reminder: bring the candles"},
		{Seq: 8, First: 8, Author: 4, Body: "Dora: (picture)"},
		{Seq: 7, First: 7, Author: 4, Body: "Dora: fine"},
		{Seq: 6, First: 6, Author: 3, Body: "Cid: fine"},
		{Seq: 5, First: 5, Author: 3, Body: "Cid: I ❤️ it"},
		{Seq: 4, First: 4, Author: 3, Body: "Cid: see note: later"},
	}
	finds := func(quote string, want Seq) {
		GinkgoHelper()
		m, found := findQuoted(quote, me, log)
		Expect(found).To(Equal(quotesOne), quote)
		Expect(m.Seq).To(Equal(want), quote)
	}
	not := func(want quoted) func(string) {
		return func(quote string) {
			GinkgoHelper()
			m, found := findQuoted(quote, me, log)
			Expect(found).To(Equal(want), "%s: %v", quote, m)
			Expect(m).To(BeZero())
		}
	}

	DescribeTable("is found", finds,
		Entry("as the phone shows it, the newest of the same", "Ann: see you at 8", Seq(20)),
		Entry("without the name", "see you at 8", Seq(20)),
		Entry("one's own, which is shown without", "ok", Seq(19)),
		Entry("another's of the same words", "Cid: ok", Seq(18)),
		Entry("what somebody does", "* Dora waves", Seq(17)),
		Entry("an announcement", "Dora joined", Seq(16)),
		Entry("a part", "Ann (2/2): of times, it was the worst of times", Seq(15)),
		Entry("a part without its number", "It was the best", Seq(14)),
		Entry("with curly quotes, a long dash and an ellipsis", "Cid: he said “don’t” — and left…", Seq(13)),
		Entry("with other white space", "Cid: roses violets\u00a0blue ", Seq(12)),
		Entry("with marks that nobody sees", "\u200bCid: I ❤ it\u200a", Seq(5)),
		Entry("cut", "Ann: see you…", Seq(20)),
		Entry("cut with dots", "Ann: see you...", Seq(20)),
		Entry("cut where the message tells itself apart", "Cid: Reminder: bring the cak…", Seq(10)),
		Entry("a picture's words", "Dora: (picture)", Seq(8)),
		Entry("as a trial account sends it", "Sent from your Twilio trial account - Ann: see you at 8", Seq(20)),
		Entry("with a colon in its words", "see note: later", Seq(4)),
	)
	DescribeTable("is nobody's", not(quotesNothing),
		Entry(nil, "see you at 9"),
		Entry("of other words behind", "Ann: see you at 8 or 9"),
		Entry("of fewer words, uncut", "Ann: see you"),
		Entry("another's name", "Bob: see you at 8"),
		Entry("in other case", "ann: see you at 8"),
		Entry("cut too short", "Ann: se…"),
		Entry("nothing", ""),
		Entry("nothing to see", "\u200b"),
		Entry("lines of which none is a message", "Ann: hello\nBob: bye"),
	)
	DescribeTable("is never guessed", not(quotesSeveral),
		Entry("cut where two begin so", "Cid: Reminder: bring the c…"),
		Entry("words that two have said", "fine"),
		Entry("messages in one text", "Cid: ok\nAnn: see you at 8"),
		Entry("messages in one text, one of them long gone", "Cid: long ago\nAnn: see you at 8"),
		Entry("messages in one text, the last one cut", "Cid: ok\nAnn: see y…"),
		Entry("messages in one text, one of two lines", "Cid: roses\nviolets  blue\nCid: ok"),
	)

	DescribeTable("is private", func(quote string, want bool) {
		Expect(quotesPrivate(quote, '#', "+14155550102")).To(Equal(want))
	},
		Entry("a direct text", "Ann (direct): psst", true),
		Entry("a direct text in another language", "Ann (direkt): psst", true),
		Entry("a direct text's part", "Ann (direct) (1/2): psst", true),
		Entry("a direct text of a trial account", "Sent from your Twilio trial account - Ann (direct): psst", true),
		Entry("a command", "#dm Ann psst", true),
		Entry("one's own number", "Bob: +14155550102, member since 22 Nov 2026.", true),
		Entry("not chat", "Ann: psst", false),
		Entry("not a part", "Ann (1/2): psst", false),
		Entry("not brackets in the words", "Ann: psst (you): yes", false),
	)
})

var _ = It("A quote is found among 200 messages in time", func() {
	log := busyLog()
	body := "Liked “" + log[len(log)-1].Body + "”"
	best := time.Hour
	for range 50 {
		begun := time.Now()
		t, _ := parseTapback(body)
		_, found := findQuoted(t.quote, 4, log)
		best = min(best, time.Since(begun))
		Expect(found).To(Equal(quotesOne))
	}
	// Ten times what is promised, for busy machines and the race detector.
	Expect(best).To(BeNumerically("<", 500*time.Microsecond))
})

// busyLog is a log of 200 messages that begin alike, newest first.
func busyLog() []Message {
	log := make([]Message, maxQuoteLog)
	for i := range log {
		log[i] = Message{
			Seq: Seq(maxQuoteLog - i), First: Seq(maxQuoteLog - i), Author: MemberID(1 + i%3),
			Body: fmt.Sprintf("Ann: Shift %03d begins at eight, please bring your badge and be there ten minutes early", maxQuoteLog-i),
		}
	}
	return log
}

func BenchmarkTapback(b *testing.B) {
	log := busyLog()
	oldest := log[len(log)-1].Body
	for name, body := range map[string]string{
		"whole":  "Liked “" + oldest + "”",
		"bare":   "Liked “" + strings.TrimPrefix(oldest, "Ann: ") + "”",
		"cut":    "Liked “" + oldest[:40] + "…”",
		"joined": "Liked “" + oldest + "\n" + log[0].Body + "”",
		"none":   "Liked “Ann: Shift 777 begins at nine, please bring your badge and be there ten minutes early”",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				t, _ := parseTapback(body)
				findQuoted(t.quote, 4, log)
			}
		})
	}
}
