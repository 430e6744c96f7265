package numbers

import (
	"context"
	"errors"
	"fmt"

	"github.com/smackdev/smack/runtime/carrier"
)

// JoinService makes sure that the number is in the Messaging Service and still gets its
// texts at its own webhook. A service without an inbound address would drop them, so it
// is told to leave them to its numbers, before the number joins; one that has an address
// serves other numbers with it, so a person must decide (*ServiceOverridesError). The
// setting stays when the number leaves again: other numbers may rest on it by then.
//
// note is called before the number is put in, so that whoever is to take it out again
// knows, whatever happens to this process.
func JoinService(ctx context.Context, c Carrier, serviceSID string, n Number, note func(context.Context) error) (Service, error) {
	service, err := c.FetchService(ctx, serviceSID)
	switch {
	case err != nil && kindOf(err) == NotFound:
		return Service{}, &ServiceNotFoundError{SID: serviceSID}
	case err != nil:
		return Service{}, fmt.Errorf("look up the Messaging Service: %w", err)
	}
	switch {
	case service.UseInboundWebhookOnNumber:
	case service.InboundRequestURL != "":
		return Service{}, &ServiceOverridesError{Service: service}
	default:
		if service, err = c.UseWebhooksOfNumbers(ctx, serviceSID); err != nil {
			return Service{}, fmt.Errorf("leave inbound texts to the number's webhook: %w", err)
		}
	}
	return service, enter(ctx, c, serviceSID, n, note)
}

func enter(ctx context.Context, c Carrier, serviceSID string, n Number, note func(context.Context) error) error {
	in, err := c.ServiceHas(ctx, serviceSID, n)
	if err != nil {
		return fmt.Errorf("look for the number in the Messaging Service: %w", err)
	}
	if in {
		return nil
	}
	if err := note(ctx); err != nil {
		return err
	}
	err = c.AddToService(ctx, serviceSID, n)
	var e *carrier.Error
	if errors.As(err, &e) {
		switch e.Code {
		case carrier.CodeNumberInThisService:
			return nil
		case carrier.CodeNumberInService:
			return &InOtherServiceError{ServiceSID: serviceSID}
		}
	}
	if err != nil {
		return fmt.Errorf("put the number into the Messaging Service: %w", err)
	}
	return nil
}

// LeaveService takes the number out of a Messaging Service. A number that is not in it,
// and a service that is gone, are fine.
func LeaveService(ctx context.Context, c Carrier, serviceSID string, n Number) error {
	if err := c.RemoveFromService(ctx, serviceSID, n); err != nil && kindOf(err) != NotFound {
		return fmt.Errorf("take the number out of the Messaging Service: %w", err)
	}
	return nil
}

// CheckService says whether a number in the service gets its texts at its own webhook.
func CheckService(s Service) error {
	switch {
	case s.UseInboundWebhookOnNumber:
		return nil
	case s.InboundRequestURL != "":
		return &ServiceOverridesError{Service: s}
	}
	return &ServiceDropsError{Service: s}
}
