package twiliosim

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

// apply writes the parameters of a create or update to a number's settings. What is not given stays.
func apply(set *settings, form url.Values) error {
	texts := map[string]*string{
		"FriendlyName": &set.friendlyName, "SmsApplicationSid": &set.smsApplicationSID, "TrunkSid": &set.trunkSID,
		"AddressSid": &set.addressSID, "BundleSid": &set.bundleSID, "IdentitySid": &set.identitySID,
		"VoiceApplicationSid": &set.voice.applicationSID, "VoiceReceiveMode": &set.voice.receiveMode,
		"EmergencyStatus": &set.voice.emergencyStatus, "EmergencyAddressSid": &set.voice.emergencyAddressSID}
	urls := map[string]*string{"SmsUrl": &set.smsURL, "SmsFallbackUrl": &set.smsFallbackURL, "StatusCallback": &set.statusCallback,
		"VoiceUrl": &set.voice.url, "VoiceFallbackUrl": &set.voice.fallbackURL}
	methods := map[string]*string{"SmsMethod": &set.smsMethod, "SmsFallbackMethod": &set.smsFallbackMethod,
		"StatusCallbackMethod": &set.statusMethod, "VoiceMethod": &set.voice.method, "VoiceFallbackMethod": &set.voice.fallbackMethod}
	assign(texts, form)
	assign(urls, form)
	assign(methods, form)
	if form.Has("VoiceCallerIdLookup") {
		set.voice.callerIDLookup = form.Get("VoiceCallerIdLookup") == "true"
	}
	return checkSettings(set, urls, methods)
}

func assign(fields map[string]*string, form url.Values) {
	for name, field := range fields {
		if form.Has(name) {
			*field = form.Get(name)
		}
	}
}

func checkSettings(set *settings, urls, methods map[string]*string) error {
	if utf8.RuneCountInString(set.friendlyName) > 64 {
		return bad(20001, "FriendlyName must not be longer than 64 characters")
	}
	for _, name := range sortedKeys(urls) {
		if *urls[name] != "" && !isWebURL(*urls[name]) {
			return bad(21402, "%s is not a valid URL: %s", name, *urls[name])
		}
	}
	for _, name := range sortedKeys(methods) {
		method := strings.ToUpper(*methods[name])
		if method != "GET" && method != "POST" {
			return bad(21403, "%s is not a valid HTTP method: %s", name, *methods[name])
		}
		*methods[name] = method
	}
	return nil
}

// isWebURL tells whether Twilio could call a URL.
func isWebURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

// numberBody is the JSON of an owned number.
type numberBody struct {
	AccountSID           string          `json:"account_sid"`
	AddressRequirements  string          `json:"address_requirements"`
	AddressSID           any             `json:"address_sid"`
	APIVersion           string          `json:"api_version"`
	Beta                 bool            `json:"beta"`
	Capabilities         map[string]bool `json:"capabilities"`
	DateCreated          string          `json:"date_created"`
	DateUpdated          string          `json:"date_updated"`
	EmergencyStatus      string          `json:"emergency_status"`
	EmergencyAddressSID  any             `json:"emergency_address_sid"`
	EmergencyAddress     string          `json:"emergency_address_status"`
	FriendlyName         string          `json:"friendly_name"`
	IdentitySID          any             `json:"identity_sid"`
	Origin               string          `json:"origin"`
	PhoneNumber          string          `json:"phone_number"`
	SID                  string          `json:"sid"`
	SmsApplicationSID    string          `json:"sms_application_sid"`
	SmsFallbackMethod    string          `json:"sms_fallback_method"`
	SmsFallbackURL       string          `json:"sms_fallback_url"`
	SmsMethod            string          `json:"sms_method"`
	SmsURL               string          `json:"sms_url"`
	StatusCallback       string          `json:"status_callback"`
	StatusCallbackMethod string          `json:"status_callback_method"`
	TrunkSID             any             `json:"trunk_sid"`
	URI                  string          `json:"uri"`
	VoiceApplicationSID  string          `json:"voice_application_sid"`
	VoiceCallerIDLookup  bool            `json:"voice_caller_id_lookup"`
	VoiceFallbackMethod  string          `json:"voice_fallback_method"`
	VoiceFallbackURL     any             `json:"voice_fallback_url"`
	VoiceMethod          string          `json:"voice_method"`
	VoiceURL             any             `json:"voice_url"`
	VoiceReceiveMode     string          `json:"voice_receive_mode"`
	BundleSID            any             `json:"bundle_sid"`
	Status               string          `json:"status"`
	Type                 string          `json:"type"`
}

func (n *Number) body() numberBody {
	n.mu.RLock()
	defer n.mu.RUnlock()
	set := n.set
	return numberBody{
		AccountSID: n.account.sid, AddressRequirements: n.addressRequirements(), AddressSID: orNull(set.addressSID), APIVersion: "2010-04-01",
		Capabilities: map[string]bool{"voice": true, "sms": true, "mms": n.canMMS(), "fax": false},
		DateCreated:  rfc2822(n.created), DateUpdated: rfc2822(n.updated), EmergencyStatus: set.voice.emergencyStatus,
		EmergencyAddressSID: orNull(set.voice.emergencyAddressSID), EmergencyAddress: "unregistered", FriendlyName: set.friendlyName,
		IdentitySID: orNull(set.identitySID), Origin: "twilio", PhoneNumber: n.address, SID: n.sid,
		SmsApplicationSID: set.smsApplicationSID, SmsFallbackMethod: set.smsFallbackMethod, SmsFallbackURL: set.smsFallbackURL,
		SmsMethod: set.smsMethod, SmsURL: set.smsURL, StatusCallback: set.statusCallback, StatusCallbackMethod: set.statusMethod,
		TrunkSID: orNull(set.trunkSID), URI: n.account.path("IncomingPhoneNumbers/" + n.sid), VoiceApplicationSID: set.voice.applicationSID,
		VoiceCallerIDLookup: set.voice.callerIDLookup, VoiceFallbackMethod: set.voice.fallbackMethod,
		VoiceFallbackURL: orNull(set.voice.fallbackURL), VoiceMethod: set.voice.method, VoiceURL: orNull(set.voice.url),
		VoiceReceiveMode: set.voice.receiveMode, BundleSID: orNull(set.bundleSID), Status: "in-use", Type: string(n.kind)}
}

func (n *Number) addressRequirements() string {
	for _, p := range plans {
		if p.country == n.country && p.kind == n.kind {
			return p.address
		}
	}
	return "none"
}
