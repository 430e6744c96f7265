package store

// Effect is what a carrier's answer means for the member it was about.
type Effect string

// The effects.
const (
	NoEffect Effect = ""
	// OptedOut: the number told the carrier STOP; nothing is sent to it until START.
	OptedOut Effect = "opted-out"
	// Unreachable: no text can reach the number; its next text ends that.
	Unreachable Effect = "unreachable"
	// Failing: could not be reached this time; the third time in a row is Unreachable.
	Failing Effect = "failing"
)
