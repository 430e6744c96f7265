package carrier

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	// A page of 1,000 messages with bodies of 1,600 characters stays below this.
	maxAnswer = 16 << 20
	// What comes before an answer's body stays far below this.
	maxHeader = 64 << 10
	// Load balancers commonly drop idle connections after 60 s; a POST on a connection
	// that the other side has just closed ends in doubt, so ours go first.
	idleTimeout = 50 * time.Second

	dialTimeout      = 5 * time.Second
	handshakeTimeout = 5 * time.Second
)

func newDialer() *net.Dialer {
	return &net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}
}

// newTransport is one HTTP/1.1 pool in which every worker keeps its connection: with
// fewer idle connections than workers most requests would dial, and one HTTP/2
// connection for all costs more than many of HTTP/1.1.
func newTransport(workers int) *http.Transport {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            newDialer().DialContext,
		TLSHandshakeTimeout:    handshakeTimeout,
		MaxIdleConns:           workers,
		MaxIdleConnsPerHost:    workers,
		MaxConnsPerHost:        workers,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true,
		Protocols:              protocols,
	}
}

// answer is a response that has been read whole; its body is valid until release.
type answer struct {
	status int
	header http.Header
	body   *bytes.Buffer
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func (a *answer) release() {
	if a.body.Cap() <= 64<<10 {
		buffers.Put(a.body)
	}
}

// attempt makes a request with these credentials and reads the answer.
type attempt func(ctx context.Context, authorization string) (*answer, error)

// exchange makes one request and reads its whole answer. The error is always an *Error
// and tells whether the request may have reached the carrier.
func (c *Client) exchange(ctx context.Context, operation, authorization string, try attempt) (*answer, error) {
	if err := c.enter(ctx); err != nil {
		return nil, err
	}
	defer c.leave()
	start := time.Now()
	a, err := try(ctx, authorization)
	if previous := c.previous(authorization, err); previous != "" {
		a, err = try(ctx, previous)
	}
	c.report(operation, a, err, start)
	return a, err
}

func (c *Client) enter(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return &Error{Class: NotSent, Message: err.Error(), Err: err}
	}
	select {
	case c.slots <- struct{}{}:
		return nil
	case <-ctx.Done():
		return &Error{Class: NotSent, Message: "no free slot: " + ctx.Err().Error(), Err: ctx.Err()}
	}
}

func (c *Client) leave() { <-c.slots }

// pooled makes a request over the pool of net/http.
func (c *Client) pooled(req *http.Request) attempt {
	return func(ctx context.Context, authorization string) (*answer, error) {
		ctx, cancel := context.WithTimeout(ctx, c.timeout)
		defer cancel()
		ctx, written := watch(ctx, req)
		again := req.Clone(ctx)
		again.Header.Set("Authorization", authorization)
		if req.GetBody != nil {
			again.Body, _ = req.GetBody() // of memory: it never fails
		}
		res, err := c.transport.RoundTrip(again)
		if err != nil {
			return nil, broken(err, written())
		}
		defer func() { _ = res.Body.Close() }()
		return read(res)
	}
}

func broken(err error, written bool) *Error {
	class := NotSent
	if written {
		class = Doubt
	}
	return &Error{Class: class, Message: maskNumbers(err.Error()), Err: err}
}

func read(res *http.Response) (*answer, error) {
	a := &answer{status: res.StatusCode, header: res.Header, body: buffers.Get().(*bytes.Buffer)}
	a.body.Reset()
	n, err := a.body.ReadFrom(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && n > maxAnswer {
		err = errors.New("answer is too long")
	}
	// A refusal is one by its status alone, whatever became of its body.
	if res.StatusCode >= 300 {
		defer a.release()
		return nil, refusal(res.StatusCode, res.Header, a.body.Bytes())
	}
	if err != nil {
		a.release()
		return nil, &Error{Class: Doubt, Status: res.StatusCode, Message: fmt.Sprintf("read answer: %v", err), Err: err}
	}
	return a, nil
}

func (c *Client) report(operation string, a *answer, err error, start time.Time) {
	if c.observe == nil {
		return
	}
	o := Observation{Operation: operation, Duration: time.Since(start)}
	var failure *Error
	switch {
	case errors.As(err, &failure):
		o.Status, o.Class, o.Code = failure.Status, failure.Class, failure.Code
		o.Concurrent = failure.concurrent
	case a != nil:
		o.Status, o.Concurrent = a.status, concurrentRequests(a.header)
	}
	c.observe(o)
}

// concurrentRequests is how many requests of the account run at Twilio; 0 unknown.
func concurrentRequests(h http.Header) int {
	n, err := strconv.Atoi(h.Get("Twilio-Concurrent-Requests"))
	if err != nil {
		return 0
	}
	return n
}
