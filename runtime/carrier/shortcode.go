package carrier

import (
	"context"
	"net/url"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// ShortCodes lists the account's short codes with exactly these digits: one or none.
// Short codes can be neither bought nor released by API.
func (c *Client) ShortCodes(ctx context.Context, digits string) ([]Number, error) {
	params := (&api.ListShortCodeParams{}).SetShortCode(digits).SetPageSize(maxPageSize)
	page, err := c.API(ctx).PageShortCode(params, "", "")
	if err != nil {
		return nil, AsError(err)
	}
	var found []Number
	for i := range page.ShortCodes {
		if n := shortCodeOf(&page.ShortCodes[i]); n.E164 == digits {
			found = append(found, n)
		}
	}
	return found, nil
}

// FetchShortCode looks up one short code; Status 404 when the account does not own it.
func (c *Client) FetchShortCode(ctx context.Context, sid string) (Number, error) {
	n, err := c.API(ctx).FetchShortCode(url.PathEscape(sid), nil)
	if err != nil {
		return Number{}, AsError(err)
	}
	return shortCodeOf(n), nil
}

// UpdateShortCode changes a short code. It has neither StatusCallback nor
// SmsApplicationSID: those are left aside.
func (c *Client) UpdateShortCode(ctx context.Context, sid string, u NumberUpdate) (Number, error) {
	p := &api.UpdateShortCodeParams{FriendlyName: u.FriendlyName}
	if w := u.Webhooks; w != nil {
		p.SmsUrl, p.SmsMethod = &w.SmsURL, method(w.SmsMethod)
		p.SmsFallbackUrl, p.SmsFallbackMethod = &w.SmsFallbackURL, method(w.SmsFallbackMethod)
	}
	n, err := c.API(ctx).UpdateShortCode(url.PathEscape(sid), p)
	if err != nil {
		return Number{}, AsError(err)
	}
	return shortCodeOf(n), nil
}
