package carrier

import (
	"context"
	"net/url"

	messaging "github.com/twilio/twilio-go/rest/messaging/v1"
)

// Services lists the account's Messaging Services. Which of them a number is in is told
// by ServiceNumbers alone: the API knows no way from a number to its service.
func (c *Client) Services(ctx context.Context) ([]Service, error) {
	params := (&messaging.ListServiceParams{}).SetPageSize(maxPageSize)
	return walk(func(token, number string) ([]Service, *string, error) {
		page, err := c.Messaging(ctx).PageService(params, token, number)
		if err != nil {
			return nil, nil, err
		}
		found := make([]Service, len(page.Services))
		for i := range page.Services {
			found[i] = serviceOf(&page.Services[i])
		}
		return found, page.Meta.NextPageUrl, nil
	})
}

// ServiceNumbers lists the SIDs of the numbers and short codes in a service.
func (c *Client) ServiceNumbers(ctx context.Context, serviceSID string) ([]string, error) {
	service := url.PathEscape(serviceSID)
	numbers, err := walk(func(token, number string) ([]string, *string, error) {
		page, err := c.Messaging(ctx).PagePhoneNumber(service, (&messaging.ListPhoneNumberParams{}).SetPageSize(maxPageSize), token, number)
		if err != nil {
			return nil, nil, err
		}
		return values(page.PhoneNumbers, func(n messaging.MessagingV1PhoneNumber) *string { return n.Sid }), page.Meta.NextPageUrl, nil
	})
	if err != nil {
		return nil, err
	}
	codes, err := walk(func(token, number string) ([]string, *string, error) {
		page, err := c.Messaging(ctx).PageShortCode(service, (&messaging.ListShortCodeParams{}).SetPageSize(maxPageSize), token, number)
		if err != nil {
			return nil, nil, err
		}
		return values(page.ShortCodes, func(n messaging.MessagingV1ShortCode) *string { return n.Sid }), page.Meta.NextPageUrl, nil
	})
	if err != nil {
		return nil, err
	}
	return append(numbers, codes...), nil
}

// RemoveFromService takes the number or short code out of the service; it stays in the
// account. Status 404 when it is not in it.
func (c *Client) RemoveFromService(ctx context.Context, serviceSID string, n Number) error {
	service, sid := url.PathEscape(serviceSID), url.PathEscape(n.SID)
	remove := c.Messaging(ctx).DeletePhoneNumber
	if n.ShortCode {
		remove = c.Messaging(ctx).DeleteShortCode
	}
	if err := remove(service, sid); err != nil {
		return AsError(err)
	}
	return nil
}

// walk reads a list to its end.
func walk[T any](read func(token, number string) ([]T, *string, error)) ([]T, error) {
	var all []T
	var token, number string
	for range maxPages {
		page, next, err := read(token, number)
		if err != nil {
			return nil, AsError(err)
		}
		all = append(all, page...)
		if token, number = nextPage(next); token+number == "" {
			return all, nil
		}
	}
	return nil, &Error{Class: Rejected, Message: "the carrier's list does not end", Err: errEndless}
}

// values are the texts that items have.
func values[T any](items []T, of func(T) *string) []string {
	all := make([]string, 0, len(items))
	for _, item := range items {
		if v := value(of(item)); v != "" {
			all = append(all, v)
		}
	}
	return all
}
