package main

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/sys/unix"

	"github.com/smackdev/smack/runtime/room/roomtest"
)

var _ = Describe("The memory of a room", func() {
	It("is 40 MB, of which 18 are its own", func() {
		forget(binary)
		p := newPlace()
		pod := p.start(roomtest.FreeAddress())
		kilobytes := memory(pod.Command.Process.Pid)
		Expect(kilobytes("VmRSS")).To(BeNumerically("<", 40<<10))
		Expect(kilobytes("RssAnon")).To(BeNumerically("<", 18<<10))
	})
})

// forget lets the kernel read a file anew, in pages as small as it reads a program's. Of one
// that has just been written it maps more around each page that is used, 32 MB of this program
// instead of 25.
func forget(path string) {
	GinkgoHelper()
	file, err := os.Open(path) // #nosec G304 -- the program that this suite has built
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = file.Close() }()
	Expect(file.Sync()).To(Succeed())
	Expect(unix.Fadvise(int(file.Fd()), 0, 0, unix.FADV_DONTNEED)).To(Succeed()) // #nosec G115 -- a descriptor
}

// memory reads what a process has of each kind, in kilobytes.
// Source: https://www.kernel.org/doc/html/latest/filesystems/proc.html
func memory(pid int) func(kind string) int {
	GinkgoHelper()
	text, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	Expect(err).NotTo(HaveOccurred())
	return func(kind string) int {
		GinkgoHelper()
		_, rest, found := strings.Cut(string(text), "\n"+kind+":")
		Expect(found).To(BeTrue(), kind)
		n, err := strconv.Atoi(strings.Fields(rest)[0])
		Expect(err).NotTo(HaveOccurred())
		return n
	}
}
