package admin_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
)

// everyPage is what can be looked at.
var everyPage = []string{"/", "/?poll", "/?span=30d", "/settings", "/members", "/members/1", "/banned", "/commands", "/add-command",
	"/rules", "/queue", "/queue?list=failed", "/queue?list=doubt", "/log", "/audit"}

var _ = Describe("Who has not signed in", func() {
	DescribeTable("gets nothing but the sign-in", func(method, path string) {
		w := newWorld()
		a := w.browser().do(method, path, "application/x-www-form-urlencoded", strings.NewReader("a=b"))
		Expect(a.Status).To(Or(Equal(http.StatusSeeOther), Equal(http.StatusUnauthorized), Equal(http.StatusNotFound),
			Equal(http.StatusMovedPermanently), Equal(http.StatusTemporaryRedirect), Equal(http.StatusMethodNotAllowed)))
		Expect(a.Header.Get("Location")).To(Or(BeEmpty(), HavePrefix("/sign-in"), HavePrefix("/settings"), Equal("/")), "it leads nowhere else")
		Expect(a.Body).NotTo(Or(ContainSubstring("apiVersion"), ContainSubstring("+1415555010"), ContainSubstring("Sign out")))
	},
		Entry("the overview", "GET", "/"), Entry("the settings", "GET", "/settings"), Entry("a page that is none", "GET", "/nothing"),
		Entry("signing out", "POST", "/sign-out"), Entry("a change", "POST", "/queue/failed/empty"), Entry("the API", "GET", "/api/v1/overview"),
		Entry("another method", "DELETE", "/"), Entry("a method of one's own", "HACK", "/settings"),
		Entry("a path with dots", "GET", "/static/../settings"), Entry("dots in disguise", "GET", "/static/%2e%2e/settings"),
		Entry("slashes in disguise", "GET", "/static/..%2f..%2fsettings"), Entry("two slashes", "GET", "//settings"),
		Entry("another host behind slashes", "GET", "//evil.example/.."), Entry("a backslash", "GET", `/static/..\settings`),
		Entry("a page below the sign-in", "GET", "/sign-in/../settings"), Entry("a page below health", "GET", "/healthz/settings"),
		Entry("the templates", "GET", "/templates/frame/frame.html"), Entry("a list of files", "GET", "/static/"),
		Entry("a null byte", "GET", "/static/htmx.min.js%00"),
	)

	It("is told of the sign-in where a page asks for news by itself", func() {
		b := newWorld().browser()
		b.header.Set("HX-Request", "true")
		a := b.get("/?poll")
		Expect(a.Status).To(Equal(http.StatusNoContent))
		Expect(a.Header.Get("HX-Redirect")).To(Equal("/sign-in"))
	})

	It("is led in by a page of the screen itself when another site's link brought a cookie-less request", func() {
		b := newWorld().browser()
		b.header.Set("Sec-Fetch-Site", "cross-site")
		b.header.Set("Sec-Fetch-Dest", "document")
		Expect(b.get("/").Body).To(ContainSubstring(`http-equiv="refresh"`))
		b.header.Set("Sec-Fetch-Site", "same-origin")
		Expect(b.get("/").Header.Get("Location")).To(Equal("/sign-in"))
	})
})

