package numbers_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/numbers"
)

var _ = Describe("Registration for texts to the US", func() {
	var (
		longCode  = numbers.Number{SID: "PN1", E164: "+14155550100"}
		tollFree  = numbers.Number{SID: "PN1", E164: "+18335550100"}
		shortCode = numbers.Number{SID: "SC1", E164: "55155", ShortCode: true}
	)
	none := &numbers.Service{}
	service := &numbers.Service{SID: "MG1"}
	campaign := func(status string, errors ...string) numbers.Facts {
		return numbers.Facts{Service: service, Campaigns: &[]numbers.Campaign{{SID: "QE1", UseCase: "PROXY", Status: status, Errors: errors}}}
	}
	verification := func(status string, reasons ...string) numbers.Facts {
		return numbers.Facts{Verifications: &[]numbers.Verification{
			{SID: "HH9", NumberSID: "PN9", Status: "TWILIO_APPROVED"},
			{SID: "HH1", NumberSID: "PN1", Status: status, Reasons: reasons, EditUntil: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)},
		}}
	}

	DescribeTable("stands as the carrier says, with what to do", func(n numbers.Number, f numbers.Facts, want numbers.Standing, says string) {
		got := numbers.Judge(n, f)
		Expect(got.Standing).To(Equal(want))
		Expect(got.Message).To(ContainSubstring(says))
		Expect(got.Message).NotTo(ContainSubstring("+1415"))
	},
		Entry("a German number", numbers.Number{E164: "+4915730000000"}, numbers.Facts{}, numbers.NotRequired, "not of the US"),
		Entry("a Jamaican number, though it begins alike", numbers.Number{E164: "+18765550100"}, numbers.Facts{}, numbers.NotRequired, "not of the US"),
		Entry("a short code", shortCode, numbers.Facts{}, numbers.Registered, "provisioned"),
		Entry("a Canadian number, which texts the US too", numbers.Number{E164: "+14165550100"}, numbers.Facts{Service: none}, numbers.CampaignMissing, "30034"),

		Entry("a long code, and nobody knows its service", longCode, numbers.Facts{}, numbers.RegistrationUnknown, "which Messaging Service"),
		Entry("a long code in no service", longCode, numbers.Facts{Service: none}, numbers.CampaignMissing, "set spec.phoneNumber.messagingServiceSid"),
		Entry("a service whose campaigns nobody knows", longCode, numbers.Facts{Service: service}, numbers.RegistrationUnknown, "MG1"),
		Entry("a service without campaign", longCode, numbers.Facts{Service: service, Campaigns: &[]numbers.Campaign{}}, numbers.CampaignMissing, "for the Messaging Service MG1"),
		Entry("a campaign in review", longCode, campaign("PENDING"), numbers.CampaignPending, "days to weeks"),
		Entry("a campaign under way", longCode, campaign("IN_PROGRESS"), numbers.CampaignPending, "days to weeks"),
		Entry("an approved campaign", longCode, campaign("VERIFIED"), numbers.Registered, "PROXY"),
		Entry("an approved campaign, written otherwise", longCode, campaign("verified"), numbers.Registered, "approved"),
		Entry("a refused campaign", longCode, campaign("FAILED", "no opt-in", "no website"), numbers.CampaignFailed, "(no opt-in; no website): mend it"),
		Entry("a suspended campaign", longCode, campaign("SUSPENDED"), numbers.CampaignSuspended, "30033"),
		Entry("a word that nobody knows", longCode, campaign("MOONSTRUCK"), numbers.RegistrationUnknown, `"MOONSTRUCK"`),

		Entry("toll-free, and nobody knows", tollFree, numbers.Facts{}, numbers.RegistrationUnknown, "verification"),
		Entry("toll-free, not verified", tollFree, numbers.Facts{Verifications: &[]numbers.Verification{}}, numbers.VerificationMissing, "30032"),
		Entry("toll-free, pending", tollFree, verification("PENDING_REVIEW"), numbers.VerificationPending, "days"),
		Entry("toll-free, in review", tollFree, verification("IN_REVIEW"), numbers.VerificationPending, "days"),
		Entry("toll-free, approved", tollFree, verification("TWILIO_APPROVED"), numbers.Registered, "HH1"),
		Entry("toll-free, refused", tollFree, verification("TWILIO_REJECTED", "no consent"), numbers.VerificationRejected, "(no consent): mend it until 2026-12-01"),
		Entry("toll-free, a word that nobody knows", tollFree, verification("MOONSTRUCK"), numbers.RegistrationUnknown, `"MOONSTRUCK"`),
	)
})
