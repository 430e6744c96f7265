package extension_test

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"golang.org/x/net/dns/dnsmessage"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/extension"
)

// names is a DNS server of the test's own, which gives each name these addresses, one after
// the other, the last one for ever.
type names struct {
	conn net.PacketConn

	mu        sync.Mutex
	addresses map[string][]string
	asked     int
}

func newNames(addresses map[string][]string) *names {
	GinkgoHelper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	n := &names{conn: conn, addresses: addresses}
	done := make(chan struct{})
	go func() { defer close(done); n.serve() }()
	DeferCleanup(func() { _ = conn.Close(); <-done })
	return n
}

// questions is how often an address was given.
func (n *names) questions() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.asked
}

func (n *names) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", n.conn.LocalAddr().String())
	}}
}

func (n *names) serve() {
	buffer := make([]byte, 1500)
	for {
		size, from, err := n.conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var m dnsmessage.Message
		if m.Unpack(buffer[:size]) != nil || len(m.Questions) != 1 {
			continue
		}
		m.Response, m.Authoritative, m.Additionals = true, true, nil
		m.Answers = n.answers(m.Questions[0])
		if reply, err := m.Pack(); err == nil {
			_, _ = n.conn.WriteTo(reply, from)
		}
	}
}

func (n *names) answers(q dnsmessage.Question) []dnsmessage.Resource {
	n.mu.Lock()
	defer n.mu.Unlock()
	list := n.addresses[q.Name.String()]
	if len(list) == 0 {
		return nil
	}
	addr := netip.MustParseAddr(list[0])
	header := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
	var body dnsmessage.ResourceBody
	switch {
	case q.Type == dnsmessage.TypeA && addr.Is4():
		body = &dnsmessage.AResource{A: addr.As4()}
	case q.Type == dnsmessage.TypeAAAA && addr.Is6():
		body = &dnsmessage.AAAAResource{AAAA: addr.As16()}
	default:
		return nil
	}
	n.asked++
	if len(list) > 1 {
		n.addresses[q.Name.String()] = list[1:]
	}
	return []dnsmessage.Resource{{Header: header, Body: body}}
}