var _ = Describe("Every answer", func() {
	It("tells browsers to run, frame, keep and guess nothing", func() {
		w := newWorld()
		in, out := w.browser().signInBy(adminToken), w.browser()
		for _, a := range []answer{in.get("/"), in.get("/settings"), in.get("/nothing"), out.get("/"), out.get("/sign-in"),
			out.get("/api/v1/overview"), out.get("/static/nothing"), out.post("/sign-in"), out.get("/healthz")} {
			h := a.Header
			Expect(h.Get("Content-Security-Policy")).To(And(ContainSubstring("default-src 'none'"), ContainSubstring("script-src 'self';"),
				ContainSubstring("style-src 'self';"), ContainSubstring("frame-ancestors 'none'"), ContainSubstring("form-action 'self'"),
				ContainSubstring("base-uri 'none'"), Not(ContainSubstring("unsafe"))))
			Expect(h.Get("Cache-Control")).To(Equal("no-store"))
			Expect(h.Get("X-Content-Type-Options")).To(Equal("nosniff"))
			Expect(h.Get("Referrer-Policy")).To(Equal("no-referrer"))
			Expect(h.Get("X-Frame-Options")).To(Equal("DENY"))
			Expect(h.Get("Permissions-Policy")).NotTo(BeEmpty())
		}
	})

	It("has no script, no style and no handler within the page", func() {
		w := newWorld()
		b := w.browser().signInBy(adminToken)
		for _, path := range append([]string{"/sign-in", "/sign-in/code"}, everyPage...) {
			body := b.get(path).Body
			Expect(body).NotTo(Or(MatchRegexp(`(?i)<script(>|[^>]*[^r]>)[^<]`), ContainSubstring("<style"), MatchRegexp(`(?i)\sstyle=`),
				MatchRegexp(`(?i)\son[a-z]+=`), ContainSubstring("javascript:"), ContainSubstring("//cdn")), path)
		}
	})

	It("holds no secret", func() {
		w := newWorld()
		b := w.browser().signIn()
		w.browser().signInBy(adminToken)
		for _, path := range everyPage {
			Expect(b.get(path).Body).NotTo(Or(ContainSubstring(adminToken), ContainSubstring(viewerToken),
				ContainSubstring(b.session()), ContainSubstring(w.codes(annNumber)[0])), path)
		}
	})

	It("may be kept for ever where it is a file with its hash in its name", func() {
		w := newWorld()
		page := w.browser().get("/sign-in").Body
		_, rest, _ := strings.Cut(page, `rel="stylesheet" href="`)
		path, _, _ := strings.Cut(rest, `"`)
		a := w.browser().get(path)
		Expect(a.Status).To(Equal(http.StatusOK))
		Expect(a.Header.Get("Cache-Control")).To(Equal("public, max-age=31536000, immutable"))
		Expect(a.Header.Get("Content-Type")).To(HavePrefix("text/css"))
	})
})

var _ = Describe("Another site", func() {
	DescribeTable("changes nothing with the admin's browser", func(header, value string) {
		w := newWorld()
		b := w.browser().signIn()
		b.header.Set(header, value)
		a := b.post("/sign-out")
		Expect(a.Status).To(Equal(http.StatusForbidden))
		Expect(a.Body).To(ContainSubstring("another site"))
		b.header.Del(header)
		Expect(b.in()).To(BeTrue())
	},
		Entry("as today's browsers tell", "Sec-Fetch-Site", "cross-site"),
		Entry("from a sister host", "Sec-Fetch-Site", "same-site"),
		Entry("as older browsers tell", "Origin", "https://evil.example"),
		Entry("from a sandboxed frame", "Origin", "null"))

	It("signs nobody in, either", func() {
		b := newWorld().browser()
		b.header.Set("Origin", "https://evil.example")
		Expect(b.post("/sign-in/token", "token", adminToken).Status).To(Equal(http.StatusForbidden))
		Expect(b.session()).To(BeEmpty())
	})
})

var _ = Describe("Who may only look", func() {
	It("changes nothing, by whatever form", func() {
		w := newWorld()
		b := w.browser().signInBy(viewerToken)
		for _, path := range changes {
			a := b.post(path, "confirm", "failed")
			Expect(a.Status).To(Equal(http.StatusForbidden), path)
			Expect(a.Body).To(ContainSubstring("look but change nothing"), path)
		}
		Expect(b.post("/sign-out").Status).To(Equal(http.StatusSeeOther))
	})

	It("is everybody, where the room file says so", func() {
		w := newWorld()
		b := w.browser().signIn()
		w.readOnly()
		for _, path := range changes {
			a := b.post(path)
			Expect(a.Status).To(Equal(http.StatusForbidden), path)
			Expect(a.Body).To(ContainSubstring("admin.readOnly"), path)
		}
	})
})

