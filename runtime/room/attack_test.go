package room_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store/redistest"
)

// raw sends bytes to a port, a piece at a time, and gives the status of the answer; 0 where
// the connection ended without one. It tells how long that took.
func raw(address string, pieces ...string) (status int, took time.Duration) {
	GinkgoHelper()
	conn, err := net.Dial("tcp", address)
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = conn.Close() }()
	begun := time.Now()
	for _, piece := range pieces {
		if _, err := io.WriteString(conn, piece); err != nil {
			break // cut off
		}
	}
	_ = conn.SetReadDeadline(begun.Add(patience))
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0, time.Since(begun)
	}
	_ = response.Body.Close()
	return response.StatusCode, time.Since(begun)
}

var _ = Describe("Who attacks a room's ports", func() {
	var l *life
	BeforeEach(func(ctx SpecContext) {
		redis, err := redistest.NewTCP()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(redis.Stop)
		Expect(redis.Start(ctx)).To(Succeed())
		l = newLife("ns.room", asLimited(ctx, redis, "ns.room"))
		l.Becomes(http.StatusOK)
	})

	It("finds nothing of the inside on the public port, and no way in on the other", func() {
		for _, path := range []string{
			"/", "/metrics", "/healthz", "/readyz", "/debug/pprof/", "/api/v1/overview", "/signin", "/sms/../metrics",
			"/%2e%2e/metrics", "//metrics", "/media/../../etc/passwd", "/sms/",
		} {
			status, _ := raw(l.Public, "GET "+path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			Expect(status).To(BeElementOf(http.StatusNotFound, http.StatusForbidden), path)
		}
		for _, path := range []string{"/", "/debug/pprof/", "/sms", "/status", "/members"} {
			status, _ := raw(l.Private, "GET "+path+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			Expect(status).To(Equal(http.StatusNotFound), path)
		}
		status, _ := raw(l.Private, "POST /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		Expect(status).To(Equal(http.StatusMethodNotAllowed))
	})

	It("is refused what is too large before it is read", func() {
		for _, port := range []string{l.Public, l.Private} {
			status, _ := raw(port, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 64<<10)+"\r\n\r\n")
			Expect(status).To(Equal(http.StatusRequestHeaderFieldsTooLarge))
		}
		// As much is promised and little is sent: the room must not wait for the rest of it.
		status, took := raw(l.Public, "POST /sms HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"+
			"X-Twilio-Signature: x\r\nContent-Length: 100000000\r\n\r\n", strings.Repeat("Body=x&", 20<<10))
		Expect(status).To(Equal(http.StatusRequestEntityTooLarge))
		Expect(took).To(BeNumerically("<", 5*time.Second))
	})

	It("cannot hold connections with headers that never end", func() {
		status, took := raw(l.Public, "POST /sms HTTP/1.1\r\nHost: x\r\n", "X-Slow: ")
		Expect(status).To(BeElementOf(0, http.StatusRequestTimeout))
		Expect(took).To(And(BeNumerically(">", time.Second), BeNumerically("<", 15*time.Second)))
	})

	DescribeTable("gets nothing for what is no proper request", func(request string) {
		status, _ := raw(l.Public, request)
		Expect(status).To(BeElementOf(0, http.StatusBadRequest, http.StatusNotImplemented, http.StatusHTTPVersionNotSupported, http.StatusForbidden))
	},
		Entry("no HTTP", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"),
		Entry("two lengths", "POST /sms HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nBody=1"),
		Entry("a strange coding", "POST /sms HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
		Entry("no host", "POST /sms HTTP/1.1\r\n\r\n"),
		Entry("a line break in a header", "POST /sms HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: a\nb\r\n\r\n"),
	)

	It("leaves the room as it was", func(ctx SpecContext) {
		for range 50 {
			raw(l.Public, "POST /sms HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n",
				fmt.Sprintf("X-Twilio-Signature: %s\r\nContent-Length: 6\r\nConnection: close\r\n\r\nFrom=1", strings.Repeat("A", 28)))
		}
		l.joined(ctx)
	})
})
