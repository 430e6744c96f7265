package room

import (
	"log/slog"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"
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

	It("calls when a file has changed", func() {
		write(dir, "a")
		Eventually(calls.Load).Should(BeNumerically(">=", 2))
	})

	It("watches a directory that a changed file names", func() {
		another := GinkgoT().TempDir()
		dirs.Store(&[]string{dir, another})
		write(dir, "a")
		Eventually(w.notify.WatchList).Should(ContainElement(another))
		before := calls.Load()
		write(another, "b")
		Eventually(calls.Load).Should(BeNumerically(">", before))
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
		Eventually(calls.Load).Should(BeNumerically(">=", 2))
	})
})

func TestWatcherCallsOnceForAChangeInSeveralSteps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		var calls atomic.Int64
		events := make(chan fsnotify.Event)
		w := &watcher{
			directories: func() []string { return nil }, changed: func() { calls.Add(1) },
			log: slog.New(slog.DiscardHandler), notify: &fsnotify.Watcher{Events: events},
		}
		go w.run(t.Context())
		passes := func(d time.Duration) { time.Sleep(d); synctest.Wait() } // by the bubble's clock
		passes(settle)
		g.Expect(calls.Load()).To(BeEquivalentTo(1), "what changed before it began")
		for range 5 {
			passes(settle - time.Millisecond)
			events <- fsnotify.Event{}
		}
		g.Expect(calls.Load()).To(BeEquivalentTo(1))
		passes(settle)
		g.Expect(calls.Load()).To(BeEquivalentTo(2))
		passes(10 * settle)
		g.Expect(calls.Load()).To(BeEquivalentTo(2))
	})
}
