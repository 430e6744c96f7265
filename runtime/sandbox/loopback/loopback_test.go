package loopback_test

import (
	"net"
	"runtime"
	"strings"
	"testing"

	"github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/loopback"
)

// A port on 127.0.0.1 may be somebody else's by the time its server starts: everybody's
// connections and listeners draw from the same ports there.
func TestFreeAddressIsOneOfItsOwn(t *testing.T) {
	g := gomega.NewWithT(t)
	seen := map[string]bool{}
	for range 20 {
		address, err := loopback.FreeAddress()
		g.Expect(err).NotTo(gomega.HaveOccurred())
		listener, err := net.Listen("tcp", address)
		g.Expect(err).NotTo(gomega.HaveOccurred())
		t.Cleanup(func() { _ = listener.Close() })
		host, _, _ := strings.Cut(address, ":")
		seen[host] = true
	}
	if runtime.GOOS == "linux" {
		g.Expect(len(seen)).To(gomega.BeNumerically(">", 15))
		g.Expect(seen).NotTo(gomega.HaveKey("127.0.0.1"))
	}
}
