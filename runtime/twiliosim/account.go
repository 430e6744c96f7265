package twiliosim

import (
	"slices"
	"strings"
	"sync"
	"time"
)

// AccountOptions describe an account. Empty fields get values that are the same in every run.
type AccountOptions struct {
	// SID is AC and 32 hex digits; AuthToken 32 hex digits. Both are letters and digits, because
	// twilio-go refuses credentials with anything else.
	SID, AuthToken string
	FriendlyName   string
	// ParentSID makes it a subaccount: the parent's credentials work on its paths.
	ParentSID string
	// Trial allows messages to Verified numbers only (21608 otherwise).
	Trial    bool
	Verified []string
	// Regions are the ISO countries that may be texted (21408 otherwise); none allows all.
	Regions []string
}

// Account is one customer of the carrier.
type Account struct {
	sim     *Sim
	sid     string
	parent  string
	name    string
	trial   bool
	created time.Time

	mu        sync.RWMutex
	primary   string
	secondary string
	keys      map[string]string
	verified  []string
	regions   []string
	suspended bool
}

// SID returns the account's SID, AC and 32 hex digits.
func (a *Account) SID() string { return a.sid }

// AuthToken returns the primary token, with which webhooks are signed.
func (a *Account) AuthToken() string {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.primary
}

// CreateSecondaryToken makes a second token, which the API accepts too. Webhooks keep the first.
func (a *Account) CreateSecondaryToken() string {
	a.mu.Lock()
	a.secondary = a.sim.mint.token()
	token := a.secondary
	a.mu.Unlock()
	a.sim.reindexCredentials()
	return token
}

// PromoteToken makes the secondary token the primary one. The old one dies at once, and webhooks
// are signed with the new one from now on. Without a secondary token one is made first.
func (a *Account) PromoteToken() string {
	a.mu.Lock()
	if a.secondary == "" {
		a.secondary = a.sim.mint.token()
	}
	a.primary, a.secondary = a.secondary, ""
	token := a.primary
	a.mu.Unlock()
	a.sim.reindexCredentials()
	return token
}

// SetAuthToken replaces the primary token at once, as when someone resets it in the console.
func (a *Account) SetAuthToken(token string) {
	a.mu.Lock()
	a.primary = token
	a.mu.Unlock()
	a.sim.reindexCredentials()
}

// AddKey makes a standard API key. It works on everything but the account itself.
func (a *Account) AddKey() (sid, secret string) {
	sid, secret = a.sim.mint.next("SK"), a.sim.mint.token()
	a.mu.Lock()
	a.keys[sid] = secret
	a.mu.Unlock()
	a.sim.reindexCredentials()
	return sid, secret
}

// RevokeKey deletes an API key.
func (a *Account) RevokeKey(sid string) {
	a.mu.Lock()
	delete(a.keys, sid)
	a.mu.Unlock()
	a.sim.reindexCredentials()
}

// Suspend stops the account (its requests get 20005), and with false lets it work again.
func (a *Account) Suspend(stop bool) {
	a.mu.Lock()
	a.suspended = stop
	a.mu.Unlock()
}

// AllowRegions replaces the ISO countries that may be texted; none allows all.
func (a *Account) AllowRegions(countries ...string) {
	a.mu.Lock()
	a.regions = slices.Clone(countries)
	a.mu.Unlock()
}

// Verify adds a number that a trial account may text.
func (a *Account) Verify(number string) {
	a.mu.Lock()
	a.verified = append(slices.Clip(a.verified), number)
	a.mu.Unlock()
}

func (a *Account) isSuspended() bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.suspended
}

// mayText returns why the account may not text a number, nil if it may.
func (a *Account) mayText(to string) *Problem {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if a.trial && !slices.Contains(a.verified, to) {
		return bad(21608, "The number %s is unverified. Trial accounts cannot send messages to unverified numbers", to)
	}
	if len(a.regions) == 0 || slices.Contains(a.regions, countryOf(to)) {
		return nil
	}
	return bad(21408, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: %s", to)
}

// accountBody is the JSON of an account.
type accountBody struct {
	AuthToken       string            `json:"auth_token"`
	DateCreated     string            `json:"date_created"`
	DateUpdated     string            `json:"date_updated"`
	FriendlyName    string            `json:"friendly_name"`
	OwnerAccountSID string            `json:"owner_account_sid"`
	SID             string            `json:"sid"`
	Status          string            `json:"status"`
	Subresources    map[string]string `json:"subresource_uris"`
	Type            string            `json:"type"`
	URI             string            `json:"uri"`
}

func (a *Account) body() accountBody {
	body := accountBody{AuthToken: a.AuthToken(), FriendlyName: a.name, SID: a.sid, OwnerAccountSID: a.sid,
		DateCreated: rfc2822(a.created), DateUpdated: rfc2822(a.created), Status: "active", Type: "Full",
		Subresources: map[string]string{}, URI: "/2010-04-01/Accounts/" + a.sid + ".json"}
	for _, name := range strings.Fields("AvailablePhoneNumbers IncomingPhoneNumbers Messages SMS/ShortCodes") {
		key := map[string]string{"AvailablePhoneNumbers": "available_phone_numbers", "SMS/ShortCodes": "short_codes",
			"IncomingPhoneNumbers": "incoming_phone_numbers", "Messages": "messages"}[name]
		body.Subresources[key] = a.path(name)
	}
	if a.parent != "" {
		body.OwnerAccountSID = a.parent
	}
	if a.trial {
		body.Type = "Trial"
	}
	if a.isSuspended() {
		body.Status = "suspended"
	}
	return body
}

// path returns the address of one of the account's resources, without the host.
func (a *Account) path(resource string) string {
	return "/2010-04-01/Accounts/" + a.sid + "/" + resource + ".json"
}

// rfc2822 writes a date as the 2010 API does, in GMT.
func rfc2822(t time.Time) string { return t.UTC().Format(rfc2822Layout) }

const rfc2822Layout = "Mon, 02 Jan 2006 15:04:05 +0000"
