package carrier

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
	messaging "github.com/twilio/twilio-go/rest/messaging/v1"
)

const formType = "application/x-www-form-urlencoded"

// API gives the generated client of the 2010-04-01 API; its calls end with ctx. Their
// errors are *Error.
func (c *Client) API(ctx context.Context) *api.ApiService {
	return api.NewApiService(c.handler(ctx, false))
}

// Messaging gives the generated client of the Messaging API v1; its calls end with
// ctx. Their errors are *Error.
func (c *Client) Messaging(ctx context.Context) *messaging.ApiService {
	return messaging.NewApiService(c.handler(ctx, false))
}

// handler is made by hand, because NewRequestHandler lets TWILIO_REGION and TWILIO_EDGE
// of the environment change the host behind the configuration's back.
func (c *Client) handler(ctx context.Context, byToken bool) *client.RequestHandler {
	return &client.RequestHandler{Client: &session{client: c, ctx: ctx, creds: c.creds(), byToken: byToken}}
}

// session is a client.BaseClient for the calls of one context.
type session struct {
	client *Client
	ctx    context.Context // the generated clients take none
	creds  Credentials
	// byToken authenticates with the auth token even if there is an API key.
	byToken bool
}

var _ client.BaseClient = (*session)(nil)

// AccountSid is what goes into the path.
func (s *session) AccountSid() string { return url.PathEscape(s.creds.AccountSID) }

// SetTimeout is part of client.BaseClient; the timeout is the Client's.
func (s *session) SetTimeout(time.Duration) {}

// SetOauth is part of client.BaseClient; requests are signed in with basic auth.
func (s *session) SetOauth(client.OAuth) {}

// OAuth is part of client.BaseClient.
func (s *session) OAuth() client.OAuth { return nil }

// SendRequest is what every generated call ends in.
func (s *session) SendRequest(method, rawURL string, data url.Values, headers map[string]any, body ...byte) (*http.Response, error) {
	req, err := s.request(method, rawURL, data, headers, body)
	if err != nil {
		return nil, &Error{Class: NotSent, Message: err.Error(), Err: err}
	}
	a, err := s.client.exchange(s.ctx, operation(method, req.URL.Path), s.authorization(), s.client.pooled(req))
	if err != nil {
		return nil, err
	}
	defer a.release()
	return a.response()
}

func (s *session) request(method, rawURL string, data url.Values, headers map[string]any, body []byte) (*http.Request, error) {
	u, err := s.client.rebase(rawURL)
	if err != nil {
		return nil, err
	}
	contentType, isString := headers["Content-Type"].(string)
	if !isString {
		contentType = formType
	}
	hasBody := method != http.MethodGet && method != http.MethodDelete
	switch {
	case !hasBody || contentType != formType:
		addQuery(u, data)
	default:
		body = []byte(data.Encode())
	}
	req, err := http.NewRequestWithContext(s.ctx, method, u.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("carrier: build request: %w", err)
	}
	if hasBody {
		setForm(req, body)
	}
	s.setHeaders(req, headers, contentType, hasBody)
	return req, nil
}

func addQuery(u *url.URL, data url.Values) {
	if len(data) == 0 {
		return
	}
	q := u.Query()
	for name, values := range data {
		q[name] = values
	}
	u.RawQuery = q.Encode()
}

func (s *session) setHeaders(req *http.Request, headers map[string]any, contentType string, hasBody bool) {
	for name, v := range headers {
		req.Header.Set(name, fmt.Sprint(v))
	}
	req.Header.Del("Content-Type")
	if hasBody {
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", userAgent)
}

func (s *session) authorization() string {
	if s.byToken {
		return basicAuth(s.creds.AccountSID, s.creds.AuthToken)
	}
	return basicAuth(s.creds.basicAuth())
}

// rebase moves an address of twilio.com under the configured base URL. A base at
// twilio.com (api.dublin.ie1.twilio.com) keeps the product's first label; any other
// host answers for all products.
func (c *Client) rebase(rawURL string) (*url.URL, error) {
	u, err := url.Parse(rawURL)
	if err != nil {
		return nil, fmt.Errorf("carrier: parse address: %w", err)
	}
	product, _, _ := strings.Cut(u.Host, ".")
	u.Scheme, u.Host = c.base.Scheme, c.base.Host
	if rest, ok := strings.CutPrefix(c.base.Host, "api."); ok && strings.HasSuffix(rest, "twilio.com") && product != "" {
		u.Host = product + "." + rest
	}
	// The address of a next page may bring the prefix along.
	if prefix := c.base.Path; prefix != "" && !strings.HasPrefix(u.Path, prefix+"/") {
		u.RawPath, u.Path = prefix+u.EscapedPath(), prefix+u.Path
	}
	return u, nil
}

// operation names a call without any SID: "GET Messages", "POST IncomingPhoneNumbers".
func operation(method, path string) string {
	resource := "API"
	for part := range strings.SplitSeq(strings.TrimSuffix(path, ".json"), "/") {
		if part != "" && !strings.ContainsAny(part, "0123456789.") {
			resource = part
		}
	}
	return method + " " + resource
}

// response gives the answer to a generated client, which decodes it. What it could not
// decode is an *Error already here, so that no untyped error comes out of a call.
func (a *answer) response() (*http.Response, error) {
	body := bytes.Clone(a.body.Bytes())
	if a.status != http.StatusNoContent && !json.Valid(body) {
		return nil, &Error{Class: Doubt, Status: a.status, Message: "the carrier's answer is not JSON"}
	}
	return &http.Response{
		StatusCode: a.status, Header: a.header, Body: io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
	}, nil
}
