package carrier

import (
	"fmt"
	"regexp"
	"time"
)

// Class says what is known about a request that did not succeed.
type Class string

// The classes of failure.
const (
	// NotSent: the carrier certainly did not take the request. Trying again is safe.
	NotSent Class = "not-sent"
	// Rejected: the carrier answered no. The same request will not do better by itself;
	// the Effect says what has to change.
	Rejected Class = "rejected"
	// Doubt: the carrier may or may not have taken the request. Never try again
	// blindly: look first.
	Doubt Class = "doubt"
)

// Error is what went wrong with a request to the carrier. It carries no phone number
// and no credential.
type Error struct {
	Class Class
	// Code is Twilio's error code; 0 when the answer had none.
	Code int
	// Status is the HTTP status; 0 when there was no answer.
	Status int
	// Message is what the carrier or the network said, phone numbers masked.
	Message string
	// RetryAfter is how long the carrier asked to wait; 0 when it did not say.
	RetryAfter time.Duration
	// Err is the cause below the answer, if any.
	Err error

	concurrent int
}

func (e *Error) Error() string {
	switch {
	case e.Code != 0:
		return fmt.Sprintf("carrier: %s: error %d (HTTP %d): %s", e.Class, e.Code, e.Status, e.Message)
	case e.Status != 0:
		return fmt.Sprintf("carrier: %s: HTTP %d: %s", e.Class, e.Status, e.Message)
	}
	return fmt.Sprintf("carrier: %s: %s", e.Class, e.Message)
}

// Unwrap gives the cause below the answer.
func (e *Error) Unwrap() error { return e.Err }

// Meaning is what follows from the error for member, room and account.
func (e *Error) Meaning() Meaning {
	m, known := meanings[e.Code]
	if !known {
		m = meaningOfStatus(e.Status)
	}
	m.Code = e.Code
	m.Wait = max(m.Wait, e.RetryAfter)
	return m
}

// Longer runs of digits than these are SIDs, not numbers.
var numberPattern = regexp.MustCompile(`\+[0-9]{7,15}\b`)

// maskNumbers hides the middle of every E.164 number in s.
func maskNumbers(s string) string {
	return numberPattern.ReplaceAllStringFunc(s, func(n string) string {
		return n[:min(5, len(n)-4)] + "•••" + n[len(n)-4:]
	})
}
