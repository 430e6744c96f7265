// Package fuzz holds that what feeds chance to the product tells a finding from the end of its
// time.
package fuzz

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

func TestFuzz(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "fuzzing")
}

const (
	well     = "ok  	example/chat	10.1s\n"
	late     = "--- FAIL: FuzzRead (10.11s)\n    context deadline exceeded\nFAIL\n"
	finding  = "--- FAIL: FuzzRead (0.03s)\n    Failing input written to testdata/fuzz/FuzzRead/1\nFAIL\n"
	findLate = "--- FAIL: FuzzRead (10s)\n    read_test.go:9: context deadline exceeded\n    Failing input written to testdata/fuzz/FuzzRead/1\nFAIL\n"
	hung     = "--- FAIL: FuzzRead (10s)\n    fuzzing process hung or terminated unexpectedly: exit status 2\n    context deadline exceeded\nFAIL\n"
	unbuilt  = "FAIL	example/chat [build failed]\n"
)

// In the place of Go stands a program that says one thing after another, and fails where that
// says so.
const inTheirPlace = `#!/usr/bin/env bash
n=$(cat "$SAID/n") && echo $((n + 1)) >"$SAID/n"
cat "$SAID/$n"
! grep -q FAIL "$SAID/$n"
`

var _ = DescribeTable("A fuzz target", func(succeeds bool, says ...string) {
	dir := GinkgoT().TempDir()
	write := func(name, text string) {
		Expect(os.WriteFile(filepath.Join(dir, name), []byte(text), 0o700)).To(Succeed()) // #nosec G306 -- a program
	}
	write("go", inTheirPlace)
	write("n", "0")
	for i, text := range says {
		write(string(rune('0'+i)), text)
	}
	target := exec.Command("./target", "runtime/chat:FuzzRead", "10s")
	target.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "SAID="+dir)
	out, err := target.CombinedOutput()
	Expect(err == nil).To(Equal(succeeds), string(out))
	Expect(string(out)).To(ContainSubstring(strings.Join(says[len(says)-1:], "")))
	runs, err := os.ReadFile(filepath.Join(dir, "n"))
	Expect(err).NotTo(HaveOccurred())
	Expect(strings.TrimSpace(string(runs))).To(Equal(string(rune('0' + len(says)))))
},
	Entry("passes", true, well),
	Entry("is tried once more where Go took the end for a failure", true, late, well),
	Entry("is not tried for ever", false, late, late),
	Entry("fails with what was found", false, finding),
	Entry("fails with what was found behind an end", false, late, finding),
	Entry("fails with what is found at the end", false, findLate),
	Entry("fails where an input hangs", false, hung),
	Entry("fails where it is not built", false, unbuilt),
)