var _ = Describe("A request that is too much", func() {
	It("is refused with the largest size", func() {
		w := newWorld()
		a := w.browser().post("/sign-in/token", "token", strings.Repeat("x", 1<<20))
		Expect(a.Status).To(Equal(http.StatusUnprocessableEntity))
	})

	It("has no form of many megabytes read to its end", func() {
		w := newWorld()
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.server.URL, "http://"))
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(conn.Close)
		Expect(conn.SetDeadline(time.Now().Add(5 * time.Second))).To(Succeed())
		_, err = fmt.Fprintf(conn, "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000000\r\n\r\nwho=%s", strings.Repeat("y", 300<<10))
		Expect(err).NotTo(HaveOccurred())
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(res.Close).To(BeTrue(), "the connection ends with the answer")
	})
})

var _ = Describe("Without Redis", func() {
	It("says so, on a page, and leaks nothing of it", func() {
		w := newWorld()
		b := w.browser().signIn()
		Expect(w.redis.Close()).To(Succeed())
		a := b.get("/")
		Expect(a.Status).To(Equal(http.StatusServiceUnavailable))
		Expect(a.Header.Get("Retry-After")).NotTo(BeEmpty())
		Expect(a.Body).To(And(ContainSubstring("Redis does not answer"), Not(ContainSubstring("redis: client is closed"))))
	})
})

var _ = Describe("Who lies about where a request comes from", func() {
	// asks lets a client ask for codes until it is refused, and says how many it was given.
	asks := func(b *browser, forwarded func(i int) string) int {
		for i := range 30 {
			b.header.Set("X-Forwarded-For", forwarded(i))
			b.header.Set("Forwarded", "for="+forwarded(i))
			b.header.Set("X-Real-Ip", forwarded(i))
			if b.post("/sign-in", "who", "nobody").Status == http.StatusTooManyRequests {
				return i
			}
		}
		return 30
	}
	forged := func(i int) string { return fmt.Sprintf("192.0.2.%d", i) }

	It("gets no further than anybody where no proxy is trusted", func() {
		Expect(asks(newWorld().browser(), forged)).To(Equal(20))
	})

	It("gets no further from an address that is no trusted proxy's", func() {
		w := newWorld()
		w.change(func(f *roomfile.File) { f.Admin.TrustedProxies = []string{"10.0.0.0/8", "fd00::/8"} })
		Expect(asks(w.browser(), forged)).To(Equal(20))
	})

	It("gets no further by what stands left of the address that a trusted proxy has seen", func() {
		w := newWorld()
		w.change(func(f *roomfile.File) { f.Admin.TrustedProxies = []string{"127.0.0.0/8", "10.0.0.0/8"} })
		Expect(asks(w.browser(), func(i int) string { return forged(i) + ", 198.51.100.1, 10.0.0.7" })).To(Equal(20))
		By("other clients behind the proxies are other clients")
		Expect(asks(w.browser(), func(int) string { return "198.51.100.2, 10.0.0.7" })).To(Equal(20))
	})

	It("shows in log and audit log with the address that a trusted proxy has seen", func() {
		w := newWorld()
		w.change(func(f *roomfile.File) { f.Admin.TrustedProxies = []string{"127.0.0.0/8"} })
		b := w.browser()
		b.header.Set("X-Forwarded-For", "192.0.2.1, 198.51.100.1")
		b.post("/sign-in", "who", "Ann")
		b.post("/sign-in/code", "code", "no code")
		Expect(w.refusals()).To(HaveExactElements(HaveField("Detail", "by code, from 198.51.100.1")))
		Expect(w.log.String()).To(And(ContainSubstring("198.51.100.1"), Not(ContainSubstring("192.0.2.1"))))
	})
})
