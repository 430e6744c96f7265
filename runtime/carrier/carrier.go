// Package carrier speaks Twilio's REST API: it sends texts, looks them up, and hands
// out the generated service clients for everything else. It is the only place that
// knows twilio-go, and the only one that knows what a Twilio error code means.
//
// It promises that a send tells which of three things happened: the carrier has the
// text, the carrier certainly does not have it, or nobody knows (see Class). Every
// answer is read to its end within a bound, so connections are used again; every call
// ends with its context; credentials are read anew for each request.
//
// It leaves to others when to send, how often to try, and what follows for a member or
// a room; and SIDs and credentials stay opaque strings, because other carriers that
// speak this API shape theirs differently.
package carrier

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// DefaultBaseURL is the root of Twilio's REST API in its default region.
const DefaultBaseURL = "https://api.twilio.com"

const (
	defaultMaxInFlight = 64
	defaultTimeout     = 15 * time.Second
	userAgent          = "smack (+https://github.com/smackdev/smack)"
)

// Config says how to reach a carrier. Only Credentials is required.
type Config struct {
	// BaseURL is the API's root, without /2010-04-01; it may carry a path. Default: DefaultBaseURL.
	BaseURL string
	// Credentials is asked at each request, so that a rotation needs no restart.
	// (*Keyring).Current serves.
	Credentials func() Credentials
	// MaxInFlight bounds the requests that run at one time; Twilio limits an account by
	// concurrent requests, not by rate. Default 64.
	MaxInFlight int
	// Timeout bounds one request, from dialling to the last byte of the answer. Default 15 s.
	Timeout time.Duration
	// Transport replaces the connection pool, and what else texts are sent over, for tests
	// and unusual proxies. Default: an HTTP/1.1 pool with MaxInFlight idle connections,
	// and as many connections for texts alone.
	Transport *http.Transport
	// Observe, when set, is told of every request; it must return at once.
	Observe func(Observation)
}

// Observation is one request to the carrier, for metrics.
type Observation struct {
	// Operation is "send" or the HTTP method and resource, such as "GET Messages".
	Operation string
	// Status is the HTTP status; 0 when there was no answer.
	Status int
	// Class of the error; "" when there was none.
	Class Class
	// Code is Twilio's error code; 0 when there was none.
	Code int
	// Duration counts from the request's start, without the wait for a free slot.
	Duration time.Duration
	// Concurrent is what Twilio said about the account's concurrent requests; 0 unknown.
	Concurrent int
}

// Client is one account at a carrier. It is safe for concurrent use.
type Client struct {
	base      *url.URL
	creds     func() Credentials
	timeout   time.Duration
	transport *http.Transport
	wires     *wires // nil: texts go over transport, too
	slots     chan struct{}
	observe   func(Observation)
	sending   atomic.Pointer[sendTarget]
}

// New checks the configuration and makes a client; it does not connect.
func New(c Config) (*Client, error) {
	if c.Credentials == nil {
		return nil, errors.New("carrier: no credentials configured")
	}
	base, err := parseBase(c.BaseURL)
	if err != nil {
		return nil, err
	}
	client := &Client{
		base: base, creds: c.Credentials, timeout: c.Timeout,
		transport: c.Transport, observe: c.Observe,
	}
	if client.timeout <= 0 {
		client.timeout = defaultTimeout
	}
	if c.MaxInFlight <= 0 {
		c.MaxInFlight = defaultMaxInFlight
	}
	client.slots = make(chan struct{}, c.MaxInFlight)
	if client.transport == nil {
		client.transport = newTransport(c.MaxInFlight)
		client.wires = newWires(base, http.ProxyFromEnvironment)
	}
	return client, nil
}

// Timeout is how long one request may take; leases of whoever sends must outlast it.
func (c *Client) Timeout() time.Duration { return c.timeout }

// Close ends idle connections. Requests under way are not touched.
func (c *Client) Close() {
	c.transport.CloseIdleConnections()
	if c.wires != nil {
		c.wires.close()
	}
}

func parseBase(s string) (*url.URL, error) {
	if s == "" {
		s = DefaultBaseURL
	}
	u, err := url.Parse(strings.TrimRight(s, "/"))
	if err != nil {
		return nil, fmt.Errorf("carrier: base URL: %w", err)
	}
	if (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return nil, fmt.Errorf("carrier: base URL %q: want http:// or https:// and a host", s)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, fmt.Errorf("carrier: base URL of %s: credentials, query and fragment do not belong here", u.Host)
	}
	return u, nil
}