var _ = Describe("The guard", func() {
	portOf := func(address string) string {
		u, err := url.Parse(address)
		Expect(err).NotTo(HaveOccurred())
		return u.Port()
	}

	DescribeTable("lets no name lead to", func(ctx SpecContext, address string) {
		n := newNames(map[string][]string{"service.example.": {address}})
		w := newWorld(func(w *world) { w.settings.Allowed, w.config.Resolver = nil, n.resolver() })
		w.declare(func(c *roomfile.Command) { c.URL = "https://service.example/" })
		end := w.calls(ctx)
		Expect(end.Record).To(And(HaveField("Result", extension.ResultAddress), HaveField("Reason", ContainSubstring("no public address"))))
		Expect(w.count("weather", extension.ResultAddress)).To(BeEquivalentTo(1))
		Expect(n.questions()).To(Equal(1))
	},
		Entry("loopback", "127.0.0.1"), Entry("all of loopback", "127.8.9.1"), Entry("loopback, IPv6", "::1"),
		Entry("nothing", "0.0.0.0"), Entry("nothing, IPv6", "::"),
		Entry("a private network", "10.1.2.3"), Entry("another", "172.31.255.255"), Entry("and another", "192.168.1.1"),
		Entry("a private network, IPv6", "fd00:ec2::254"), Entry("link-local", "169.254.1.1"), Entry("link-local, IPv6", "fe80::1"),
		Entry("a cloud's metadata", "169.254.169.254"), Entry("another cloud's", "100.100.100.200"), Entry("a host's agent", "168.63.129.16"),
		Entry("carrier-grade NAT", "100.64.0.1"), Entry("multicast", "224.0.0.1"), Entry("multicast, IPv6", "ff02::1"), Entry("broadcast", "255.255.255.255"),
		Entry("IPv4 in IPv6", "::ffff:127.0.0.1"), Entry("a private one in IPv6", "::ffff:10.0.0.1"), Entry("IPv4 compatible", "::127.0.0.1"),
		Entry("NAT64", "64:ff9b::7f00:1"), Entry("local NAT64", "64:ff9b:1::7f00:1"), Entry("6to4", "2002:7f00:1::"), Entry("Teredo", "2001:0:7f00:1::"),
		Entry("documentation", "2001:db8::1"), Entry("benchmarks", "198.18.0.1"), Entry("site-local, IPv6", "fec0::1"),
	)

	DescribeTable("lets no address by itself pass", func(ctx SpecContext, host string) {
		w := newWorld(func(w *world) { w.settings.Allowed = nil })
		w.declare(func(c *roomfile.Command) { c.URL = "https://" + host + ":" + portOf(w.service.URL) })
		Expect(w.calls(ctx).Record.Result).To(Equal(extension.ResultAddress))
		Expect(w.service.hits()).To(BeEmpty())
	},
		Entry("loopback", "127.0.0.1"), Entry("IPv6", "[::1]"), Entry("IPv4 in IPv6", "[::ffff:127.0.0.1]"), Entry("localhost", "localhost"),
	)

	It("is not fooled by a name that is another address when it is asked again", func(ctx SpecContext) {
		// 127.0.0.1 is allowed and 127.0.0.2 is not: the first call goes where it may, and what
		// anybody found out by asking for the name before says nothing.
		n := newNames(map[string][]string{"service.example.": {"127.0.0.1", "127.0.0.2"}})
		w := newWorld(func(w *world) {
			w.settings.Allowed, w.config.Resolver = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, n.resolver()
		})
		inside := httptest.NewUnstartedServer(nil)
		listener, err := net.Listen("tcp", "127.0.0.2:"+portOf(w.service.URL))
		Expect(err).NotTo(HaveOccurred())
		inside.Listener = listener
		reached := make(chan struct{}, 9)
		inside.Config.Handler = http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached <- struct{}{} })
		inside.Start()
		DeferCleanup(inside.Close)
		w.declare(func(c *roomfile.Command) { c.URL = "http://service.example:" + portOf(w.service.URL) })

		w.service.answer = func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Set("Connection", "close") // so that the next call has to dial
			rw.WriteHeader(http.StatusNoContent)
		}
		Expect(w.calls(ctx).Record.Result).To(Equal(extension.ResultOK))
		Expect(w.calls(ctx).Record.Result).To(Equal(extension.ResultAddress))
		Expect(w.service.hits()).To(HaveLen(1))
		Expect(reached).NotTo(Receive())
		Expect(n.questions()).To(Equal(2))

		w.settings.Allowed = append(w.settings.Allowed, netip.MustParsePrefix("127.0.0.2/32"))
		w.calls(ctx)
		Expect(reached).To(Receive(), "the server was there all the time")
	})

	It("is not led around by a redirect", func(ctx SpecContext) {
		inside := newService()
		inside.says(200, "text/plain", "the crown jewels")
		w := newWorld()
		w.service.answer = func(rw http.ResponseWriter, r *http.Request) {
			http.Redirect(rw, r, inside.URL, http.StatusTemporaryRedirect)
		}
		w.declare(nil)
		Expect(w.calls(ctx).Record.Result).To(Equal(extension.ResultRedirect))
		Expect(inside.hits()).To(BeEmpty())
	})

	It("lets http into allowed networks alone", func(ctx SpecContext) {
		n := newNames(map[string][]string{"service.example.": {"93.184.215.14"}})
		w := newWorld(func(w *world) { w.config.Resolver = n.resolver() })
		w.declare(func(c *roomfile.Command) { c.URL = "http://service.example/" })
		Expect(w.calls(ctx).Record).To(And(HaveField("Result", extension.ResultAddress), HaveField("Reason", ContainSubstring("use https"))))
	})

	It("asks no proxy of the environment", func(ctx SpecContext) {
		proxy := newService()
		proxy.says(200, "text/plain", "from the proxy")
		for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
			GinkgoT().Setenv(name, proxy.URL)
		}
		n := newNames(map[string][]string{"service.example.": {"10.0.0.1"}})
		w := newWorld(func(w *world) { w.config.Resolver = n.resolver() })
		w.declare(func(c *roomfile.Command) { c.URL = "http://service.example/" })
		Expect(w.calls(ctx).Record.Result).To(Equal(extension.ResultAddress))
		Expect(proxy.hits()).To(BeEmpty())
	})

	DescribeTable("takes no URL that is", func(ctx SpecContext, address string) {
		w := newWorld()
		w.declare(func(c *roomfile.Command) { c.URL = address })
		Expect(w.calls(ctx).Record.Result).To(Equal(extension.ResultUnknown))
	},
		Entry("a file", "file:///etc/passwd"), Entry("another protocol's", "gopher://127.0.0.1/"), Entry("with a password", "https://a:b@example.com/"),
		Entry("without a host", "https:///a"), Entry("none", "::"),
	)
})
