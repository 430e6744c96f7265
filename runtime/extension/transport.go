package extension

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	// maxAnswer bounds an answer's body; a text has 2,048 characters at most.
	maxAnswer = 64 << 10
	// maxHeader bounds what comes before it.
	maxHeader = 16 << 10
	// maxIdle bounds the connections that are kept to one service.
	maxIdle = 4
	// idleTimeout is below that of common load balancers.
	idleTimeout = 50 * time.Second
)

// newTransport asks no proxy of the environment: what it would dial could not be checked. An
// answer is never unpacked, so that none is larger than what is read.
func newTransport(g guard, c Config) *http.Transport {
	dialer := &net.Dialer{Timeout: 5 * time.Second, Resolver: c.Resolver, ControlContext: g.control}
	return &http.Transport{
		Proxy:                  nil,
		DialContext:            dialer.DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: c.Authorities},
		TLSHandshakeTimeout:    5 * time.Second,
		MaxIdleConnsPerHost:    maxIdle,
		IdleConnTimeout:        idleTimeout,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true,
		ForceAttemptHTTP2:      true,
	}
}

// request is one call as it goes out.
type request struct {
	url     string
	header  http.Header
	body    []byte
	timeout time.Duration
}

// response is an answer that has been read whole.
type response struct {
	status      int
	contentType string
	body        []byte
}

// send makes a request and reads the whole answer. What is no answer is a *Failure.
func (c *Client) send(ctx context.Context, r request) (response, *Failure) {
	transport, f := c.transport(r.url)
	if f != nil {
		return response{}, f
	}
	if f := c.breakers.enter(r.url); f != nil {
		return response{}, f
	}
	res, f := exchange(ctx, transport, r)
	c.breakers.leave(r.url, f)
	return res, f
}

func (c *Client) transport(address string) (*http.Transport, *Failure) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "":
		return nil, failure(ResultUnknown, "the URL is no address")
	case u.User != nil:
		return nil, failure(ResultUnknown, "the URL holds a password; calls are signed instead")
	case u.Scheme == "https":
		return c.secure, nil
	case u.Scheme == "http":
		return c.bare, nil
	}
	return nil, failure(ResultUnknown, "the URL begins neither with https:// nor with http://")
}

func exchange(ctx context.Context, transport *http.Transport, r request) (response, *Failure) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, bytes.NewReader(r.body))
	if err != nil {
		return response{}, failure(ResultUnknown, "the URL is no address")
	}
	q.Header = r.header
	res, err := transport.RoundTrip(q) // which follows no redirect
	if err != nil {
		return response{}, failureOf(ctx, err)
	}
	defer func() { _ = res.Body.Close() }()
	got := response{status: res.StatusCode, contentType: res.Header.Get("Content-Type")}
	if f := refusedStatus(res.StatusCode); f != nil {
		return got, f
	}
	got.body, err = io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case len(got.body) > maxAnswer:
		return response{status: got.status, contentType: got.contentType}, &Failure{
			Kind: ResultTooLarge, Status: got.status, Reason: fmt.Sprintf("the answer is larger than %d KB", maxAnswer>>10),
		}
	case err != nil:
		f := failureOf(ctx, err)
		f.Status = got.status
		return got, f
	}
	return got, nil
}

// refusedStatus says what every status means but those with which services answer.
func refusedStatus(status int) *Failure {
	kind, reason := ResultStatus, fmt.Sprintf("the service answered with status %d", status)
	switch {
	case status == http.StatusOK || status == http.StatusNoContent || status == http.StatusCreated || status == http.StatusAccepted:
		return nil
	case status == http.StatusGone:
		kind, reason = ResultGone, "the service answered 410: it wants to be called no more"
	case status >= 300 && status < 400:
		kind, reason = ResultRedirect, fmt.Sprintf("the service answered with a redirect (%d); none is followed: give the address that it leads to", status)
	}
	return &Failure{Kind: kind, Status: status, Reason: reason}
}
