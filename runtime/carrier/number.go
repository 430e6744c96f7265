package carrier

import (
	"strings"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"github.com/smackdev/smack/api/roomfile"
)

// Number is a phone number or a short code that the account owns.
type Number struct {
	SID string
	// E164 is the number in E.164, or a short code's digits.
	E164 string
	// FriendlyName is at most 64 characters, and can be searched for.
	FriendlyName string
	Capabilities Capabilities
	Webhooks     Webhooks
	// ShortCode numbers have calls of their own, and no capabilities to read.
	ShortCode bool
}

// Capabilities are what a number can do.
type Capabilities struct{ SMS, MMS, Voice bool }

// Webhooks are where the carrier sends what happens to a number.
type Webhooks struct {
	// SmsURL gets inbound texts; a fragment may carry connection overrides.
	SmsURL    string `json:"smsURL,omitempty"`
	SmsMethod string `json:"smsMethod,omitempty"`
	// SmsFallbackURL gets them when SmsURL fails.
	SmsFallbackURL    string `json:"smsFallbackURL,omitempty"`
	SmsFallbackMethod string `json:"smsFallbackMethod,omitempty"`
	// StatusCallback is for calls; short codes have none.
	StatusCallback       string `json:"statusCallback,omitempty"`
	StatusCallbackMethod string `json:"statusCallbackMethod,omitempty"`
	// SmsApplicationSID overrides the addresses above when set; short codes have none.
	SmsApplicationSID string `json:"smsApplicationSid,omitempty"`
}

// tollFreePrefixes are the toll-free codes of the North American Numbering Plan.
// Source: https://www.fcc.gov/consumers/guides/what-toll-free-number-and-how-does-it-work
var tollFreePrefixes = []string{"+1800", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888"}

// TypeOf tells the kind of a number in E.164, or of a short code's digits.
func TypeOf(e164 string) roomfile.NumberType {
	if !strings.HasPrefix(e164, "+") {
		return roomfile.ShortCode
	}
	for _, prefix := range tollFreePrefixes {
		if strings.HasPrefix(e164, prefix) && len(e164) == len("+18005550100") {
			return roomfile.TollFree
		}
	}
	return roomfile.LongCode
}

func numberOf(n *api.ApiV2010IncomingPhoneNumber) Number {
	c := value(n.Capabilities)
	return Number{
		SID: value(n.Sid), E164: value(n.PhoneNumber), FriendlyName: value(n.FriendlyName),
		Capabilities: Capabilities{SMS: c.Sms, MMS: c.Mms, Voice: c.Voice},
		Webhooks: Webhooks{
			SmsURL: value(n.SmsUrl), SmsMethod: value(n.SmsMethod),
			SmsFallbackURL: value(n.SmsFallbackUrl), SmsFallbackMethod: value(n.SmsFallbackMethod),
			StatusCallback: value(n.StatusCallback), StatusCallbackMethod: value(n.StatusCallbackMethod),
			SmsApplicationSID: value(n.SmsApplicationSid),
		},
	}
}

func shortCodeOf(n *api.ApiV2010ShortCode) Number {
	return Number{
		SID: value(n.Sid), E164: value(n.ShortCode), FriendlyName: value(n.FriendlyName), ShortCode: true,
		Capabilities: Capabilities{SMS: true},
		Webhooks: Webhooks{
			SmsURL: value(n.SmsUrl), SmsMethod: value(n.SmsMethod),
			SmsFallbackURL: value(n.SmsFallbackUrl), SmsFallbackMethod: value(n.SmsFallbackMethod),
		},
	}
}
