package carrier

import "time"

// Effect is what an error code means beyond the one text it came with.
type Effect string

// The effects of error codes.
const (
	// None: nothing follows; the text has ended.
	None Effect = "None"
	// MemberOptedOut: the member told the carrier STOP. Nothing may be sent until START.
	MemberOptedOut Effect = "MemberOptedOut"
	// MemberUnreachable: the number does not exist or takes no SMS. Suspend the member
	// at once; the next text from the number ends it.
	MemberUnreachable Effect = "MemberUnreachable"
	// MemberFailing: this time the number could not be reached. Suspend the member at
	// the third failure in a row.
	MemberFailing Effect = "MemberFailing"
	// MemberBarred: the account may not text this member until an operator changes the
	// account (region not enabled, trial). The others are not concerned.
	MemberBarred Effect = "MemberBarred"
	// RetryLater: a passing trouble of this text alone.
	RetryLater Effect = "RetryLater"
	// PauseRoom: the room's sender number can take nothing for a while.
	PauseRoom Effect = "PauseRoom"
	// PauseAccount: the whole account is refused; nothing can be sent until its
	// credentials or its standing change.
	PauseAccount Effect = "PauseAccount"
	// Configuration: the room's sender is not set up for this. Stop the room's sending
	// until an operator has acted.
	Configuration Effect = "Configuration"
	// DailyCap: a network's daily limit for the brand is spent; it resets at midnight Pacific.
	DailyCap Effect = "DailyCap"
	// LoopGuard: too many texts with too small gaps between one pair of numbers; the
	// member's texts must be joined and spaced.
	LoopGuard Effect = "LoopGuard"
	// Filtered: a network took the text for spam. It counts against the room's reputation.
	Filtered Effect = "Filtered"
)

// Meaning is one line of the table of error codes.
type Meaning struct {
	Code int
	// Title says in a few words what happened, for people who operate rooms.
	Title  string
	Effect Effect
	// Retry says that the same text may succeed later and may be sent again: at once
	// what was certainly not taken, and after Wait what was refused.
	Retry bool
	// Wait is how long to wait at least before the next try; 0 leaves it to the sender.
	Wait time.Duration
	// Known is false for codes that are not in the table.
	Known bool
}

// MeaningOf is what a final status's ErrorCode means. Unknown codes end the text and
// concern nobody else.
func MeaningOf(code int) Meaning {
	if m, ok := meanings[code]; ok {
		return m
	}
	return Meaning{Code: code, Title: "unknown error", Effect: None}
}

// meaningOfStatus is the default rule for refusals whose code is unknown.
func meaningOfStatus(status int) Meaning {
	switch {
	case status == 401:
		return Meaning{Title: "not authenticated", Effect: PauseAccount, Retry: true}
	case status == 403, status == 404, status >= 300 && status < 400:
		return Meaning{Title: "not allowed or not found under this base URL", Effect: Configuration, Retry: true}
	case status == 0, status == 408, status == 429, status >= 500:
		return Meaning{Title: "carrier out of reach or overloaded", Effect: RetryLater, Retry: true}
	}
	return Meaning{Title: "refused for an unknown reason", Effect: None}
}
