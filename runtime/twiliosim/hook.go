package twiliosim

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// hookClient calls webhooks.
type hookClient struct {
	transport *http.Transport
}

type connectTimeout struct{}

func newHookClient(o Options) *hookClient {
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		if to, ok := o.Hosts[address]; ok {
			address = to
		} else if host, port, err := net.SplitHostPort(address); err == nil && o.Hosts[host] != "" {
			address = withPort(o.Hosts[host], port)
		}
		limit, _ := ctx.Value(connectTimeout{}).(time.Duration)
		return (&net.Dialer{Timeout: limit}).DialContext(ctx, network, address)
	}
	return &hookClient{&http.Transport{DialContext: dial, MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second,
		TLSHandshakeTimeout: 5 * time.Second, TLSClientConfig: &tls.Config{RootCAs: o.RootCAs}}}
}

// withPort adds a port to an address that has none.
func withPort(address, port string) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(address, port)
}

func (c *hookClient) close() { c.transport.CloseIdleConnections() }

// Attempt is one request to a webhook.
type Attempt struct {
	URL    string
	Status int    // 0 if no answer came
	Error  string // why it failed, "" if it did not
	Took   time.Duration

	failure     failure
	body        []byte
	contentType string
}

// hook is a webhook to call.
type hook struct {
	address, method string // address with its fragment
	form            url.Values
	token           string // signs it
	idempotency     string
}

// call makes attempts until one succeeds, or the overrides of the URL allow no more.
func (c *hookClient) call(ctx context.Context, h hook) []Attempt {
	o := overridesOf(h.address)
	ctx, cancel := context.WithTimeout(ctx, o.total)
	defer cancel()
	var attempts []Attempt
	for range o.retries + 1 {
		a := c.attempt(ctx, h, o)
		attempts = append(attempts, a)
		if !o.again(a.failure) || ctx.Err() != nil {
			break
		}
	}
	return attempts
}

// attempt makes one request.
func (c *hookClient) attempt(ctx context.Context, h hook, o overrides) (a Attempt) {
	start := time.Now()
	a.URL = withoutFragment(h.address)
	defer func() { a.Took = time.Since(start) }()
	ctx = context.WithValue(ctx, connectTimeout{}, o.connect)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var connected atomic.Bool
	silence := time.AfterFunc(o.connect+o.read, cancel) // until connected; then a new one for reading
	defer silence.Stop()
	trace := &httptrace.ClientTrace{
		GotConn:      func(httptrace.GotConnInfo) { connected.Store(true) },
		WroteRequest: func(httptrace.WroteRequestInfo) { silence.Reset(o.read) }}
	request, err := h.request(httptrace.WithClientTrace(ctx, trace))
	if err != nil {
		a.Error, a.failure = err.Error(), connectFailed
		return a
	}
	response, err := (&http.Client{Transport: c.transport}).Do(request)
	if err != nil {
		a.Error, a.failure = plainError(err), readFailed
		if !connected.Load() {
			a.failure = connectFailed
		}
		return a
	}
	defer response.Body.Close()
	a.read(response)
	return a
}

// read takes the answer, at most the 64 KB that TwiML may have.
func (a *Attempt) read(response *http.Response) {
	a.Status, a.contentType = response.StatusCode, response.Header.Get("Content-Type")
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	a.body = body
	switch {
	case a.Status >= 500:
		a.failure, a.Error = serverError, response.Status
	case a.Status >= 400:
		a.failure, a.Error = clientError, response.Status
	case err != nil:
		a.failure, a.Error = readFailed, plainError(err)
	}
}

// plainError leaves the method and URL out, which the Attempt has already.
func plainError(err error) string {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err.Error()
}

// request builds the signed request. By GET the parameters go into the query, which is signed as it stands.
func (h hook) request(ctx context.Context) (*http.Request, error) {
	address, body, form := withoutFragment(h.address), "", h.form
	if h.method == http.MethodGet {
		separator := "?"
		if strings.Contains(address, "?") {
			separator = "&"
		}
		address, form = address+separator+h.form.Encode(), nil
	} else {
		body = h.form.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, h.method, address, strings.NewReader(body))
	if err != nil {
		return nil, err
	}
	if h.method != http.MethodGet {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	}
	request.Header.Set("X-Twilio-Signature", Sign(h.token, address, form))
	request.Header.Set("I-Twilio-Idempotency-Token", h.idempotency)
	request.Header.Set("X-Home-Region", "us1")
	request.Header.Set("User-Agent", "TwilioProxy/1.1")
	request.Header.Set("Accept", "*/*")
	return request, nil
}
