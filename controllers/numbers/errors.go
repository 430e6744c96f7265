package numbers

import (
	"fmt"
	"time"
)

// The errors below say what someone must do; the reconciler turns each into a condition.

// LostError: a number that the room had is no longer in the account. Another one is
// never bought by itself.
type LostError struct{ SID string }

func (e *LostError) Error() string {
	return fmt.Sprintf("the number %s is no longer in the account; to give the room another one, "+
		"make a new room or remove its phone-number-sid annotation", e.SID)
}

// NotOwnedError: the number to adopt is not in the account.
type NotOwnedError struct{ What string }

func (e *NotOwnedError) Error() string {
	return fmt.Sprintf("the account does not own %s; check the number and the credentials", e.What)
}

// DuplicateNumbersError: several numbers bear the room's owner token.
type DuplicateNumbersError struct {
	Token string
	SIDs  []string
}

func (e *DuplicateNumbersError) Error() string {
	return fmt.Sprintf("%d numbers in the account bear the friendly name %s: %v; rename or release all but one",
		len(e.SIDs), e.Token, e.SIDs)
}

// NoNumberFoundError: the carrier has no number of the wanted kind for sale.
type NoNumberFoundError struct {
	Search Search
	// Abandoned counts numbers that were tried in vain.
	Abandoned int
}

func (e *NoNumberFoundError) Error() string {
	return fmt.Sprintf("no %s number for sale in %s%s; widen spec.phoneNumber.purchase in a new room, or wait%s",
		e.kind(), e.Search.Country, e.within(), e.leftOut())
}

// leftOut tells of numbers that were not even looked at. Those of the US and Canada ask
// for no address.
func (e *NoNumberFoundError) leftOut() string {
	if !e.Search.WithoutAddress || e.Search.Country == "US" || e.Search.Country == "CA" {
		return ""
	}
	return "; numbers that ask for a registered address were left out: to have one, " +
		"set spec.phoneNumber.purchase.addressSid in a new room"
}

func (e *NoNumberFoundError) kind() string {
	if e.Search.Kind == "" {
		return "Local"
	}
	return string(e.Search.Kind)
}

func (e *NoNumberFoundError) within() string {
	s := ""
	for _, f := range [][2]string{
		{"area code", e.Search.AreaCode}, {"locality", e.Search.Locality},
		{"region", e.Search.Region}, {"pattern", e.Search.Contains},
	} {
		if f[1] != "" {
			s += fmt.Sprintf(", %s %q", f[0], f[1])
		}
	}
	return s
}

// PurchaseNotAllowedError: the operator may not spend money.
type PurchaseNotAllowedError struct{}

func (e *PurchaseNotAllowedError) Error() string {
	return "purchases are off: start the operator with --allow-purchase, or adopt a number that the account owns"
}

// PurchaseThrottledError: enough numbers were bought for now.
type PurchaseThrottledError struct{ After time.Duration }

func (e *PurchaseThrottledError) Error() string {
	return fmt.Sprintf("the purchase limit is used up; the next purchase is possible in %s", e.After.Round(time.Second))
}

// PurchaseRefusedError: the carrier refuses to sell, for a reason that another number
// would not mend.
type PurchaseRefusedError struct {
	// Field of the purchase is what the reason concerns; "" when that is not known.
	Field Field
	// Missing says that the field was not given, rather than not good enough.
	Missing bool
	// Err is the carrier's answer.
	Err error
}

// Field is a field of a purchase that countries ask for.
type Field string

// The fields, as they are called in spec.phoneNumber.purchase.
const (
	FieldAddress Field = "addressSid"
	FieldBundle  Field = "bundleSid"
)

func (e *PurchaseRefusedError) Error() string {
	switch {
	case e.Field == "":
		return fmt.Sprintf("the carrier refuses to sell a number: %v; look at the account in the carrier's console, "+
			"or make a new room with another spec.phoneNumber.purchase", e.Err)
	case e.Missing:
		return fmt.Sprintf("the country asks for papers: make a new room that sets spec.phoneNumber.purchase.%s: %v", e.Field, e.Err)
	}
	return fmt.Sprintf("the carrier does not take what spec.phoneNumber.purchase.%s names: have it approved, "+
		"or make a new room that names another: %v", e.Field, e.Err)
}

// Unwrap gives the carrier's answer.
func (e *PurchaseRefusedError) Unwrap() error { return e.Err }

// PurchasePendingError: an earlier request may still have bought the number; it has to
// show up, or enough time to pass, before another number is taken.
type PurchasePendingError struct{ After time.Duration }

func (e *PurchasePendingError) Error() string {
	return fmt.Sprintf("waiting up to %s for an earlier purchase request to show its outcome", e.After.Round(time.Second))
}

// NotOurError: the number does not bear the room's owner token any more, so the room
// may not give it up.
type NotOurError struct{ SID, FriendlyName string }

func (e *NotOurError) Error() string {
	return fmt.Sprintf("the number %s now bears the friendly name %q: it is left as it is", e.SID, e.FriendlyName)
}

// AccountNotActiveError: the credentials are right, but the account may do nothing.
type AccountNotActiveError struct{ Status string }

func (e *AccountNotActiveError) Error() string {
	return fmt.Sprintf("the carrier account is %s; reactivate it in the carrier's console", e.Status)
}

// HeldError: the number bears the owner token of another room.
type HeldError struct{ SID, FriendlyName string }

func (e *HeldError) Error() string {
	return fmt.Sprintf("the number %s belongs to another room, perhaps of another cluster, as its friendly name %s tells: "+
		"delete that room first, or, if there is none any more, rename the number in the carrier's console", e.SID, e.FriendlyName)
}

// ServiceOverridesError: a Messaging Service sends the number's texts elsewhere.
type ServiceOverridesError struct {
	Service Service
}

func (e *ServiceOverridesError) Error() string {
	return fmt.Sprintf("the Messaging Service %s sends inbound texts to its own address: in its Integration settings "+
		"choose \"Defer to sender's webhook\", or keep the number out of that service", e.Service.SID)
}

// ServiceDropsError: the number is in a Messaging Service that drops inbound texts.
type ServiceDropsError struct {
	Service Service
}

func (e *ServiceDropsError) Error() string {
	return fmt.Sprintf("the number is in the Messaging Service %[1]s, which drops inbound texts: set "+
		"spec.phoneNumber.messagingServiceSid to %[1]s, or take the number out of that service", e.Service.SID)
}

// ServiceNotFoundError: the account has no such Messaging Service.
type ServiceNotFoundError struct{ SID string }

func (e *ServiceNotFoundError) Error() string {
	return fmt.Sprintf("the account has no Messaging Service %s; correct spec.phoneNumber.messagingServiceSid", e.SID)
}

// InOtherServiceError: the number is in another Messaging Service, and can be in one only.
type InOtherServiceError struct {
	// ServiceSID is the service that was asked for.
	ServiceSID string
	// OtherSID is the one that the number is in; "" when that is not known.
	OtherSID string
}

func (e *InOtherServiceError) Error() string {
	if e.OtherSID == "" {
		return fmt.Sprintf("the number is in another Messaging Service than %s: take it out there first", e.ServiceSID)
	}
	return fmt.Sprintf("the number is in the Messaging Service %[2]s, not in %[1]s: take it out there first, "+
		"or set spec.phoneNumber.messagingServiceSid to %[2]s", e.ServiceSID, e.OtherSID)
}
