package process_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"

	"github.com/smackdev/smack/runtime/sandbox/process"
)

func TestProcess(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second) // a busy machine is slow, not wrong
	RunSpecs(t, "process")
}

var _ = Describe("a program", func() {
	var log string

	BeforeEach(func() {
		log = filepath.Join(GinkgoT().TempDir(), "logs", "program.log")
		before := gleak.Goroutines()
		DeferCleanup(func() { Eventually(gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
	})

	shell := func(script string) *process.Process {
		p, err := process.Start(process.Spec{Path: "/bin/sh", Args: []string{"-c", script}, Log: log})
		Expect(err).NotTo(HaveOccurred())
		return p
	}
	logged := func() string {
		content, _ := os.ReadFile(log)
		return string(content)
	}

	It("writes what it prints to its log and reports how it ended", func() {
		p := shell("echo out; echo err >&2; exit 3")
		Eventually(p.Done()).Should(BeClosed())
		Expect(p.ExitCode()).To(Equal(3))
		Expect(logged()).To(Equal("out\nerr\n"))
	})

	It("ends politely when it heeds SIGTERM", func() {
		p := shell("trap 'echo bye; exit 0' TERM; echo up; while :; do sleep 0.01; done")
		Eventually(logged).Should(Equal("up\n"))
		p.Stop(time.Minute)
		Expect(p.ExitCode()).To(BeZero())
		Expect(logged()).To(Equal("up\nbye\n"))
	})

	It("ends by force, its children too, when it does not", func() {
		child := filepath.Join(GinkgoT().TempDir(), "child")
		p := shell("trap '' TERM; sleep 1000 & echo $! > " + child + "; echo up; while :; do sleep 0.01; done")
		Eventually(logged).Should(Equal("up\n"))
		p.Stop(50 * time.Millisecond)
		Expect(p.ExitCode()).To(Equal(137))
		pid, err := os.ReadFile(child)
		Expect(err).NotTo(HaveOccurred())
		Eventually(func() string { return state(string(pid)) }).Should(BeElementOf("", "Z"))
	})

	It("can be stopped twice", func() {
		p := shell("exec sleep 1000")
		p.Stop(time.Minute)
		p.Stop(time.Minute)
		p.Kill()
		Expect(p.ExitCode()).To(Equal(143))
	})

	It("says which program could not be started", func() {
		_, err := process.Start(process.Spec{Path: "/nowhere/at-all", Log: log})
		Expect(err).To(MatchError(ContainSubstring("starting at-all")))
	})
})
