package numbers

import (
	"errors"
	"net/http"
	"time"

	"github.com/smackdev/smack/runtime/carrier"
)

// Kind is what a failed call to the carrier says about its outcome.
type Kind string

// The kinds of failure.
const (
	// Definite: the carrier refused; nothing was done.
	Definite Kind = "Definite"
	// Ambiguous: it may have been done, or the carrier could not be reached. Look again later.
	Ambiguous Kind = "Ambiguous"
	// Throttled: nothing was done; come back after the time given.
	Throttled Kind = "Throttled"
	// Auth: the credentials were refused; nothing was done.
	Auth Kind = "Auth"
	// NotFound: the account has no such thing.
	NotFound Kind = "NotFound"
)

// Classify tells the kind of an error from a Carrier, and how long the carrier asked
// to wait. Errors that are no *carrier.Error are Ambiguous.
func Classify(err error) (Kind, time.Duration) {
	var e *carrier.Error
	if !errors.As(err, &e) {
		return Ambiguous, 0
	}
	switch {
	case e.Status == http.StatusTooManyRequests || e.Code == carrier.CodeTooManyRequests:
		return Throttled, e.RetryAfter
	case e.Class != carrier.Rejected:
		return Ambiguous, e.RetryAfter
	case e.Status == http.StatusUnauthorized || e.Code == carrier.CodeAuthentication:
		return Auth, 0
	case carrier.IsNotFound(err):
		return NotFound, 0
	}
	return Definite, 0
}

func kindOf(err error) Kind {
	kind, _ := Classify(err)
	return kind
}
