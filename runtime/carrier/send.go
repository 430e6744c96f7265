package carrier

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Template is what all texts of one message have in common.
type Template struct {
	// From is the sender's number; with a Messaging Service it may be empty.
	From string
	// MessagingServiceSID sends through a Messaging Service.
	MessagingServiceSID string
	// Body has at most 1,600 characters.
	Body string
	// MediaURLs are up to ten public addresses.
	MediaURLs []string
	// Validity is how long the carrier may try; whole seconds, 1 s to 10 h. 0: the carrier's default.
	Validity time.Duration
}

// Prepared is a Template encoded once, for any number of recipients.
type Prepared struct {
	client *Client
	form   string
}

// Accepted is a text that the carrier has taken.
type Accepted struct {
	// SID is the carrier's id of the text.
	SID string
	// Status is its first status: "queued", "accepted" …
	Status string
	// Segments is how many the carrier counts; 0 when it does not know yet.
	Segments int
}

// maxValidity is the longest ValidityPeriod that Twilio takes.
const maxValidity = 10 * time.Hour

// Prepare encodes what is the same for every recipient.
func (c *Client) Prepare(t Template) *Prepared {
	form := url.Values{}
	if t.From != "" {
		form.Set("From", t.From)
	}
	if t.MessagingServiceSID != "" {
		form.Set("MessagingServiceSid", t.MessagingServiceSID)
	}
	if t.Body != "" {
		form.Set("Body", t.Body)
	}
	if len(t.MediaURLs) > 0 {
		form["MediaUrl"] = t.MediaURLs
	}
	if t.Validity > 0 {
		seconds := int(min(max(t.Validity, time.Second), maxValidity) / time.Second)
		form.Set("ValidityPeriod", strconv.Itoa(seconds))
	}
	return &Prepared{client: c, form: form.Encode()}
}

// Send sends the text to one number. statusCallback may be empty. The error is an
// *Error; only after NotSent may the same call simply be made again.
func (p *Prepared) Send(ctx context.Context, to, statusCallback string) (Accepted, error) {
	c, target := p.client, p.client.target()
	a, err := c.exchange(ctx, "send", target.authorization, c.posting(target, p.encode(to, statusCallback)))
	if err != nil {
		return Accepted{}, err
	}
	defer a.release()
	accepted, err := parseAccepted(a.body.Bytes())
	if err != nil {
		return Accepted{}, &Error{Class: Doubt, Status: a.status, Message: err.Error(), Err: err}
	}
	return accepted, nil
}

// posting goes the shorter way, where there is one.
func (c *Client) posting(target *sendTarget, form []byte) attempt {
	if c.wires == nil {
		return c.pooled(target.request(form))
	}
	return func(ctx context.Context, authorization string) (*answer, error) {
		return c.wires.post(ctx, c.timeout, target.headFor(authorization), form)
	}
}

func (p *Prepared) encode(to, statusCallback string) []byte {
	to = url.QueryEscape(to)
	form := make([]byte, 0, len(p.form)+len(to)+3*len(statusCallback)+24)
	form = append(form, p.form...)
	form = append(append(form, "&To="...), to...)
	if statusCallback != "" {
		form = append(append(form, "&StatusCallback="...), url.QueryEscape(statusCallback)...)
	}
	return form
}

// sendTarget is what depends on the credentials alone, kept until they change.
type sendTarget struct {
	creds         Credentials
	authorization string
	url           *url.URL
	// head is all that stands before a form, up to its length.
	head string
}

func (c *Client) target() *sendTarget {
	creds := c.creds()
	if t := c.sending.Load(); t != nil && t.creds == creds {
		return t
	}
	t := &sendTarget{creds: creds, authorization: basicAuth(creds.basicAuth()), url: c.messagesURL(creds.AccountSID)}
	t.head = t.write(t.authorization)
	c.sending.Store(t)
	return t
}

func (t *sendTarget) headFor(authorization string) string {
	if authorization == t.authorization {
		return t.head
	}
	return t.write(authorization)
}

func (t *sendTarget) write(authorization string) string {
	return "POST " + t.url.RequestURI() + " HTTP/1.1\r\nHost: " + t.url.Host + "\r\nUser-Agent: " + userAgent +
		"\r\nAuthorization: " + authorization + "\r\nContent-Type: " + formType + "\r\nAccept: application/json\r\nContent-Length: "
}

// request is the same for the pool of net/http.
func (t *sendTarget) request(form []byte) *http.Request {
	req := &http.Request{
		Method: http.MethodPost, URL: t.url, Host: t.url.Host, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {formType}, "Accept": {"application/json"}, "User-Agent": {userAgent}},
	}
	setForm(req, form)
	return req
}

func (c *Client) messagesURL(account string) *url.URL {
	u := *c.base
	u.RawPath = u.EscapedPath() + "/2010-04-01/Accounts/" + url.PathEscape(account) + "/Messages.json"
	u.Path += "/2010-04-01/Accounts/" + account + "/Messages.json"
	return &u
}

func basicAuth(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

var errNoSID = errors.New("the carrier's answer names no SID")

func parseAccepted(body []byte) (Accepted, error) {
	var a Accepted
	scanTop(body, func(key string, token []byte) {
		switch key {
		case "sid":
			a.SID = unquote(token)
		case "status":
			a.Status = unquote(token)
		case "num_segments":
			a.Segments, _ = strconv.Atoi(unquote(token))
		}
	})
	if a.SID == "" {
		return Accepted{}, errNoSID
	}
	return a, nil
}
