package carrier

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
)

// wires are the connections over which texts are sent; never more than requests that run
// at one time.
type wires struct {
	address string
	secure  *tls.Config // nil: no TLS
	dialer  *net.Dialer

	mu sync.Mutex
	// idle has those at its end that were used last, so that others may age.
	idle   []*wire
	closed bool
	// ageing closes what has been idle for too long.
	ageing *time.Timer
	oldest time.Duration
}

// newWires gives nil where a proxy stands between, or the host's name is not plain ASCII:
// net/http knows how to go about those.
func newWires(base *url.URL, proxy func(*http.Request) (*url.URL, error)) *wires {
	if via, err := proxy(&http.Request{URL: base}); via != nil || err != nil {
		return nil
	}
	if strings.IndexFunc(base.Host, func(r rune) bool { return r > unicode.MaxASCII }) >= 0 {
		return nil
	}
	p := &wires{dialer: newDialer(), oldest: idleTimeout}
	port := "80"
	if base.Scheme == "https" {
		port = "443"
		p.secure = &tls.Config{ServerName: base.Hostname(), NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12}
	}
	p.address = net.JoinHostPort(base.Hostname(), cmp.Or(base.Port(), port))
	p.ageing = time.AfterFunc(p.oldest, p.age)
	return p
}

// post sends a form and reads the answer.
func (p *wires) post(ctx context.Context, timeout time.Duration, head string, form []byte) (*answer, error) {
	deadline := time.Now().Add(timeout)
	if d, ok := ctx.Deadline(); ok && d.Before(deadline) {
		deadline = d
	}
	w := p.take()
	if w == nil {
		var err error
		if w, err = p.dial(ctx, deadline); err != nil {
			return nil, broken(err, false)
		}
	}
	a, sound, err := w.exchange(ctx, deadline, head, form)
	if sound {
		p.give(w)
	} else {
		w.close()
	}
	return a, err
}

// take gives a wire that is still connected, or nil.
func (p *wires) take() *wire {
	for {
		w := p.last()
		if w == nil || w.quiet() {
			return w
		}
		w.close()
	}
}

func (p *wires) last() *wire {
	p.mu.Lock()
	defer p.mu.Unlock()
	last := len(p.idle) - 1
	if last < 0 {
		return nil
	}
	w := p.idle[last]
	p.idle[last] = nil
	p.idle = p.idle[:last]
	return w
}

func (p *wires) give(w *wire) {
	w.since = time.Now()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		w.close()
		return
	}
	p.idle = append(p.idle, w)
	if len(p.idle) == 1 {
		p.ageing.Reset(p.oldest)
	}
}

// age closes what has been idle for too long, and comes back while anything is idle.
func (p *wires) age() {
	p.mu.Lock()
	defer p.mu.Unlock()
	old := 0
	for old < len(p.idle) && time.Since(p.idle[old].since) >= p.oldest {
		p.idle[old].close()
		old++
	}
	p.idle = slices.Delete(p.idle, 0, old)
	if len(p.idle) > 0 {
		p.ageing.Reset(p.oldest - time.Since(p.idle[0].since))
	}
}

// close ends idle wires now, and those under way after their request.
func (p *wires) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	p.ageing.Stop()
	for _, w := range p.idle {
		w.close()
	}
	p.idle = nil
}

func (p *wires) dial(ctx context.Context, deadline time.Time) (*wire, error) {
	ctx, cancel := context.WithDeadline(ctx, deadline)
	defer cancel()
	conn, err := p.dialer.DialContext(ctx, "tcp", p.address)
	if err != nil {
		return nil, err
	}
	socket, err := conn.(*net.TCPConn).SyscallConn()
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	if p.secure == nil {
		return newWire(conn, socket), nil
	}
	ctx, cancel = context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	secured := tls.Client(conn, p.secure)
	if err := secured.HandshakeContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("TLS: %w", err), conn.Close())
	}
	return newWire(secured, socket), nil
}
