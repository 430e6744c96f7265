package numbers

import (
	"context"
	"errors"
	"fmt"
)

// Retain leaves a bought number in the account when its room goes: its webhooks for
// texts are cleared and the owner token is taken out of its friendly name, so that no
// later room picks it up by accident. It leaves the Messaging Service that the room put it
// into, if any. A number that is gone, or that a person has renamed, is left as it is;
// one that bears another room's token is a *NotOurError.
func Retain(ctx context.Context, c Carrier, sid, token, service string) error {
	n, err := ours(ctx, c, sid, token)
	var not *NotOurError
	if errors.As(err, &not) && !IsOwnerToken(not.FriendlyName) {
		return nil // Retained before, or renamed by a person who keeps it.
	}
	if err != nil || n == nil {
		return err
	}
	if err := leave(ctx, c, service, *n); err != nil {
		return err
	}
	cleared := Webhooks{
		StatusCallback: n.Webhooks.StatusCallback, StatusCallbackMethod: n.Webhooks.StatusCallbackMethod,
	}
	_, err = c.UpdateNumber(ctx, sid, Update{FriendlyName: new(n.E164), Webhooks: &cleared})
	if err != nil && kindOf(err) != NotFound {
		return fmt.Errorf("clear the number's webhooks: %w", err)
	}
	return nil
}

// Release gives a bought number back for ever. A number that is gone is released; one
// that does not bear the token any more is somebody else's, and a *NotOurError.
func Release(ctx context.Context, c Carrier, sid, token string) error {
	n, err := ours(ctx, c, sid, token)
	if err != nil || n == nil {
		return err
	}
	if err := c.ReleaseNumber(ctx, sid); err != nil && kindOf(err) != NotFound {
		return fmt.Errorf("release the number: %w", err)
	}
	return nil
}

// ours looks the number up; nil when the account does not have it.
func ours(ctx context.Context, c Carrier, sid, token string) (*Number, error) {
	n, err := c.FetchNumber(ctx, sid)
	switch {
	case err != nil && kindOf(err) == NotFound:
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("look up the number: %w", err)
	case n.FriendlyName != token:
		return nil, &NotOurError{SID: sid, FriendlyName: n.FriendlyName}
	}
	return &n, nil
}

// Before is how an adopted number was before it became a room's.
type Before struct {
	// Webhooks are what it had; nil when they were not changed.
	Webhooks *Webhooks
	// JoinedService is the Messaging Service that the room put it into; "" when none.
	JoinedService string
}

// Restore makes an adopted number what it was before, if it still points at the room
// (smsURL); otherwise someone has given it another task already. A number that is gone is
// fine. The webhooks come last: they are what says that there is work left.
func Restore(ctx context.Context, c Carrier, sid, smsURL string, before Before) error {
	n, err := Fetch(ctx, c, sid)
	var lost *LostError
	switch {
	case errors.As(err, &lost):
		return nil
	case err != nil:
		return err
	case n.Webhooks.SmsURL != smsURL:
		return nil
	}
	if err := leave(ctx, c, before.JoinedService, n); err != nil || before.Webhooks == nil {
		return err
	}
	if _, err := update(ctx, c, n, Update{Webhooks: before.Webhooks}); err != nil && kindOf(err) != NotFound {
		return fmt.Errorf("put the number's webhooks back: %w", err)
	}
	return nil
}

func leave(ctx context.Context, c Carrier, service string, n Number) error {
	if service == "" {
		return nil
	}
	return LeaveService(ctx, c, service, n)
}
