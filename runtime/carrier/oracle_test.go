package carrier_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

// oraclePackage is Twilio's calculator, in the version that wrote testdata/segments.jsonl.
const oraclePackage = "sms-segments-calculator@1.3.0"

// Where node and npm are, the calculator itself is asked, about texts that nobody has
// seen before. The committed table is what is checked everywhere.
var _ = Describe("Twilio's calculator", func() {
	node, nodeErr := exec.LookPath("node")
	npm, npmErr := exec.LookPath("npm")
	if nodeErr != nil || npmErr != nil {
		return
	}

	It("counts random texts as we do", func(ctx SpecContext) {
		dir, err := installOracle(ctx, npm)
		if err != nil {
			AddReportEntry("the calculator could not be installed, so only the table was checked", err.Error())
			return
		}
		seed := uint64(GinkgoRandomSeed())
		texts := randomTexts(rand.New(rand.NewPCG(seed, 1)), 1500)
		for i, c := range askOracle(ctx, node, dir, texts) {
			Expect(carrier.Segments(texts[i])).To(Equal(c.count()), "%q", texts[i])
		}
	})
})

func installOracle(ctx SpecContext, npm string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "smack", strings.ReplaceAll(oraclePackage, "@", "-"))
	if _, err := os.Stat(filepath.Join(dir, "node_modules", "sms-segments-calculator")); err == nil {
		return dir, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	install := exec.CommandContext(ctx, npm, "install", "--prefix", dir, "--no-audit", "--no-fund", "--ignore-scripts", oraclePackage)
	return dir, install.Run()
}

func askOracle(ctx SpecContext, node, dir string, texts []string) []counted {
	var in bytes.Buffer
	for _, text := range texts {
		Expect(json.NewEncoder(&in).Encode(text)).To(Succeed())
	}
	script, err := filepath.Abs("testdata/oracle.js")
	Expect(err).NotTo(HaveOccurred())
	ask := exec.CommandContext(ctx, node, script)
	ask.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(dir, "node_modules"))
	ask.Stdin = &in
	out, err := ask.Output()
	Expect(err).NotTo(HaveOccurred())
	var answers []counted
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var c counted
		Expect(decoder.Decode(&c)).To(Succeed())
		answers = append(answers, c)
	}
	Expect(answers).To(HaveLen(len(texts)))
	return answers
}

// randomTexts have lengths around the limits and characters that matter.
func randomTexts(r *rand.Rand, n int) []string {
	plain := strings.Split(`a b c X 1 . , ! ? @ £ é ñ Å Δ Ω € { } [ ] ~ ^ | \`, " ")
	rich := strings.Split("😀 ❤️ 👍🏽 👨‍👩‍👧‍👦 🇺🇸 é “ ” … — ж 日 नि 각 กำ 🤷🏽‍♀️ 🏳️‍🌈 1️⃣ 🧑‍💻 🦸🏽", " ")
	lengths := []int{1, 69, 71, 134, 152, 160, 161, 201, 306, 400}
	texts := make([]string, n)
	for i := range texts {
		var b strings.Builder
		alphabet := plain
		if i%2 == 0 {
			alphabet = append(append([]string{}, plain...), rich...)
		}
		for range lengths[r.IntN(len(lengths))] + r.IntN(5) {
			b.WriteString(alphabet[r.IntN(len(alphabet))])
		}
		texts[i] = b.String()
	}
	return texts
}
