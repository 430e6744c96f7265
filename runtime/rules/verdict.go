package rules

import (
	"time"

	"github.com/smackdev/smack/api/roomfile"
)

// Text is a text as rules see it.
type Text struct {
	// SMS are the carrier's parameters by their own names; what is absent reads as empty.
	SMS     map[string]string
	Member  roomfile.RuleMember
	Room    roomfile.RuleRoom
	Command roomfile.RuleCommand
	Now     time.Time
}

// Verdict is what the rules make of a text.
type Verdict struct {
	// Body is the text that commands and chat are to see.
	Body string
	// Replies go to the sender, Broadcasts to the room, Directs to one member each.
	Replies, Broadcasts []string
	Directs             []Direct
	// Mute is for how long the sender's chat is kept from everyone; 0 is not at all.
	Mute time.Duration
	// Forwards are where the whole SMS goes.
	Forwards []Forward
	// Runs are commands that happen as if the sender had texted them.
	Runs []Run
	// Tags are kept with the message.
	Tags []string
	// Drop is true if neither commands nor chat are to see the text.
	Drop bool
	// Trace is what became of each rule that was looked at, in order.
	Trace []Step
}

// Direct is a text to one member.
type Direct struct {
	Rule string
	// To is a nickname or a number.
	To, Text string
}

// Run is a command of a rule.
type Run struct{ Rule, Command string }

// Forward is a copy of the SMS for a service.
type Forward struct{ Rule, URL string }

// Step is what became of one rule.
type Step struct {
	Rule    string
	Matched bool
	// Err is why the rule was skipped, even if it matched: nothing of it happens. It may
	// repeat what the text says; Failure doesn't.
	Err error
	// Cost is in CEL's units of work; Judge does not count it where it is small.
	Cost uint64
	// Took is the time of this machine.
	Took time.Duration
}
