package terminal_test

import (
	"bytes"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/terminal"
)

func TestTerminal(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "terminal")
}

var _ = Describe("a terminal writer", func() {
	It("lines up steps with the time since the start, without colours where there is no terminal", func() {
		var out bytes.Buffer
		now := time.Unix(0, 0)
		w := terminal.New(&out, func() time.Time { return now })
		now = now.Add(2300 * time.Millisecond)
		w.Done("API server", "https://127.0.0.1:1")
		now = now.Add(10 * time.Second)
		w.Failed("room", "no number in 415")
		Expect(out.String()).To(Equal("" +
			"    2.3 s  ✓ API server             https://127.0.0.1:1\n" +
			"   12.3 s  ✗ room                   no number in 415\n"))
	})

	It("indents every line of a text", func() {
		var out bytes.Buffer
		w := terminal.New(&out, time.Now)
		w.Sent("Ann", terminal.Blue, "one\ntwo")
		w.Received("Bob", terminal.Green, "Ann: one")
		Expect(out.String()).To(Equal("" +
			"     Ann    →  one\n               two\n" +
			"     Bob    ←  Ann: one\n"))
	})
})
