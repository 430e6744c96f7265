package carrier

import (
	"context"
	"errors"
	"net/url"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// Account is the account that the credentials belong to.
type Account struct {
	SID string
	// Name is what its owner calls it.
	Name string
	// Status is "active", "suspended" or "closed".
	Status string
	// Type is "Trial" or "Full".
	Type string
}

// FetchAccount proves the account SID and the auth token, even if requests are
// otherwise signed in by API key: webhooks are signed with the token, and standard API
// keys may not read the account.
func (c *Client) FetchAccount(ctx context.Context) (Account, error) {
	s := c.handler(ctx, true)
	a, err := api.NewApiService(s).FetchAccount(url.PathEscape(c.creds().AccountSID))
	if err != nil {
		return Account{}, AsError(err)
	}
	return Account{SID: value(a.Sid), Name: value(a.FriendlyName), Status: value(a.Status), Type: value(a.Type)}, nil
}

// CheckAPIKey proves the API key, if there is one, by a small read that every kind of
// key may do.
func (c *Client) CheckAPIKey(ctx context.Context) error {
	if c.creds().APIKeySID == "" {
		return nil
	}
	params := (&api.ListMessageParams{}).SetPageSize(1)
	if _, err := c.API(ctx).PageMessage(params, "", ""); err != nil {
		return AsError(err)
	}
	return nil
}

// AsError gives the *Error in err. The generated clients add only errors of decoding,
// and what cannot be decoded leaves its request in doubt.
func AsError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Class: Doubt, Message: "the carrier's answer has an unexpected shape", Err: err}
}
