package carrier_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

var _ = Describe("Sending a text", func() {
	ctx := context.Background()

	hello := carrier.Template{From: "+14155550100", Body: "Ann: hi & bye + 1 = “2”"}

	It("posts the form that the carrier documents, and says what it answered", func() {
		s := serve(answering(201, accepted))
		p := s.client().Prepare(carrier.Template{
			From: "+14155550100", MessagingServiceSID: "MG1", Body: hello.Body,
			MediaURLs: []string{"https://a.example/1?x=1&y=2", "https://a.example/2"}, Validity: 30 * time.Minute,
		})
		got, err := p.Send(ctx, "+14155550101", "https://r.example/status?d=4&x=%20")
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(carrier.Accepted{SID: "SM77", Status: "queued", Segments: 1}))

		asked := s.last()
		Expect(asked.method).To(Equal("POST"))
		Expect(asked.path).To(Equal("/2010-04-01/Accounts/AC0123/Messages.json"))
		Expect([]string{asked.user, asked.pass}).To(Equal([]string{"AC0123", "sesame"}))
		Expect(asked.header.Get("Content-Type")).To(Equal("application/x-www-form-urlencoded"))
		Expect(asked.header).NotTo(HaveKey("Idempotency-Key"), "net/http would repeat POSTs that bear it")
		Expect(asked.form).To(BeEquivalentTo(map[string][]string{
			"From": {"+14155550100"}, "MessagingServiceSid": {"MG1"}, "Body": {hello.Body}, "To": {"+14155550101"},
			"MediaUrl": {"https://a.example/1?x=1&y=2", "https://a.example/2"}, "ValidityPeriod": {"1800"},
			"StatusCallback": {"https://r.example/status?d=4&x=%20"},
		}))
	})

	It("leaves out what is not set", func() {
		s := serve(answering(201, accepted))
		_, err := s.client().Prepare(carrier.Template{From: "+14155550100", Body: "x"}).Send(ctx, "+14155550101", "")
		Expect(err).NotTo(HaveOccurred())
		Expect(s.last().form).To(HaveLen(3))
	})

	DescribeTable("keeps the validity period within what the carrier takes",
		func(v time.Duration, want string) {
			s := serve(answering(201, accepted))
			_, err := s.client().Prepare(carrier.Template{From: "+1", Body: "x", Validity: v}).Send(ctx, "+2", "")
			Expect(err).NotTo(HaveOccurred())
			Expect(s.last().form.Get("ValidityPeriod")).To(Equal(want))
		},
		Entry("none", time.Duration(0), ""),
		Entry("below a second", time.Millisecond, "1"),
		Entry("ninety seconds", 90*time.Second, "90"),
		Entry("over ten hours", 24*time.Hour, "36000"),
	)

	It("keeps the base URL's path, and percent-encodes an account SID of any shape", func() {
		s := serve(answering(201, accepted))
		c := client(s.URL+"/api/laml/", func(c *carrier.Config) {
			c.Credentials = func() carrier.Credentials {
				return carrier.Credentials{AccountSID: "7d2c-44 /a", AuthToken: "PT-x"}
			}
		})
		_, err := c.Prepare(hello).Send(ctx, "+2", "")
		Expect(err).NotTo(HaveOccurred())
		Expect(s.last().path).To(Equal("/api/laml/2010-04-01/Accounts/7d2c-44 /a/Messages.json"))
		Expect(s.last().pass).To(Equal("PT-x"))
	})

	It("uses rotated credentials from the next send on, and the API key when there is one", func() {
		keyring := carrier.NewKeyring(creds)
		s := serve(answering(201, accepted))
		p := s.client(func(c *carrier.Config) { c.Credentials = keyring.Current }).Prepare(hello)
		send := func() received {
			_, err := p.Send(ctx, "+2", "")
			Expect(err).NotTo(HaveOccurred())
			return s.last()
		}
		Expect(send().pass).To(Equal("sesame"))
		keyring.Set(carrier.Credentials{AccountSID: "AC0123", AuthToken: "new"})
		Expect(send().pass).To(Equal("new"))
		keyring.Set(carrier.Credentials{AccountSID: "AC9", AuthToken: "new", APIKeySID: "SK1", APIKeySecret: "shh"})
		last := send()
		Expect([]string{last.user, last.pass}).To(Equal([]string{"SK1", "shh"}))
		Expect(last.path).To(ContainSubstring("/AC9/"))
	})

	DescribeTable("tries the previous token where the new one is not in force yet",
		func(creds carrier.Credentials, tried []string, works bool) {
			var mu sync.Mutex
			var passwords []string
			s := serve(func(w http.ResponseWriter, r *http.Request) {
				_, password, _ := r.BasicAuth()
				mu.Lock()
				passwords = append(passwords, password)
				mu.Unlock()
				if password != "old" {
					answering(401, `{"code": 20003, "message": "Authenticate", "status": 401}`)(w, r)
					return
				}
				answering(201, accepted)(w, r)
			})
			p := s.client(func(c *carrier.Config) { c.Credentials = func() carrier.Credentials { return creds } }).Prepare(hello)
			_, err := p.Send(ctx, "+14155550101", "")
			if works {
				Expect(err).NotTo(HaveOccurred())
				Expect(s.last().form.Get("To")).To(Equal("+14155550101"))
			} else {
				Expect(carrier.AsError(err).Class).To(Equal(carrier.Rejected))
			}
			mu.Lock()
			defer mu.Unlock()
			Expect(passwords).To(Equal(tried))
		},
		Entry("while a token is rotated",
			carrier.Credentials{AccountSID: "AC1", AuthToken: "new", PreviousAuthToken: "old"}, []string{"new", "old"}, true),
		Entry("not when there is none",
			carrier.Credentials{AccountSID: "AC1", AuthToken: "new"}, []string{"new"}, false),
		Entry("once, when neither is right",
			carrier.Credentials{AccountSID: "AC1", AuthToken: "new", PreviousAuthToken: "older"}, []string{"new", "older"}, false),
		Entry("not for an API key",
			carrier.Credentials{AccountSID: "AC1", AuthToken: "new", PreviousAuthToken: "old", APIKeySID: "SK1", APIKeySecret: "shh"}, []string{"shh"}, false),
	)

	It("uses a connection for each worker, and no more, refusals included", func() {
		const workers, each = 8, 40
		var n atomic.Int64
		s := serve(func(w http.ResponseWriter, r *http.Request) {
			switch n.Add(1) % 3 {
			case 0:
				answering(429, `{"code": 20429, "message": "slow down"}`)(w, r)
			case 1:
				// Chunked: the end of the body comes after the JSON.
				w.WriteHeader(500)
				_, _ = w.Write([]byte(`{"code":20500}`))
				w.(http.Flusher).Flush()
				_, _ = w.Write([]byte("\n"))
			default:
				answering(201, accepted)(w, r)
			}
		})
		c := s.client(func(c *carrier.Config) { c.MaxInFlight = workers })
		p := c.Prepare(hello)
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for range each {
					_, _ = p.Send(ctx, "+2", "")
				}
			})
		}
		wg.Wait()
		Expect(n.Load()).To(BeEquivalentTo(workers * each))
		Expect(s.connections()).To(BeNumerically("<=", workers))
	})

	It("has at most MaxInFlight requests under way", func() {
		var now, peak atomic.Int64
		release := make(chan struct{})
		s := serve(func(w http.ResponseWriter, r *http.Request) {
			for n := now.Add(1); ; {
				p := peak.Load()
				if n <= p || peak.CompareAndSwap(p, n) {
					break
				}
			}
			<-release
			now.Add(-1)
			answering(201, accepted)(w, r)
		})
		p := s.client(func(c *carrier.Config) { c.MaxInFlight = 3 }).Prepare(hello)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() { _, _ = p.Send(ctx, "+2", "") })
		}
		Eventually(now.Load).Should(BeEquivalentTo(3))
		close(release)
		wg.Wait()
		Expect(peak.Load()).To(BeEquivalentTo(3))
	})

	It("tells the observer of each request, without any number in it", func() {
		var seen []carrier.Observation
		s := serve(answering(429, `{"code":20429,"message":"x"}`, "Twilio-Concurrent-Requests", "87"))
		c := s.client(func(c *carrier.Config) { c.Observe = func(o carrier.Observation) { seen = append(seen, o) } })
		_, _ = c.Prepare(hello).Send(ctx, "+2", "")
		_, _ = c.FetchMessage(ctx, "SM123")
		Expect(seen).To(HaveLen(2))
		Expect(seen[0].Duration).To(BeNumerically(">", 0))
		seen[0].Duration = 0
		Expect(seen[0]).To(Equal(carrier.Observation{
			Operation: "send", Status: 429, Class: carrier.NotSent, Code: 20429, Concurrent: 87,
		}))
		Expect(seen[1].Operation).To(Equal("GET Messages"))
	})

	Describe("when it goes wrong", func() {
		fails := func(p *carrier.Prepared) *carrier.Error {
			_, err := p.Send(ctx, "+14155550101", "")
			Expect(err).To(HaveOccurred())
			var e *carrier.Error
			Expect(errors.As(err, &e)).To(BeTrue())
			return e
		}

		DescribeTable("the answer decides the class",
			func(status int, body string, class carrier.Class, code int) {
				e := fails(serve(answering(status, body)).client().Prepare(hello))
				Expect(e.Class).To(Equal(class))
				Expect(e.Code).To(Equal(code))
				Expect(e.Status).To(Equal(status))
			},
			Entry("too many requests", 429, `{"code":20429,"message":"x"}`, carrier.NotSent, 20429),
			Entry("429 of a proxy", 429, `<html>`, carrier.NotSent, 0),
			Entry("a refusal", 400, `{"code":21610,"message":"x"}`, carrier.Rejected, 21610),
			Entry("wrong credentials", 401, `{"code":20003,"message":"x"}`, carrier.Rejected, 20003),
			Entry("an unknown path", 404, `not found`, carrier.Rejected, 0),
			Entry("a redirect, which nobody follows", 301, ``, carrier.Rejected, 0),
			Entry("a proxy that gave up waiting", 408, ``, carrier.Doubt, 0),
			Entry("an internal error", 500, `{"code":20500,"message":"x"}`, carrier.Doubt, 20500),
			Entry("a gateway's page", 502, `<html>Bad Gateway</html>`, carrier.Doubt, 0),
			Entry("unavailable", 503, `{"code":20503}`, carrier.Doubt, 20503),
			Entry("an unreadable success", 201, `<html>`, carrier.Doubt, 0),
			Entry("a success without SID", 201, `{"status":"queued","account_sid":"AC1"}`, carrier.Doubt, 0),
			Entry("a success without body", 201, ``, carrier.Doubt, 0),
		)

		It("masks the numbers in what the carrier says", func() {
			e := fails(serve(answering(400, `{"code":21211,"message":"The 'To' number +14155550101 is not valid"}`)).client().Prepare(hello))
			Expect(e.Error()).To(ContainSubstring("+1415•••0101"))
			Expect(e.Error()).NotTo(ContainSubstring("+14155550101"))
		})

		DescribeTable("Retry-After is kept", func(header string, low, high time.Duration) {
			e := fails(serve(answering(429, `{}`, "Retry-After", header)).client().Prepare(hello))
			Expect(e.RetryAfter).To(And(BeNumerically(">=", low), BeNumerically("<=", high)))
			Expect(e.Meaning().Wait).To(Equal(e.RetryAfter))
		},
			Entry("as seconds", "7", 7*time.Second, 7*time.Second),
			Entry("as a fraction", "0.5", 500*time.Millisecond, 500*time.Millisecond),
			Entry("as a date", time.Now().Add(90*time.Second).UTC().Format(http.TimeFormat), 60*time.Second, 91*time.Second),
			Entry("as a date that has passed", "Mon, 02 Jan 2006 15:04:05 GMT", time.Duration(0), time.Duration(0)),
			Entry("as nonsense", "soon", time.Duration(0), time.Duration(0)),
			Entry("negative", "-5", time.Duration(0), time.Duration(0)),
			Entry("absurd", "1e30", 24*time.Hour, 24*time.Hour),
		)

		It("was not sent if nobody listens", func() {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			Expect(err).NotTo(HaveOccurred())
			Expect(l.Close()).To(Succeed())
			e := fails(client("http://" + l.Addr().String()).Prepare(hello))
			Expect(e.Class).To(Equal(carrier.NotSent))
			Expect(e.Meaning()).To(And(HaveField("Effect", carrier.RetryLater), HaveField("Retry", true)))
		})

		It("was not sent if TLS fails", func() {
			s := httptest.NewTLSServer(answering(201, accepted))
			DeferCleanup(s.Close)
			s.Config.ErrorLog = nil
			Expect(fails(client(s.URL).Prepare(hello)).Class).To(Equal(carrier.NotSent))
		})

		It("was not sent if the caller had given up before", func() {
			gone, cancel := context.WithCancel(ctx)
			cancel()
			_, err := serve(answering(201, accepted)).client().Prepare(hello).Send(gone, "+2", "")
			Expect(err).To(MatchError(context.Canceled))
			Expect(carrier.AsError(err).Class).To(Equal(carrier.NotSent))
		})

		It("was not sent if no slot came free in time", func() {
			release := make(chan struct{})
			s := serve(func(w http.ResponseWriter, r *http.Request) { <-release; answering(201, accepted)(w, r) })
			p := s.client(func(c *carrier.Config) { c.MaxInFlight = 1 }).Prepare(hello)
			first := make(chan error)
			go func() { _, err := p.Send(ctx, "+2", ""); first <- err }()
			Eventually(s.connections).Should(Equal(1))

			short, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
			defer cancel()
			_, err := p.Send(short, "+3", "")
			Expect(carrier.AsError(err).Class).To(Equal(carrier.NotSent))
			close(release)
			Eventually(first).Should(Receive(BeNil()))
		})

		It("is in doubt if the answer does not come in time", func() {
			release := make(chan struct{})
			s := serve(func(http.ResponseWriter, *http.Request) { <-release })
			defer close(release)
			e := fails(s.client(func(c *carrier.Config) { c.Timeout = 500 * time.Millisecond }).Prepare(hello))
			Expect(e.Class).To(Equal(carrier.Doubt))
			Expect(e).To(MatchError(context.DeadlineExceeded))
		})

		DescribeTable("is in doubt if the connection breaks after the request was written",
			func(answer string) {
				s := serve(func(w http.ResponseWriter, _ *http.Request) {
					conn, _, err := w.(http.Hijacker).Hijack()
					if err == nil {
						_, _ = conn.Write([]byte(answer))
						_ = conn.Close()
					}
				})
				Expect(fails(s.client().Prepare(hello)).Class).To(Equal(carrier.Doubt))
				Expect(s.asked).To(HaveLen(1), "it must not be sent again")
			},
			Entry("before the answer", ""),
			Entry("in the answer's header", "HTTP/1.1 201 Cre"),
			Entry("in the answer's body", "HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{\"sid\":"),
			Entry("with a chunk missing", "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"sid\r\n"),
			Entry("with nonsense", "220 smtp ready\r\n"),
		)
	})
})
