// Package numbers gets a room its phone number at a carrier, and gives it up again:
// it buys a number exactly once, adopts one that the account owns, points its webhooks
// at the room, and retains or releases it when the room goes.
//
// It promises that a purchase is made once, whatever crashes, times out, lags or is
// answered with nonsense on either side (see Buyer), that a number is released only
// while it bears the room's owner token, and that every failure is classified (see
// Classify) or one of the typed errors that say what someone must do.
//
// It leaves to others when to call it, where the state of a purchase is kept (Journal),
// and what becomes visible of it.
package numbers

import (
	"context"

	"github.com/smackdev/smack/runtime/carrier"
)

// What a carrier tells of a number, and what it is asked for.
type (
	// Number is a number or short code that the account owns.
	Number = carrier.Number
	// Webhooks are where the carrier sends what happens to a number.
	Webhooks = carrier.Webhooks
	// Update says what to change of a number; nil leaves as it is.
	Update = carrier.NumberUpdate
	// Search describes numbers for sale.
	Search = carrier.Search
	// Order names one exact number to buy.
	Order = carrier.Order
	// Service is a Messaging Service.
	Service = carrier.Service
	// Campaign is what long codes are registered for in the US.
	Campaign = carrier.Campaign
	// Verification is what a toll-free number is registered for.
	Verification = carrier.Verification
	// Account is what the credentials belong to.
	Account = carrier.Account
)

// Carrier is the part of the carrier's API that rooms' numbers need. *carrier.Client
// is one; its errors are *carrier.Error.
type Carrier interface {
	// FetchAccount proves account SID and auth token.
	FetchAccount(ctx context.Context) (Account, error)
	// CheckAPIKey proves the API key, if there is one.
	CheckAPIKey(ctx context.Context) error

	// SearchNumbers lists numbers for sale, in E.164.
	SearchNumbers(ctx context.Context, s Search) ([]string, error)
	// NumbersNamed lists owned numbers with exactly this friendly name.
	NumbersNamed(ctx context.Context, friendlyName string) ([]Number, error)
	// NumbersByE164 lists owned numbers with exactly this number.
	NumbersByE164(ctx context.Context, e164 string) ([]Number, error)
	// FetchNumber looks up an owned number.
	FetchNumber(ctx context.Context, sid string) (Number, error)
	// BuyNumber buys one exact number, named in the same request.
	BuyNumber(ctx context.Context, o Order) (Number, error)
	// UpdateNumber changes name or webhooks.
	UpdateNumber(ctx context.Context, sid string, u Update) (Number, error)
	// ReleaseNumber gives a number back for ever.
	ReleaseNumber(ctx context.Context, sid string) error

	// ShortCodes lists owned short codes with exactly these digits.
	ShortCodes(ctx context.Context, digits string) ([]Number, error)
	// FetchShortCode looks up an owned short code.
	FetchShortCode(ctx context.Context, sid string) (Number, error)
	// UpdateShortCode changes name or webhooks.
	UpdateShortCode(ctx context.Context, sid string, u Update) (Number, error)

	// FetchService looks up a Messaging Service.
	FetchService(ctx context.Context, sid string) (Service, error)
	// Services lists the Messaging Services.
	Services(ctx context.Context) ([]Service, error)
	// ServiceNumbers lists the SIDs of the numbers and short codes in a service.
	ServiceNumbers(ctx context.Context, serviceSID string) ([]string, error)
	// ServiceHas reports whether a number is in a service.
	ServiceHas(ctx context.Context, serviceSID string, n Number) (bool, error)
	// AddToService puts a number into a service.
	AddToService(ctx context.Context, serviceSID string, n Number) error
	// RemoveFromService takes a number out of a service.
	RemoveFromService(ctx context.Context, serviceSID string, n Number) error
	// UseWebhooksOfNumbers makes a service leave inbound texts to its numbers' webhooks.
	UseWebhooksOfNumbers(ctx context.Context, sid string) (Service, error)

	// Campaigns lists the US campaigns of a service.
	Campaigns(ctx context.Context, serviceSID string) ([]Campaign, error)
	// Verifications lists those of the account's toll-free numbers.
	Verifications(ctx context.Context) ([]Verification, error)
}

var _ Carrier = (*carrier.Client)(nil)
