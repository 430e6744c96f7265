package fault

import (
	"context"
	"net/http"
	"time"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

// Carrier is a carrier whose every call may go wrong. A purchase may also come late: it
// is the one request that must not be made twice.
func Carrier(c numbers.Carrier, f *Fate) numbers.Carrier { return doomed{c, f} }

type doomed struct {
	numbers.Carrier
	fate *Fate
}

var _ numbers.Carrier = doomed{}

func carrierAnswers(late bool) Answers {
	return Answers{
		Open: &carrier.Error{Class: carrier.Doubt, Message: "connection reset"},
		Busy: &carrier.Error{Class: carrier.NotSent, Status: http.StatusTooManyRequests, Code: carrier.CodeTooManyRequests, RetryAfter: time.Second},
		No:   &carrier.Error{Class: carrier.Rejected, Status: http.StatusBadRequest, Code: 99999, Message: "no"},
		Late: late,
	}
}

func call[T any](f *Fate, name string, late bool, do func() (T, error)) (T, error) {
	var result, none T
	err := f.Act(name, carrierAnswers(late), func() (err error) {
		result, err = do()
		return err
	})
	if err != nil {
		return none, err
	}
	return result, nil
}

func try(f *Fate, name string, do func() error) error { return f.Act(name, carrierAnswers(false), do) }

func (d doomed) FetchAccount(ctx context.Context) (numbers.Account, error) {
	return call(d.fate, "carrier: fetch account", false, func() (numbers.Account, error) { return d.Carrier.FetchAccount(ctx) })
}

func (d doomed) CheckAPIKey(ctx context.Context) error {
	return try(d.fate, "carrier: try API key", func() error { return d.Carrier.CheckAPIKey(ctx) })
}

func (d doomed) SearchNumbers(ctx context.Context, s numbers.Search) ([]string, error) {
	return call(d.fate, "carrier: search", false, func() ([]string, error) { return d.Carrier.SearchNumbers(ctx, s) })
}

func (d doomed) NumbersNamed(ctx context.Context, name string) ([]numbers.Number, error) {
	return call(d.fate, "carrier: list by token", false, func() ([]numbers.Number, error) { return d.Carrier.NumbersNamed(ctx, name) })
}

func (d doomed) NumbersByE164(ctx context.Context, e164 string) ([]numbers.Number, error) {
	return call(d.fate, "carrier: list by number", false, func() ([]numbers.Number, error) { return d.Carrier.NumbersByE164(ctx, e164) })
}

func (d doomed) FetchNumber(ctx context.Context, sid string) (numbers.Number, error) {
	return call(d.fate, "carrier: fetch number", false, func() (numbers.Number, error) { return d.Carrier.FetchNumber(ctx, sid) })
}

func (d doomed) BuyNumber(ctx context.Context, o numbers.Order) (numbers.Number, error) {
	return call(d.fate, "carrier: buy", true, func() (numbers.Number, error) {
		return d.Carrier.BuyNumber(context.WithoutCancel(ctx), o)
	})
}

func (d doomed) UpdateNumber(ctx context.Context, sid string, u numbers.Update) (numbers.Number, error) {
	return call(d.fate, "carrier: update number", false, func() (numbers.Number, error) { return d.Carrier.UpdateNumber(ctx, sid, u) })
}

func (d doomed) ReleaseNumber(ctx context.Context, sid string) error {
	return try(d.fate, "carrier: release", func() error { return d.Carrier.ReleaseNumber(ctx, sid) })
}

func (d doomed) ShortCodes(ctx context.Context, digits string) ([]numbers.Number, error) {
	return call(d.fate, "carrier: list short codes", false, func() ([]numbers.Number, error) { return d.Carrier.ShortCodes(ctx, digits) })
}

func (d doomed) FetchShortCode(ctx context.Context, sid string) (numbers.Number, error) {
	return call(d.fate, "carrier: fetch short code", false, func() (numbers.Number, error) { return d.Carrier.FetchShortCode(ctx, sid) })
}

func (d doomed) UpdateShortCode(ctx context.Context, sid string, u numbers.Update) (numbers.Number, error) {
	return call(d.fate, "carrier: update short code", false, func() (numbers.Number, error) { return d.Carrier.UpdateShortCode(ctx, sid, u) })
}

func (d doomed) FetchService(ctx context.Context, sid string) (numbers.Service, error) {
	return call(d.fate, "carrier: fetch service", false, func() (numbers.Service, error) { return d.Carrier.FetchService(ctx, sid) })
}

func (d doomed) ServiceHas(ctx context.Context, sid string, n numbers.Number) (bool, error) {
	return call(d.fate, "carrier: look into service", false, func() (bool, error) { return d.Carrier.ServiceHas(ctx, sid, n) })
}

func (d doomed) AddToService(ctx context.Context, sid string, n numbers.Number) error {
	return try(d.fate, "carrier: add to service", func() error { return d.Carrier.AddToService(ctx, sid, n) })
}

func (d doomed) UseWebhooksOfNumbers(ctx context.Context, sid string) (numbers.Service, error) {
	return call(d.fate, "carrier: update service", false, func() (numbers.Service, error) { return d.Carrier.UseWebhooksOfNumbers(ctx, sid) })
}

func (d doomed) Services(ctx context.Context) ([]numbers.Service, error) {
	return call(d.fate, "carrier: list services", false, func() ([]numbers.Service, error) { return d.Carrier.Services(ctx) })
}

func (d doomed) ServiceNumbers(ctx context.Context, sid string) ([]string, error) {
	return call(d.fate, "carrier: list numbers of service", false, func() ([]string, error) { return d.Carrier.ServiceNumbers(ctx, sid) })
}

func (d doomed) RemoveFromService(ctx context.Context, sid string, n numbers.Number) error {
	return try(d.fate, "carrier: remove from service", func() error { return d.Carrier.RemoveFromService(ctx, sid, n) })
}

func (d doomed) Campaigns(ctx context.Context, sid string) ([]numbers.Campaign, error) {
	return call(d.fate, "carrier: list campaigns", false, func() ([]numbers.Campaign, error) { return d.Carrier.Campaigns(ctx, sid) })
}

func (d doomed) Verifications(ctx context.Context) ([]numbers.Verification, error) {
	return call(d.fate, "carrier: list verifications", false, func() ([]numbers.Verification, error) { return d.Carrier.Verifications(ctx) })
}
