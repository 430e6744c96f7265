package numbers

import (
	"context"
	"errors"
	"fmt"

	"github.com/smackdev/smack/runtime/carrier"
)

// JoinService makes sure that the number is in the Messaging Service and still gets its
// texts at its own webhook. A service without an inbound address would drop them, so it
// is told to leave them to its numbers; one that has an address serves other numbers
// with it, so a person must decide (*ServiceOverridesError).
func JoinService(ctx context.Context, c Carrier, serviceSID string, n Number) error {
	service, err := c.FetchService(ctx, serviceSID)
	switch {
	case err != nil && kindOf(err) == NotFound:
		return &ServiceNotFoundError{SID: serviceSID}
	case err != nil:
		return fmt.Errorf("look up the Messaging Service: %w", err)
	}
	if err := enter(ctx, c, serviceSID, n); err != nil {
		return err
	}
	switch {
	case service.UseInboundWebhookOnNumber:
		return nil
	case service.InboundRequestURL != "":
		return &ServiceOverridesError{Service: service}
	}
	if _, err := c.UseWebhooksOfNumbers(ctx, serviceSID); err != nil {
		return fmt.Errorf("leave inbound texts to the number's webhook: %w", err)
	}
	return nil
}

func enter(ctx context.Context, c Carrier, serviceSID string, n Number) error {
	in, err := c.ServiceHas(ctx, serviceSID, n)
	if err != nil {
		return fmt.Errorf("look for the number in the Messaging Service: %w", err)
	}
	if in {
		return nil
	}
	err = c.AddToService(ctx, serviceSID, n)
	var e *carrier.Error
	if errors.As(err, &e) && e.Code == carrier.CodeNumberInService {
		return &InOtherServiceError{E164: n.E164, ServiceSID: serviceSID}
	}
	if err != nil {
		return fmt.Errorf("put the number into the Messaging Service: %w", err)
	}
	return nil
}
