package numbers

import (
	"context"
	"fmt"
	"strings"
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
	n, err := lookUp(ctx, c, sid)
	switch {
	case err == nil:
		return n, nil
	case kindOf(err) == NotFound:
		return Number{}, &NotOwnedError{What: sid}
	}
	return Number{}, fmt.Errorf("look up the number to adopt: %w", err)
}

// Fetch looks up a number that a room has already; a *LostError when it is gone.
func Fetch(ctx context.Context, c Carrier, sid string) (Number, error) {
	n, err := lookUp(ctx, c, sid)
	switch {
	case err == nil:
		return n, nil
	case kindOf(err) == NotFound:
		return Number{}, &LostError{SID: sid}
	}
	return Number{}, fmt.Errorf("look up the number: %w", err)
}

// The SIDs of Twilio tell numbers from short codes; other carriers' tell nothing.
const (
	numberPrefix    = "PN"
	shortCodePrefix = "SC"
)

// lookUp finds the number or the short code that a SID names: they are different
// resources, and the SID is all that is on record.
func lookUp(ctx context.Context, c Carrier, sid string) (Number, error) {
	if strings.HasPrefix(sid, shortCodePrefix) {
		return c.FetchShortCode(ctx, sid)
	}
	n, err := c.FetchNumber(ctx, sid)
	if err == nil || kindOf(err) != NotFound || strings.HasPrefix(sid, numberPrefix) {
		return n, err
	}
	return c.FetchShortCode(ctx, sid)
}

// CheckHeld is a *HeldError when the number bears the owner token of another room than
// the one whose token is given. That room, which may be another cluster's, would put its
// own webhook back at every look.
func CheckHeld(n Number, token string) error {
	if !IsOwnerToken(n.FriendlyName) || n.FriendlyName == token {
		return nil
	}
	return &HeldError{SID: n.SID, FriendlyName: n.FriendlyName}
}
