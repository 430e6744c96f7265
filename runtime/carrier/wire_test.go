package carrier_test

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

// The connections over which texts go.
var _ = Describe("A wire", func() {
	ctx := context.Background()
	hello := carrier.Template{From: "+14155550100", Body: "hello"}
	const good = "HTTP/1.1 201 Created\r\nContent-Length: 14\r\n\r\n{\"sid\": \"SM1\"}"

	// raw answers each request with exactly this, and closes the connection if it says so.
	raw := func(answer string, closes bool) *server {
		return serve(func(w http.ResponseWriter, _ *http.Request) {
			conn, in, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			_, _ = conn.Write([]byte(answer))
			if !closes {
				_, _ = in.ReadByte() // until the client hangs up
			}
			_ = conn.Close()
		})
	}
	send := func(c *carrier.Client) error {
		_, err := c.Prepare(hello).Send(ctx, "+14155550101", "")
		return err
	}

	DescribeTable("is used again only after an answer that ends where it should",
		func(answer string, sound bool) {
			s := raw(answer, false)
			c := s.client()
			Expect(send(c)).To(Succeed())
			Expect(carrier.IdleWires(c)).To(Equal(map[bool]int{true: 1}[sound]))
		},
		Entry("of a length", good, true),
		Entry("in chunks", "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\ne\r\n{\"sid\": \"SM1\"}\r\n0\r\n\r\n", true),
		Entry("after a word on the way", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"+good, true),
		Entry("that closes", strings.Replace(good, "\r\n", "\r\nConnection: close\r\n", 1), false),
		Entry("of HTTP/1.0", strings.Replace(good, "/1.1", "/1.0", 1), false),
		Entry("followed by another", good+good, false),
	)

	It("takes an answer that ends with the connection", func() {
		s := raw("HTTP/1.1 201 Created\r\n\r\n{\"sid\": \"SM1\"}", true)
		c := s.client()
		Expect(send(c)).To(Succeed())
		Expect(carrier.IdleWires(c)).To(BeZero())
	})

	DescribeTable("bounds what it reads", func(answer string) {
		s := raw(answer, false)
		c := s.client()
		Expect(carrier.AsError(send(c)).Class).To(Equal(carrier.Doubt))
		Expect(carrier.IdleWires(c)).To(BeZero())
		Expect(s.asked).To(HaveLen(1))
	},
		Entry("of a header", "HTTP/1.1 201 Created\r\nX: "+strings.Repeat("x", 70<<10)),
		Entry("of words on the way", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 4<<10)),
		Entry("of a body", "HTTP/1.1 201 Created\r\nContent-Length: 99999999\r\n\r\n"+strings.Repeat("x", 17<<20)),
	)

	It("is not written to once the other side has closed it", func() {
		// Each connection answers one request as if more could follow, and closes.
		s := raw(good, true)
		c := s.client()
		for i := range 5 {
			Expect(send(c)).To(Succeed(), "text %d", i)
			Eventually(func() error { return closedByPeer(c) }).Should(Succeed())
		}
		Expect(s.connections()).To(Equal(5))
	})

	DescribeTable("that breaks while it is written to knows what the other side can have", func(share float64, class carrier.Class) {
		Expect(carrier.ClassOfBrokenWrite(share)).To(Equal(class))
	},
		Entry("nothing", 0.0, carrier.NotSent),
		Entry("half a head", 0.5, carrier.NotSent),
		Entry("the head", 1.0, carrier.Doubt),
	)

	It("is closed when it was idle for long", func() {
		s := serve(answering(201, accepted))
		c := s.client()
		carrier.KeepIdle(c, 20*time.Millisecond)
		Expect(send(c)).To(Succeed())
		Eventually(func() int { return carrier.IdleWires(c) }).Should(BeZero())
		Expect(send(c)).To(Succeed())
		Expect(s.connections()).To(Equal(2))
	})

	It("ends with its context", func() {
		release := make(chan struct{})
		s := serve(func(http.ResponseWriter, *http.Request) { <-release })
		defer close(release)
		c := s.client()
		short, cancel := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() {
			_, err := c.Prepare(hello).Send(short, "+14155550101", "")
			ended <- err
		}()
		Eventually(s.connections).Should(Equal(1))
		cancel()
		var err error
		Eventually(ended).Should(Receive(&err))
		Expect(err).To(MatchError(context.Canceled))
		Expect(carrier.AsError(err).Class).To(Equal(carrier.Doubt))
		Expect(carrier.IdleWires(c)).To(BeZero())
	})

	It("keeps to the caller's deadline, when that comes before its own", func() {
		release := make(chan struct{})
		s := serve(func(http.ResponseWriter, *http.Request) { <-release })
		defer close(release)
		short, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
		defer cancel()
		_, err := s.client().Prepare(hello).Send(short, "+14155550101", "")
		Expect(err).To(MatchError(context.DeadlineExceeded))
		Expect(carrier.AsError(err).Class).To(Equal(carrier.Doubt))
	})

	It("speaks TLS to whom it trusts", func() {
		s := httptest.NewTLSServer(answering(201, accepted))
		DeferCleanup(s.Close)
		c := client(s.URL)
		roots := x509.NewCertPool()
		roots.AddCert(s.Certificate())
		carrier.Trust(c, roots)
		for range 3 {
			Expect(send(c)).To(Succeed())
		}
		Expect(carrier.IdleWires(c)).To(Equal(1))
	})

	DescribeTable("is left to net/http where that knows more", func(base string, proxy string, err error, want bool) {
		via := func(*http.Request) (*url.URL, error) {
			if proxy == "" {
				return nil, err
			}
			return url.Parse(proxy)
		}
		Expect(carrier.HasWires(base, via)).To(Equal(want))
	},
		Entry("straight", "https://api.twilio.com", "", nil, true),
		Entry("through a proxy", "https://api.twilio.com", "http://proxy:3128", nil, false),
		Entry("through who knows what", "https://api.twilio.com", "", errors.New("no such proxy"), false),
		Entry("to a host in letters of all the world", "https://träger.example", "", nil, false),
	)
})

