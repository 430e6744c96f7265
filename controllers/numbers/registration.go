package numbers

import (
	"fmt"
	"slices"
	"strings"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
)

// Standing is how a number stands with the registration that networks in the US ask of
// senders. The words are those of the condition Registered.
type Standing string

// The standings.
const (
	NotRequired          Standing = "NotRequired"
	Registered           Standing = "Registered"
	CampaignMissing      Standing = "CampaignMissing"
	CampaignPending      Standing = "CampaignPending"
	CampaignFailed       Standing = "CampaignFailed"
	CampaignSuspended    Standing = "CampaignSuspended"
	VerificationMissing  Standing = "VerificationMissing"
	VerificationPending  Standing = "VerificationPending"
	VerificationRejected Standing = "VerificationRejected"
	RegistrationUnknown  Standing = "RegistrationUnknown"
)

// Registration is the standing and what to do.
type Registration struct {
	Standing Standing
	Message  string
}

// Facts are what an account says about the registration of a number. What is nil is not
// known: the carrier does not have it, does not tell, or could not be asked.
type Facts struct {
	// Service is the Messaging Service that the number is in; its SID is "" in none.
	Service *Service
	// Campaigns are those of the service.
	Campaigns *[]Campaign
	// Verifications are those of the account's toll-free numbers.
	Verifications *[]Verification
}

// Where people register, and what a text that was not registered for fails with.
const (
	campaignGuide     = "https://www.twilio.com/docs/messaging/compliance/a2p-10dlc"
	verificationGuide = "https://www.twilio.com/docs/messaging/compliance/toll-free"
)

// NeedsRegistration says what has to be registered for a number to text phones in the US;
// "" when nothing has.
func NeedsRegistration(e164 string) roomfile.NumberType {
	if !northAmerican(e164) {
		return ""
	}
	return carrier.TypeOf(e164)
}

// Judge says how a number stands. It concerns texts to the US alone; those from members
// arrive in any case.
func Judge(n Number, f Facts) Registration {
	switch kind := NeedsRegistration(n.E164); {
	case n.ShortCode || carrier.TypeOf(n.E164) == roomfile.ShortCode:
		return Registration{Registered, "networks take texts from the short code: it was registered when it was provisioned"}
	case kind == roomfile.TollFree:
		return judgeTollFree(n, f)
	case kind == roomfile.LongCode:
		return judgeLongCode(f)
	}
	return Registration{NotRequired, "the number is not of the US or Canada: its country may have rules of its own for texts to the US"}
}

func judgeLongCode(f Facts) Registration {
	switch {
	case f.Service == nil:
		return unknown("which Messaging Service the number is in")
	case f.Service.SID == "":
		return Registration{CampaignMissing, "texts to phones in the US fail with error 30034: register a campaign (use case PROXY or SOCIAL), " +
			"and set spec.phoneNumber.messagingServiceSid to its Messaging Service; " + campaignGuide}
	case f.Campaigns == nil:
		return unknown("the campaign of the Messaging Service " + f.Service.SID)
	case len(*f.Campaigns) == 0:
		return Registration{CampaignMissing, fmt.Sprintf("texts to phones in the US fail with error 30034: register a campaign "+
			"(use case PROXY or SOCIAL) for the Messaging Service %s; %s", f.Service.SID, campaignGuide)}
	}
	return judgeCampaign((*f.Campaigns)[0], f.Service.SID)
}

// judgeCampaign goes by words that the API gives as examples only. A word that nobody
// knows is passed on: it is no reason to send people somewhere.
func judgeCampaign(c Campaign, serviceSID string) Registration {
	where := fmt.Sprintf("the campaign %s of the Messaging Service %s", c.SID, serviceSID)
	switch strings.ToUpper(c.Status) {
	case "VERIFIED":
		return Registration{Registered, where + " is approved" + useCase(c)}
	case "PENDING", "IN_PROGRESS":
		return Registration{CampaignPending, where + " is being reviewed, which takes days to weeks; until then texts to phones in the US fail with error 30034 or 30035"}
	case "FAILED":
		return Registration{CampaignFailed, fmt.Sprintf("%s was refused%s: mend it and submit it again; %s", where, list(c.Errors), campaignGuide)}
	case "SUSPENDED":
		return Registration{CampaignSuspended, fmt.Sprintf("%s is suspended%s, and texts to phones in the US fail with error 30033: settle it with the carrier's support", where, list(c.Errors))}
	}
	return Registration{RegistrationUnknown, fmt.Sprintf("%s has the status %q: look it up in the carrier's console", where, c.Status)}
}

func useCase(c Campaign) string {
	if c.UseCase == "" {
		return ""
	}
	return " (use case " + c.UseCase + ")"
}

func judgeTollFree(n Number, f Facts) Registration {
	if f.Verifications == nil {
		return unknown("the verification of the toll-free number")
	}
	i := slices.IndexFunc(*f.Verifications, func(v Verification) bool { return v.NumberSID == n.SID })
	if i < 0 {
		return Registration{VerificationMissing, "texts to the US and Canada fail with error 30032: have the toll-free number verified in the carrier's console; " + verificationGuide}
	}
	v := (*f.Verifications)[i]
	where := "the verification " + v.SID + " of the toll-free number"
	switch v.Status {
	case "TWILIO_APPROVED":
		return Registration{Registered, where + " is approved"}
	case "PENDING_REVIEW", "IN_REVIEW":
		return Registration{VerificationPending, where + " is being reviewed, which takes days; until then texts to the US and Canada fail with error 30032"}
	case "TWILIO_REJECTED":
		return Registration{VerificationRejected, fmt.Sprintf("%s was refused%s: mend it%s and submit it again; %s", where, list(v.Reasons), until(v), verificationGuide)}
	}
	return Registration{RegistrationUnknown, fmt.Sprintf("%s has the status %q: look it up in the carrier's console", where, v.Status)}
}

func until(v Verification) string {
	if v.EditUntil.IsZero() {
		return ""
	}
	return " until " + v.EditUntil.UTC().Format("2006-01-02")
}

func list(reasons []string) string {
	if len(reasons) == 0 {
		return ""
	}
	return " (" + strings.Join(reasons, "; ") + ")"
}

func unknown(what string) Registration {
	return Registration{RegistrationUnknown, "the carrier does not tell " + what + ": whether texts to phones in the US arrive is to be seen in its console"}
}

// elsewhere are the area codes of country code 1 outside the US and Canada.
// Source: https://www.nanpa.com/numbering/codes-country
var elsewhere = strings.Fields("242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876")

// northAmerican says whether a number is of the US or Canada.
func northAmerican(e164 string) bool {
	area, ok := strings.CutPrefix(e164, "+1")
	return ok && len(area) == 10 && !slices.Contains(elsewhere, area[:3])
}
