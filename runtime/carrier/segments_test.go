package carrier_test

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

// counted is a line of testdata/segments.jsonl, which testdata/oracle.js wrote.
type counted struct {
	Text     string           `json:"text"`
	Encoding carrier.Encoding `json:"encoding"`
	Segments int              `json:"segments"`
	Units    int              `json:"units"`
}

func (c counted) count() carrier.Count {
	return carrier.Count{Encoding: c.Encoding, Segments: c.Segments, Units: c.Units}
}

func readCounted(path string) []counted {
	f, err := os.Open(path)
	Expect(err).NotTo(HaveOccurred())
	defer f.Close()
	var all []counted
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c counted
		Expect(json.Unmarshal(lines.Bytes(), &c)).To(Succeed())
		all = append(all, c)
	}
	Expect(lines.Err()).NotTo(HaveOccurred())
	return all
}

var _ = Describe("Segments", func() {
	It("agree with Twilio's calculator on every text of the table", func() {
		all := readCounted("testdata/segments.jsonl")
		Expect(len(all)).To(BeNumerically(">", 500))
		for _, c := range all {
			Expect(carrier.Segments(c.Text)).To(Equal(c.count()), "%q", c.Text)
		}
	})

	DescribeTable("fit as the standard says", func(text string, e carrier.Encoding, segments, units int) {
		Expect(carrier.Segments(text)).To(Equal(carrier.Count{Encoding: e, Segments: segments, Units: units}))
	},
		Entry("an empty text", "", carrier.GSM7, 1, 0),
		Entry("one full", strings.Repeat("a", 160), carrier.GSM7, 1, 160),
		Entry("one more", strings.Repeat("a", 161), carrier.GSM7, 2, 161),
		Entry("two full", strings.Repeat("a", 306), carrier.GSM7, 2, 306),
		Entry("three", strings.Repeat("a", 307), carrier.GSM7, 3, 307),
		Entry("escaped characters count twice", strings.Repeat("€", 80), carrier.GSM7, 1, 160),
		Entry("and are not split", strings.Repeat("a", 152)+"{"+strings.Repeat("a", 152), carrier.GSM7, 3, 306),
		Entry("one emoji turns all to UCS-2", strings.Repeat("a", 68)+"😀", carrier.UCS2, 1, 70),
		Entry("and one more unit is two", strings.Repeat("a", 69)+"😀", carrier.UCS2, 2, 71),
		Entry("a surrogate pair is not split", strings.Repeat("я", 66)+"😀"+strings.Repeat("я", 66), carrier.UCS2, 3, 134),
		Entry("a backtick is no GSM-7", "`", carrier.UCS2, 1, 1),
		Entry("broken UTF-8 is a replacement character", "a\xff", carrier.UCS2, 1, 2),
		Entry("what is longer than a segment is cut", "e"+strings.Repeat("\u0301", 200), carrier.UCS2, 3, 201),
	)
})

var _ = DescribeTable("Plain", func(text, want string) {
	Expect(carrier.Plain(text)).To(Equal(want))
},
	Entry("leaves a short text as it is", "“hi” – it’s me…", "“hi” – it’s me…"),
	Entry("saves a segment by quotes", strings.Repeat("a", 70)+"“’”", strings.Repeat("a", 70)+`"'"`),
	Entry("saves a segment by dashes, ellipses and spaces", strings.Repeat("a", 80)+"–—…\u00a0b", strings.Repeat("a", 80)+"--... b"),
	Entry("leaves a text that stays UCS-2", strings.Repeat("a", 80)+"’😀", strings.Repeat("a", 80)+"’😀"),
	Entry("leaves GSM-7 alone", strings.Repeat("é", 300), strings.Repeat("é", 300)),
	Entry("never makes a text too long to send", strings.Repeat("…", 600), strings.Repeat("…", 600)),
)

func FuzzSegments(f *testing.F) {
	for _, s := range []string{"", "hi", strings.Repeat("a", 153) + "€", "👩🏽‍💻🇩🇪", "\r\n", "\xff", "각", "“quoted”…"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c := carrier.Segments(text)
		most := map[carrier.Encoding]int{carrier.GSM7: 153, carrier.UCS2: 67}[c.Encoding]
		alone := map[carrier.Encoding]int{carrier.GSM7: 160, carrier.UCS2: 70}[c.Encoding]
		if c.Segments < 1 || (c.Segments == 1) != (c.Units <= alone) {
			t.Fatalf("%q: %+v", text, c)
		}
		if c.Segments > 1 && c.Segments*most < c.Units {
			t.Fatalf("%q does not fit: %+v", text, c)
		}
		if plain := carrier.Plain(text); plain != text && carrier.Segments(plain).Segments >= c.Segments {
			t.Fatalf("Plain(%q) saves nothing", text)
		}
		if strings.Contains(text, "x") {
			return
		}
		if more := carrier.Segments(text + "x"); more.Segments < c.Segments {
			t.Fatalf("%q: a longer text takes less: %+v, %+v", text, c, more)
		}
	})
}

func FuzzScan(f *testing.F) {
	f.Add([]byte(accepted))
	f.Add([]byte(`{"a":{"sid":"x"},"b":[1,"]",{}],"sid":"\u0041\"","n":-1.5e3}`))
	f.Add([]byte(`{"sid":`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got := carrier.ScanTop(b)
		var want map[string]any
		if !utf8.Valid(b) || json.Unmarshal(b, &want) != nil {
			return // Anything may be found in what is no JSON, but nothing may break.
		}
		for _, key := range []string{"sid", "status", "num_segments"} {
			s, isString := want[key].(string)
			if g, found := got[key]; isString && (!found || g != s) {
				t.Fatalf("%q: %s is %q, want %q", b, key, g, s)
			}
		}
	})
}
