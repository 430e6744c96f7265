package carrier

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/url"
	"syscall"
	"time"
)

// Trust lets the client's texts go to whom these roots vouch for.
func Trust(c *Client, roots *x509.CertPool) { c.wires.secure.RootCAs = roots }

// KeepIdle shortens how long a connection for texts may be idle.
func KeepIdle(c *Client, d time.Duration) { c.wires.oldest = d }

// IdleWires is how many connections wait for a text.
func IdleWires(c *Client) int {
	c.wires.mu.Lock()
	defer c.wires.mu.Unlock()
	return len(c.wires.idle)
}

// HasWires shows whether texts to this base have connections of their own.
func HasWires(baseURL string, proxy func(*http.Request) (*url.URL, error)) (bool, error) {
	base, err := parseBase(baseURL)
	if err != nil {
		return false, err
	}
	w := newWires(base, proxy)
	if w == nil {
		return false, nil
	}
	w.close()
	return true, nil
}

// Rebase shows where a generated client's address ends up.
func Rebase(baseURL, address string) (string, error) {
	base, err := parseBase(baseURL)
	if err != nil {
		return "", err
	}
	u, err := (&Client{base: base}).rebase(address)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// Operation shows how a request is called in metrics.
func Operation(method, path string) string { return operation(method, path) }

// ScanTop shows what the scanner finds of the names that matter.
func ScanTop(b []byte) map[string]string {
	found := map[string]string{}
	scanTop(b, func(key string, token []byte) { found[key] = unquote(token) })
	return found
}

// MaskNumbers shows what is left of numbers.
func MaskNumbers(s string) string { return maskNumbers(s) }

// QuietWires is how many of those are still connected.
func QuietWires(c *Client) (n int) {
	c.wires.mu.Lock()
	defer c.wires.mu.Unlock()
	for _, w := range c.wires.idle {
		if w.quiet() {
			n++
		}
	}
	return n
}

// ClassOfBrokenWrite is what is known of a text whose request was written up to this
// share of its head, when its connection broke.
func ClassOfBrokenWrite(share float64) Class {
	const head = "POST / HTTP/1.1\r\nContent-Length: "
	w := newWire(brokenConn{written: int(share * float64(len(head)+len("3\r\n\r\n")))}, nil)
	_, _, err := w.exchange(context.Background(), time.Now().Add(time.Minute), head, []byte("a=b"))
	return AsError(err).Class
}

type brokenConn struct {
	net.Conn
	written int
}

func (brokenConn) SetDeadline(time.Time) error { return nil }
func (c brokenConn) Write([]byte) (int, error) { return c.written, syscall.ECONNRESET }
