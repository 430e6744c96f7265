package smackroom

import (
	"context"
	"errors"
	"time"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

// throttlePause is for a carrier that asks for patience without saying how much.
const throttlePause = 30 * time.Second

// codeAccountNotActive answers every request of a suspended or closed account
// (https://www.twilio.com/docs/api/errors/20005).
const codeAccountNotActive = 20005

// carrierError says what an error of a number or its carrier means for the room.
func (r *Reconciler) carrierError(s *scope, err error) error {
	if known := r.numberError(err); known != nil {
		return known
	}
	var answer *carrier.Error
	if !errors.As(err, &answer) {
		return err
	}
	if answer.Code == codeAccountNotActive {
		return r.recheck(v1alpha1.ReasonAccountNotActive, "the carrier account is not active: reactivate it in the carrier's console")
	}
	switch kind, after := numbers.Classify(err); kind {
	case numbers.Auth:
		s.memory.credentials = knownCredentials{} // they may have been replaced a moment ago
		return r.recheck(v1alpha1.ReasonCredentialsRejected, rejected(s))
	case numbers.Throttled:
		if after <= 0 {
			after = throttlePause
		}
		return &throttled{reason: v1alpha1.ReasonThrottled, message: "the carrier asks for patience; it is tried again", after: after}
	case numbers.Definite, numbers.NotFound:
		return r.recheck(v1alpha1.ReasonCarrierRefused, "the carrier refuses: "+err.Error()+"; look at what spec.phoneNumber asks for, and at the account in the carrier's console")
	default:
		return &unreachable{err: err}
	}
}

// unreachable is a carrier whose answer did not come or could not be read. What it says
// of itself stays the same from try to try.
type unreachable struct{ err error }

func (e *unreachable) Error() string {
	if errors.Is(e.err, context.DeadlineExceeded) {
		return "the carrier took too long to answer; it is tried again"
	}
	return "the carrier could not be reached or answered with an error; it is tried again"
}

func (e *unreachable) Unwrap() error { return e.err }

// recheck is a stall that may be mended at the carrier, where nothing wakes the operator.
func (r *Reconciler) recheck(reason, message string) error {
	return &stalled{reason: reason, message: message, recheck: r.Options.PollInterval}
}

// numberError turns the typed errors of the numbers package; nil for others.
func (r *Reconciler) numberError(err error) error {
	var throttle *numbers.PurchaseThrottledError
	var pending *numbers.PurchasePendingError
	switch {
	case errors.As(err, &throttle):
		return &throttled{
			reason:  v1alpha1.ReasonPurchaseThrottled,
			message: "as many numbers as --max-purchases-per-hour allows were bought; this room's turn comes by itself",
			after:   throttle.After,
		}
	case errors.As(err, &pending):
		return &waiting{
			reason:  v1alpha1.ReasonPurchasing,
			message: "an earlier purchase request may still have succeeded; another number is tried when that is ruled out",
			after:   pending.After,
		}
	}
	for _, known := range []struct {
		matches bool
		reason  string
	}{
		{is[*numbers.LostError](err), v1alpha1.ReasonNumberLost},
		{is[*numbers.NotOwnedError](err), v1alpha1.ReasonNumberNotOwned},
		{is[*numbers.DuplicateNumbersError](err), v1alpha1.ReasonDuplicateNumbers},
		{is[*numbers.NoNumberFoundError](err), v1alpha1.ReasonNoNumberFound},
		{is[*numbers.PurchaseNotAllowedError](err), v1alpha1.ReasonPurchaseNotAllowed},
		{is[*numbers.PurchaseRefusedError](err), v1alpha1.ReasonPurchaseRefused},
		{is[*numbers.AccountNotActiveError](err), v1alpha1.ReasonAccountNotActive},
		{is[*numbers.HeldError](err), v1alpha1.ReasonNumberInUse},
		{is[*numbers.ServiceDropsError](err), v1alpha1.ReasonMessagingServiceDrops},
		{is[*numbers.ServiceOverridesError](err), v1alpha1.ReasonMessagingServiceOverrides},
		{is[*numbers.ServiceNotFoundError](err), v1alpha1.ReasonMessagingServiceUnfit},
		{is[*numbers.InOtherServiceError](err), v1alpha1.ReasonMessagingServiceUnfit},
	} {
		if known.matches {
			return r.recheck(known.reason, err.Error())
		}
	}
	return nil
}

func is[T error](err error) bool {
	var target T
	return errors.As(err, &target)
}
