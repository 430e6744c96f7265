package twiliosim_test

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("The segments of the simulator", func() {
	// The calculator rests on Unicode 10 and knows neither newer emoji nor our tables of marks: in one
	// text of a hundred that were made to be awkward, a cluster at a segment's end falls otherwise.
	It("are those that Twilio's calculator counted", func() {
		table, err := os.Open("../carrier/testdata/segments.jsonl")
		Expect(err).NotTo(HaveOccurred())
		defer table.Close()
		lines, checked, otherwise := bufio.NewScanner(table), 0, []string{}
		for lines.Scan() {
			var counted struct {
				Text     string
				Segments int
			}
			Expect(json.Unmarshal(lines.Bytes(), &counted)).To(Succeed())
			ours := twiliosim.Segments(counted.Text)
			Expect(ours).To(BeNumerically("~", counted.Segments, 1), "%q", counted.Text)
			if checked++; ours != counted.Segments {
				otherwise = append(otherwise, counted.Text)
			}
		}
		Expect(checked).To(BeNumerically(">", 500))
		Expect(len(otherwise)*100).To(BeNumerically("<=", checked), "%q", otherwise)
	})

	It("are those that the sender counts, whatever people write", func() {
		pieces := []string{"a", "hello ", "€", "[", "ü", "ç", "—", "…", "я", "漢", "😀", "👍🏽", "👩‍👩‍👧‍👦", "🇩🇪", "❤️", "e\u0301", "\n", "'", "’"}
		random := rand.New(rand.NewPCG(uint64(GinkgoRandomSeed()), 7))
		for range 3000 {
			few := pieces[:1+random.IntN(len(pieces))]
			var body strings.Builder
			for range random.IntN(250) {
				body.WriteString(few[random.IntN(len(few))])
			}
			Expect(twiliosim.Segments(body.String())).To(Equal(carrier.Segments(body.String()).Segments), "%q", body.String())
		}
	})
})
