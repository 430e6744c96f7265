package twiliosim

import (
	"sync"
	"time"
)

// NumberType is the kind of a sender, on which rate and opt-out handling rest.
type NumberType string

// The types of senders.
const (
	Local     NumberType = "local"
	Mobile    NumberType = "mobile"
	TollFree  NumberType = "tollfree"
	ShortCode NumberType = "shortcode"
)

// Number is a phone number or short code that an account owns.
type Number struct {
	sim     *Sim
	account *Account
	sid     string
	address string // E.164, or the digits of a short code
	kind    NumberType
	country string
	created time.Time
	queue   sendQueue
	optOuts optOuts

	mu      sync.RWMutex
	set     settings
	updated time.Time
	service *Service
	rate    float64 // segments a second, 0 for the type's own
	// leavesOptOuts: Twilio leaves STOP, START and HELP to the owner.
	leavesOptOuts bool
	// verification of a toll-free number, nil if nobody asked for one.
	verification *verification
}

// settings are what an owner can change on a number.
type settings struct {
	friendlyName                       string
	smsURL, smsMethod                  string
	smsFallbackURL, smsFallbackMethod  string
	statusCallback, statusMethod       string
	smsApplicationSID, trunkSID        string
	addressSID, bundleSID, identitySID string
	voice                              voiceSettings
}

// voiceSettings are kept for the sake of clients that set and read them.
type voiceSettings struct {
	url, method, fallbackURL, fallbackMethod string
	applicationSID, receiveMode              string
	callerIDLookup                           bool
	emergencyStatus, emergencyAddressSID     string
}

// newSettings are those of a number that nobody configured.
func newSettings(friendlyName string) settings {
	return settings{friendlyName: friendlyName, smsMethod: "POST", smsFallbackMethod: "POST", statusMethod: "POST",
		voice: voiceSettings{method: "POST", fallbackMethod: "POST", receiveMode: "voice", emergencyStatus: "Active"}}
}

// SID returns PN or SC and 32 hex digits.
func (n *Number) SID() string { return n.sid }

// Address returns the number in E.164, or the digits of a short code.
func (n *Number) Address() string { return n.address }

// Type returns what kind of sender it is.
func (n *Number) Type() NumberType { return n.kind }

// Account returns the owner.
func (n *Number) Account() *Account { return n.account }

// FriendlyName returns the name that the owner gave.
func (n *Number) FriendlyName() string { return n.settings().friendlyName }

// SmsURL returns the webhook as it was set, with its connection overrides.
func (n *Number) SmsURL() string { return n.settings().smsURL }

// SmsFallbackURL returns the webhook that is called when the first one fails.
func (n *Number) SmsFallbackURL() string { return n.settings().smsFallbackURL }

// StatusCallback returns where statuses of messages go that name no StatusCallback of their own.
func (n *Number) StatusCallback() string { return n.settings().statusCallback }

// SetSmsURL sets the webhook as the console would.
func (n *Number) SetSmsURL(url string) {
	n.change(func(s *settings) { s.smsURL = url })
}

// SetSmsFallbackURL sets the second webhook as the console would.
func (n *Number) SetSmsFallbackURL(url string) {
	n.change(func(s *settings) { s.smsFallbackURL = url })
}

// SetFriendlyName renames the number as the console would.
func (n *Number) SetFriendlyName(name string) {
	n.change(func(s *settings) { s.friendlyName = name })
}

// SetRate gives the number a rate of its own, in segments a second; 0 takes it back.
func (n *Number) SetRate(segmentsPerSecond float64) {
	n.mu.Lock()
	n.rate = segmentsPerSecond
	n.mu.Unlock()
}

func (n *Number) settings() settings {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.set
}

func (n *Number) change(edit func(*settings)) {
	n.mu.Lock()
	edit(&n.set)
	n.updated = n.sim.now()
	n.mu.Unlock()
}

// segmentsPerSecond returns the rate that applies.
func (n *Number) segmentsPerSecond() float64 {
	n.mu.RLock()
	defer n.mu.RUnlock()
	if n.rate > 0 {
		return n.rate
	}
	return n.sim.opts.Rates.of(n.kind)
}

func (n *Number) inService() *Service {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.service
}

func (n *Number) canMMS() bool {
	switch n.country {
	case "US", "CA", "AU":
		return n.kind != ShortCode || n.country != "AU"
	}
	return false
}
