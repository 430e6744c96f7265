package room

import (
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gleak"
)

var _ = Describe("The watcher", func() {
	var (
		dir   string
		calls atomic.Int64
		dirs  atomic.Pointer[[]string]
		w     *watcher
	)
	BeforeEach(func() {
		before := gleak.Goroutines()
		DeferCleanup(func() { Eventually(gleak.Goroutines).ShouldNot(gleak.HaveLeaked(before)) })
		dir = GinkgoT().TempDir()
		dirs.Store(&[]string{dir})
		calls.Store(0)
		w = watch(func() []string { return *dirs.Load() }, func() { calls.Add(1) }, slog.New(slog.DiscardHandler))
		DeferCleanup(w.Stop)
		Eventually(calls.Load).Should(Equal(int64(1))) // what changed before it began
	})
	write := func(dir, name string) {
		GinkgoHelper()
		Expect(os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600)).To(Succeed())
	}

	It("calls once for a change in several steps", func() {
		for range 5 {
			write(dir, "a")
		}
		Eventually(calls.Load).Should(Equal(int64(2)))
		Consistently(calls.Load, 3*settle).Should(Equal(int64(2)))
	})

	It("watches a directory that a changed file names", func() {
		another := GinkgoT().TempDir()
		dirs.Store(&[]string{dir, another})
		write(dir, "a")
		Eventually(calls.Load).Should(Equal(int64(2)))
		Eventually(w.notify.WatchList).Should(ContainElement(another))
		write(another, "b")
		Eventually(calls.Load).Should(Equal(int64(3)))
	})

	It("calls no more when it has stopped", func() {
		write(dir, "a")
		w.Stop()
		last := calls.Load()
		write(dir, "b")
		Consistently(calls.Load, 3*settle).Should(Equal(last))
	})

	It("lives without a directory that is not there", func() {
		dirs.Store(&[]string{dir, "/nowhere"})
		write(dir, "a")
		Eventually(calls.Load).WithTimeout(2 * time.Second).Should(Equal(int64(2)))
	})
})
