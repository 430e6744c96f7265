package carrier

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	messaging "github.com/twilio/twilio-go/rest/messaging/v1"
)

// Service is a Messaging Service.
type Service struct {
	SID, Name string
	// InboundRequestURL gets the inbound texts of all numbers in the service; "" drops
	// them, unless UseInboundWebhookOnNumber.
	InboundRequestURL string
	// UseInboundWebhookOnNumber leaves inbound texts to each number's own webhook.
	UseInboundWebhookOnNumber bool
}

// FetchService looks up a Messaging Service; Status 404 when the account has none such.
func (c *Client) FetchService(ctx context.Context, sid string) (Service, error) {
	s, err := c.Messaging(ctx).FetchService(url.PathEscape(sid))
	if err != nil {
		return Service{}, AsError(err)
	}
	return serviceOf(s), nil
}

// UseWebhooksOfNumbers tells a service to leave inbound texts to the numbers' webhooks.
func (c *Client) UseWebhooksOfNumbers(ctx context.Context, sid string) (Service, error) {
	p := (&messaging.UpdateServiceParams{}).SetUseInboundWebhookOnNumber(true)
	s, err := c.Messaging(ctx).UpdateService(url.PathEscape(sid), p)
	if err != nil {
		return Service{}, AsError(err)
	}
	return serviceOf(s), nil
}

// ServiceHas reports whether the number or short code is in the service.
func (c *Client) ServiceHas(ctx context.Context, serviceSID string, n Number) (bool, error) {
	service, sid := url.PathEscape(serviceSID), url.PathEscape(n.SID)
	var err error
	if n.ShortCode {
		_, err = c.Messaging(ctx).FetchShortCode(service, sid)
	} else {
		_, err = c.Messaging(ctx).FetchPhoneNumber(service, sid)
	}
	if IsNotFound(err) {
		return false, nil
	}
	if err != nil {
		return false, AsError(err)
	}
	return true, nil
}

// AddToService puts the number or short code into the service; CodeNumberInService
// when it is in another one.
func (c *Client) AddToService(ctx context.Context, serviceSID string, n Number) error {
	service := url.PathEscape(serviceSID)
	var err error
	if n.ShortCode {
		_, err = c.Messaging(ctx).CreateShortCode(service, (&messaging.CreateShortCodeParams{}).SetShortCodeSid(n.SID))
	} else {
		_, err = c.Messaging(ctx).CreatePhoneNumber(service, (&messaging.CreatePhoneNumberParams{}).SetPhoneNumberSid(n.SID))
	}
	if err != nil {
		return AsError(err)
	}
	return nil
}

// IsNotFound reports whether err is the carrier's own word that there is no such thing.
// A 404 without an error document comes from something in between, and proves nothing.
func IsNotFound(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound && e.Code != 0
}

func serviceOf(s *messaging.MessagingV1Service) Service {
	return Service{
		SID: value(s.Sid), Name: value(s.FriendlyName), InboundRequestURL: value(s.InboundRequestUrl),
		UseInboundWebhookOnNumber: value(s.UseInboundWebhookOnNumber),
	}
}
