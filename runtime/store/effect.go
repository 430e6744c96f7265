package store

import "time"

// Effect is what a carrier's answer means for the member it was about.
type Effect string

// LoopRest is how long a member is left alone who gets too much too fast: Twilio fails
// what comes within 30 seconds.
// Source: https://www.twilio.com/docs/api/errors/14107
const LoopRest = 31 * time.Second

// The effects.
const (
	NoEffect Effect = ""
	// OptedOut: the number told the carrier STOP; nothing is sent to it until START.
	OptedOut Effect = "opted-out"
	// Unreachable: no text can reach the number; its next text ends that.
	Unreachable Effect = "unreachable"
	// Failing: could not be reached this time; the third time in a row is Unreachable.
	Failing Effect = "failing"
	// Guarded: too many texts with too small gaps. A message of the room's is sent again
	// after LoopRest, joined with what waits for the member by then.
	Guarded Effect = "guarded"
)
