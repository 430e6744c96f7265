package webhook

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
)

// The most bytes that carriers take of a picture, and of anything else
// (https://www.twilio.com/docs/messaging/api/message-resource, MediaUrl).
const (
	maxPicture = 5 << 20
	maxOther   = 500 << 10
)

// most is the most bytes of a kind of media.
func most(contentType string) int64 {
	kind, _, _ := mime.ParseMediaType(contentType)
	switch kind {
	case "image/jpeg", "image/jpg", "image/png", "image/gif":
		return maxPicture
	}
	return maxOther
}

// mediaSource fetches pictures from the carrier.
type mediaSource struct {
	base        *url.URL
	credentials func() carrier.Credentials
	client      *http.Client
}

func newMediaSource(base *url.URL, credentials func() carrier.Credentials) *mediaSource {
	dialer := &net.Dialer{Timeout: 3 * time.Second}
	return &mediaSource{base: base, credentials: credentials, client: &http.Client{
		Transport: &http.Transport{
			Proxy:                 http.ProxyFromEnvironment,
			DialContext:           dialer.DialContext,
			TLSHandshakeTimeout:   3 * time.Second,
			ResponseHeaderTimeout: 10 * time.Second,
			MaxIdleConnsPerHost:   4,
			IdleConnTimeout:       30 * time.Second,
			DisableCompression:    true,
		},
		CheckRedirect: fewRedirects,
	}}
}

// fewRedirects follows the carrier to where it keeps its files; net/http drops the
// credentials when the host changes.
func fewRedirects(_ *http.Request, via []*http.Request) error {
	if len(via) > 3 {
		return errors.New("too many redirects")
	}
	return nil
}

// get begins to fetch a picture; the caller closes the body.
func (m *mediaSource) get(ctx context.Context, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, fmt.Errorf("the picture's address: %w", err)
	}
	if m.trusted(req.URL) {
		m.signIn(req)
	}
	res, err := m.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("fetching a picture: %w", withoutAddress(err))
	}
	return res, nil
}

// trusted hosts get the account's credentials: the configured one, and Twilio's own.
func (m *mediaSource) trusted(u *url.URL) bool {
	if u.Scheme == m.base.Scheme && u.Host == m.base.Host {
		return true
	}
	return u.Scheme == "https" && strings.HasSuffix(u.Hostname(), ".twilio.com")
}

func (m *mediaSource) signIn(req *http.Request) {
	c := m.credentials()
	if c.APIKeySID != "" {
		req.SetBasicAuth(c.APIKeySID, c.APIKeySecret)
		return
	}
	req.SetBasicAuth(c.AccountSID, c.AuthToken)
}

// withoutAddress drops the address from the error: it leads to a member's picture.
func withoutAddress(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		return wrapped.Err
	}
	return err
}

// oversized says whether the carrier announces more bytes than can be sent on. What it
// does not announce is found out when the picture is fetched. A request of the method
// HEAD would not do: the storage that the carrier redirects to signs its addresses for
// GET.
func (m *mediaSource) oversized(ctx context.Context, address string) bool {
	res, err := m.get(ctx, address)
	if err != nil {
		return false
	}
	defer func() { _ = res.Body.Close() }()
	return res.StatusCode == http.StatusOK && res.ContentLength > most(res.Header.Get("Content-Type"))
}
