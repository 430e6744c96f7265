package carrier

import (
	"slices"
	"time"
)

// Error codes that other packages name. The whole table is Meanings.
const (
	CodeAuthentication       = 20003 // CodeAuthentication: the credentials are wrong.
	CodeAccountNotActive     = 20005 // CodeAccountNotActive: the account is suspended or closed.
	CodeNotFound             = 20404 // CodeNotFound: there is no such resource in the account.
	CodeTooManyRequests      = 20429 // CodeTooManyRequests: too many concurrent requests; this one was never processed.
	CodeInvalidTo            = 21211 // CodeInvalidTo: the recipient's number is not valid.
	CodeRegionNotEnabled     = 21408 // CodeRegionNotEnabled: the account may not text that country.
	CodeNumberInvalid        = 21421 // CodeNumberInvalid: the number to buy is not valid.
	CodeNumberUnavailable    = 21422 // CodeNumberUnavailable: the number to buy is not for sale.
	CodeNoneInAreaCode       = 21452 // CodeNoneInAreaCode: there is no number to buy in the area code.
	CodeOptedOut             = 21610 // CodeOptedOut: the recipient told the carrier STOP.
	CodeQueueFull            = 21611 // CodeQueueFull: the sender has more than ten hours of texts queued.
	CodeNotMobile            = 21614 // CodeNotMobile: the recipient's number is not a mobile number.
	CodeBodyTooLong          = 21617 // CodeBodyTooLong: the body has more than 1,600 characters.
	CodeAddressRequired      = 21631 // CodeAddressRequired: the number is sold with a registered address only.
	CodeBundleRequired       = 21649 // CodeBundleRequired: the number is sold with an approved regulatory bundle only.
	CodeAddressOutsideBundle = 21651 // CodeAddressOutsideBundle: the address is not the one in the bundle.
	CodeNumberInService      = 21712 // CodeNumberInService: the number is in another Messaging Service.
	CodeNumberInThisService  = 21710 // CodeNumberInThisService: the number is in the Messaging Service already.
	CodeLoopGuard            = 14107 // CodeLoopGuard: too many texts between one pair of numbers.
	CodeExpired              = 30036 // CodeExpired: the validity period passed before the text was sent.
)

// Meanings is the whole table, by code, for documentation and dashboards. Its source
// is Twilio's error dictionary, https://www.twilio.com/docs/api/errors.
func Meanings() []Meaning {
	all := make([]Meaning, 0, len(meanings))
	for _, m := range meanings {
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b Meaning) int { return a.Code - b.Code })
	return all
}

var meanings = byCode(
	// The account and the API.
	row(20003, "credentials refused", PauseAccount).retry(0),
	row(20005, "account is not active", PauseAccount).retry(0),
	row(20404, "no such account or resource", Configuration).retry(0),
	row(20429, "too many concurrent requests", RetryLater).retry(0),
	row(20500, "internal error at the carrier", RetryLater).retry(0),
	row(20503, "carrier unavailable", RetryLater).retry(0),
	row(30002, "account suspended", PauseAccount).retry(0),

	// The recipient, refused at once.
	row(21211, "recipient's number is not valid", MemberUnreachable),
	row(21604, "no recipient given", MemberUnreachable),
	row(21614, "recipient's number is not a mobile number", MemberUnreachable),
	row(21635, "recipient's number is a landline", MemberUnreachable),
	row(21610, "recipient opted out with STOP", MemberOptedOut),
	row(21612, "recipient cannot be reached from this sender", MemberFailing),
	row(21408, "recipient's country is not enabled for the account", MemberBarred),
	row(21608, "trial account: recipient's number is not verified", MemberBarred),

	// The sender.
	row(21212, "sender's number is not valid", Configuration).retry(0),
	row(21601, "sender's number cannot send SMS", Configuration).retry(0),
	row(21603, "no sender given", Configuration).retry(0),
	row(21606, "sender's number does not belong to the account", Configuration).retry(0),
	row(21703, "no sender in the Messaging Service", Configuration).retry(0),
	row(21704, "no usable sender in the Messaging Service", Configuration).retry(0),
	row(21611, "sender has too many texts queued", PauseRoom).retry(5*time.Minute),
	row(30032, "toll-free number is not verified", Configuration).retry(0),
	row(30033, "campaign is suspended", Configuration).retry(0),
	row(30034, "number is not registered for 10DLC", Configuration).retry(0),
	row(30035, "number's 10DLC registration is being set up", Configuration).retry(0),

	// The text itself. Never sent again as it is.
	row(21602, "body is missing", None),
	row(21617, "body is longer than 1,600 characters", None),
	row(21620, "media cannot be used", None),
	row(21623, "more than ten media", None),
	row(30004, "blocked by the recipient or the network", Filtered),
	row(30007, "filtered as spam by a network", Filtered),

	// The way to the phone, learned from the final status.
	row(30001, "sender's queue overflowed", PauseRoom).retry(5*time.Minute),
	row(30003, "phone is off or out of reach", MemberFailing).retry(5*time.Minute),
	row(30005, "number is unknown or no longer in use", MemberFailing),
	row(30006, "landline or unreachable network", MemberFailing),
	row(30008, "unknown error on the way", RetryLater).retry(time.Minute),
	row(30009, "a segment of an inbound text is missing", None),
	row(30017, "network congested", RetryLater).retry(time.Minute),
	row(30022, "over the rate of the campaign, or too many texts to one number", PauseRoom).retry(time.Minute),
	row(30023, "daily limit of the brand at T-Mobile is reached", DailyCap).retry(0),
	row(30025, "half of the daily limit at T-Mobile is used", None),
	row(30026, "seven tenths of the daily limit at T-Mobile are used", None),
	row(30027, "the daily limit at T-Mobile is used", None),
	row(30036, "validity period passed", None),
	row(30410, "network timed out; it may have arrived", None),
	row(30450, "blocked by SMS pumping protection", RetryLater).retry(30*time.Minute),
	row(14107, "loop guard between two numbers", LoopGuard).retry(30*time.Second),
)

func row(code int, title string, effect Effect) Meaning {
	return Meaning{Code: code, Title: title, Effect: effect, Known: true}
}

func (m Meaning) retry(wait time.Duration) Meaning {
	m.Retry, m.Wait = true, wait
	return m
}

func byCode(rows ...Meaning) map[int]Meaning {
	table := make(map[int]Meaning, len(rows))
	for _, m := range rows {
		if _, twice := table[m.Code]; twice {
			panic("carrier: error code listed twice: " + m.Title)
		}
		table[m.Code] = m
	}
	return table
}
