package carrier

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// NumberKind is a kind of number that is for sale.
type NumberKind string

// The kinds of numbers for sale, as the carrier's paths call them.
const (
	KindLocal    NumberKind = "Local"
	KindMobile   NumberKind = "Mobile"
	KindTollFree NumberKind = "TollFree"
)

// Search describes a number to buy. Only Country is required. Numbers that take no
// SMS are never found.
type Search struct {
	// Country is an ISO 3166 code.
	Country string
	// Kind defaults to KindLocal.
	Kind NumberKind
	// AreaCode is three digits; US and Canada only.
	AreaCode string
	// Contains is a pattern of 2 to 16 characters.
	Contains string
	// Locality and Region narrow the place; US and Canada only.
	Locality, Region string
	// WithoutAddress leaves out numbers that ask for a registered address.
	WithoutAddress bool
	// Limit is how many to give at most. Default 30.
	Limit int
}

const defaultSearchLimit = 30

// SearchNumbers lists numbers for sale, in E.164. The carrier's answer is one page and
// different each time. A kind that the country does not have gives Status 404.
func (c *Client) SearchNumbers(ctx context.Context, s Search) ([]string, error) {
	p, err := s.params()
	if err != nil {
		return nil, &Error{Class: NotSent, Message: err.Error(), Err: err}
	}
	found, err := c.searchKind(ctx, s.Kind, url.PathEscape(s.Country), p)
	if err != nil {
		return nil, AsError(err)
	}
	return found, nil
}

// searchKind calls one of three resources, which differ in name alone.
func (c *Client) searchKind(ctx context.Context, k NumberKind, country string, p *api.ListAvailablePhoneNumberLocalParams) ([]string, error) {
	switch k {
	case KindMobile:
		q := api.ListAvailablePhoneNumberMobileParams(*p)
		page, err := c.API(ctx).PageAvailablePhoneNumberMobile(country, &q, "", "")
		if err != nil {
			return nil, err
		}
		return e164s(page.AvailablePhoneNumbers, func(n api.ApiV2010AvailablePhoneNumberMobile) *string { return n.PhoneNumber }), nil
	case KindTollFree:
		q := api.ListAvailablePhoneNumberTollFreeParams(*p)
		page, err := c.API(ctx).PageAvailablePhoneNumberTollFree(country, &q, "", "")
		if err != nil {
			return nil, err
		}
		return e164s(page.AvailablePhoneNumbers, func(n api.ApiV2010AvailablePhoneNumberTollFree) *string { return n.PhoneNumber }), nil
	}
	page, err := c.API(ctx).PageAvailablePhoneNumberLocal(country, p, "", "")
	if err != nil {
		return nil, err
	}
	return e164s(page.AvailablePhoneNumbers, func(n api.ApiV2010AvailablePhoneNumberLocal) *string { return n.PhoneNumber }), nil
}

func (s Search) params() (*api.ListAvailablePhoneNumberLocalParams, error) {
	p := (&api.ListAvailablePhoneNumberLocalParams{}).SetSmsEnabled(true)
	if s.AreaCode != "" {
		code, err := strconv.Atoi(s.AreaCode)
		if err != nil {
			return nil, fmt.Errorf("area code %q is not a number", s.AreaCode)
		}
		p.SetAreaCode(code)
	}
	for _, f := range []struct {
		value string
		field **string
	}{{s.Contains, &p.Contains}, {s.Locality, &p.InLocality}, {s.Region, &p.InRegion}} {
		if f.value != "" {
			*f.field = &f.value
		}
	}
	if s.WithoutAddress {
		p.SetExcludeAllAddressRequired(true)
	}
	limit := s.Limit
	if limit <= 0 {
		limit = defaultSearchLimit
	}
	return p.SetPageSize(limit), nil
}

func e164s[T any](page []T, number func(T) *string) []string {
	found := make([]string, 0, len(page))
	for _, n := range page {
		if e164 := value(number(n)); e164 != "" {
			found = append(found, e164)
		}
	}
	return found
}