// closedByPeer tells when the one idle connection has got word of its end.
func closedByPeer(c *carrier.Client) error {
	if n := carrier.QuietWires(c); n != 0 {
		return fmt.Errorf("%d connections are open", n)
	}
	return nil
}

// The same promises hold over a pool that is given.
var _ = Describe("A given transport", func() {
	ctx := context.Background()
	over := func(s string) *carrier.Prepared {
		t := &http.Transport{}
		DeferCleanup(t.CloseIdleConnections)
		return client(s, func(c *carrier.Config) {
			c.Transport, c.Timeout = t, 5*time.Second
			c.Credentials = func() carrier.Credentials {
				return carrier.Credentials{AccountSID: "AC1", AuthToken: "new", PreviousAuthToken: "old"}
			}
		}).Prepare(carrier.Template{From: "+14155550100", Body: "hello"})
	}

	It("sends alike, with the previous token too", func() {
		s := serve(func(w http.ResponseWriter, r *http.Request) {
			if _, password, _ := r.BasicAuth(); password != "old" {
				answering(401, `{"code": 20003}`)(w, r)
				return
			}
			answering(201, accepted)(w, r)
		})
		got, err := over(s.URL).Send(ctx, "+14155550101", "")
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(carrier.Accepted{SID: "SM77", Status: "queued", Segments: 1}))
		Expect(s.last().form).To(HaveKeyWithValue("To", []string{"+14155550101"}))
		Expect(s.asked).To(HaveLen(2))
	})

	DescribeTable("tells what is known", func(answer http.HandlerFunc, class carrier.Class) {
		_, err := over(serve(answer).URL).Send(ctx, "+14155550101", "")
		Expect(carrier.AsError(err).Class).To(Equal(class))
	},
		Entry("a refusal", answering(400, `{"code":21211}`), carrier.Rejected),
		Entry("too many", answering(429, `{}`), carrier.NotSent),
		Entry("an error", answering(500, `{}`), carrier.Doubt),
		Entry("a reset", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), carrier.Doubt),
	)

	It("was not sent if nobody listens", func() {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		Expect(l.Close()).To(Succeed())
		_, err = over("http://"+l.Addr().String()).Send(ctx, "+14155550101", "")
		Expect(carrier.AsError(err).Class).To(Equal(carrier.NotSent))
	})
})
