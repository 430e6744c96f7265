package numbers

import (
	"context"
	"fmt"
)

// Adoption names a number that the account owns; exactly one field is set.
type Adoption struct {
	E164      string
	SID       string
	ShortCode string
}

// Adopt finds the number in the account and changes nothing. It is a *NotOwnedError
// when the account does not have it.
func Adopt(ctx context.Context, c Carrier, a Adoption) (Number, error) {
	if a.SID != "" {
		return adoptBySID(ctx, c, a.SID)
	}
	what, list := a.E164, c.NumbersByE164
	if a.ShortCode != "" {
		what, list = "the short code "+a.ShortCode, c.ShortCodes
	}
	found, err := list(ctx, a.E164+a.ShortCode)
	if err != nil {
		return Number{}, fmt.Errorf("look for the number to adopt: %w", err)
	}
	if len(found) == 0 {
		return Number{}, &NotOwnedError{What: what}
	}
	return found[0], nil
}

func adoptBySID(ctx context.Context, c Carrier, sid string) (Number, error) {
	n, err := c.FetchNumber(ctx, sid)
	switch {
	case err == nil:
		return n, nil
	case kindOf(err) == NotFound:
		return Number{}, &NotOwnedError{What: sid}
	}
	return Number{}, fmt.Errorf("look up the number to adopt: %w", err)
}

// Fetch looks up a number that a room has already; a *LostError when it is gone.
func Fetch(ctx context.Context, c Carrier, sid string, shortCode bool) (Number, error) {
	get := c.FetchNumber
	if shortCode {
		get = c.FetchShortCode
	}
	n, err := get(ctx, sid)
	switch {
	case err == nil:
		return n, nil
	case kindOf(err) == NotFound:
		return Number{}, &LostError{SID: sid}
	}
	return Number{}, fmt.Errorf("look up the number: %w", err)
}
