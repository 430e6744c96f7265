package carrier

import (
	"context"
	"net/url"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// NumbersNamed lists the account's numbers with exactly this friendly name.
func (c *Client) NumbersNamed(ctx context.Context, friendlyName string) ([]Number, error) {
	params := (&api.ListIncomingPhoneNumberParams{}).SetFriendlyName(friendlyName)
	return c.listNumbers(ctx, params, func(n Number) bool { return n.FriendlyName == friendlyName })
}

// NumbersByE164 lists the account's numbers with exactly this number: one or none.
func (c *Client) NumbersByE164(ctx context.Context, e164 string) ([]Number, error) {
	params := (&api.ListIncomingPhoneNumberParams{}).SetPhoneNumber(e164)
	return c.listNumbers(ctx, params, func(n Number) bool { return n.E164 == e164 })
}

// listNumbers filters again what the carrier filtered, because its filters are looser
// than their names (PhoneNumber matches parts) and carriers differ.
func (c *Client) listNumbers(ctx context.Context, p *api.ListIncomingPhoneNumberParams, wanted func(Number) bool) ([]Number, error) {
	var found []Number
	var token, number string
	for range maxPages {
		page, err := c.API(ctx).PageIncomingPhoneNumber(p.SetPageSize(maxPageSize), token, number)
		if err != nil {
			return nil, AsError(err)
		}
		for i := range page.IncomingPhoneNumbers {
			if n := numberOf(&page.IncomingPhoneNumbers[i]); wanted(n) {
				found = append(found, n)
			}
		}
		if token, number = nextPage(page.NextPageUri); token+number == "" {
			return found, nil
		}
	}
	return nil, &Error{Class: Rejected, Message: "the carrier's list of numbers does not end", Err: errEndless}
}

// FetchNumber looks up one number; Status 404 when the account does not own it.
func (c *Client) FetchNumber(ctx context.Context, sid string) (Number, error) {
	n, err := c.API(ctx).FetchIncomingPhoneNumber(url.PathEscape(sid), nil)
	if err != nil {
		return Number{}, AsError(err)
	}
	return numberOf(n), nil
}

// Order is a number to buy: always one exact number, because an exact number cannot be
// bought twice.
type Order struct {
	E164 string
	// FriendlyName is set by the purchase itself, so that the number can be found
	// again even if the answer is lost.
	FriendlyName string
	// AddressSID and BundleSID are asked for in some countries.
	AddressSID, BundleSID string
}

// BuyNumber buys one exact number. It costs money, and the carrier has no idempotency
// key: after Doubt look with NumbersByE164 before anything else.
func (c *Client) BuyNumber(ctx context.Context, o Order) (Number, error) {
	p := (&api.CreateIncomingPhoneNumberParams{}).SetPhoneNumber(o.E164).SetFriendlyName(o.FriendlyName)
	if o.AddressSID != "" {
		p.SetAddressSid(o.AddressSID)
	}
	if o.BundleSID != "" {
		p.SetBundleSid(o.BundleSID)
	}
	n, err := c.API(ctx).CreateIncomingPhoneNumber(p)
	if err != nil {
		return Number{}, AsError(err)
	}
	return numberOf(n), nil
}

// NumberUpdate says what to change of a number; nil leaves as it is.
type NumberUpdate struct {
	FriendlyName *string
	Webhooks     *Webhooks
}

// UpdateNumber changes a number.
func (c *Client) UpdateNumber(ctx context.Context, sid string, u NumberUpdate) (Number, error) {
	p := &api.UpdateIncomingPhoneNumberParams{FriendlyName: u.FriendlyName}
	if w := u.Webhooks; w != nil {
		p.SmsUrl, p.SmsMethod = &w.SmsURL, method(w.SmsMethod)
		p.SmsFallbackUrl, p.SmsFallbackMethod = &w.SmsFallbackURL, method(w.SmsFallbackMethod)
		p.StatusCallback, p.StatusCallbackMethod = &w.StatusCallback, method(w.StatusCallbackMethod)
		p.SmsApplicationSid = &w.SmsApplicationSID
	}
	n, err := c.API(ctx).UpdateIncomingPhoneNumber(url.PathEscape(sid), p)
	if err != nil {
		return Number{}, AsError(err)
	}
	return numberOf(n), nil
}

// method keeps an empty method out of the form, where it would be an error.
func method(m string) *string {
	if m == "" {
		return nil
	}
	return &m
}

// ReleaseNumber gives a number back. There is no undo and no grace period. Status 404
// when the account does not own it any more.
func (c *Client) ReleaseNumber(ctx context.Context, sid string) error {
	if err := c.API(ctx).DeleteIncomingPhoneNumber(url.PathEscape(sid), nil); err != nil {
		return AsError(err)
	}
	return nil
}
