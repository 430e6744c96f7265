package carrier

import (
	"context"
	"fmt"
	"net/url"
	"time"

	messaging "github.com/twilio/twilio-go/rest/messaging/v1"
)

// Campaign is a US A2P 10DLC campaign, under which the long codes of a Messaging Service
// may text phones in the US.
type Campaign struct {
	SID string
	// UseCase is what it was registered for, such as "PROXY".
	UseCase string
	// Status is the carrier's word; the API fixes none: "VERIFIED", "PENDING", "FAILED"
	// are among them.
	Status string
	// Errors say why it was refused.
	Errors []string
}

// Campaigns lists those of a Messaging Service: one or none. Carriers without US
// registration give Status 404.
func (c *Client) Campaigns(ctx context.Context, serviceSID string) ([]Campaign, error) {
	service := url.PathEscape(serviceSID)
	params := (&messaging.ListUsAppToPersonParams{}).SetPageSize(maxPageSize)
	return walk(func(token, number string) ([]Campaign, *string, error) {
		page, err := c.Messaging(ctx).PageUsAppToPerson(service, params, token, number)
		if err != nil {
			return nil, nil, err
		}
		found := make([]Campaign, len(page.Compliance))
		for i, m := range page.Compliance {
			found[i] = Campaign{SID: value(m.Sid), UseCase: value(m.UsAppToPersonUsecase), Status: value(m.CampaignStatus)}
			for _, e := range value(m.Errors) {
				found[i].Errors = append(found[i].Errors, said(e, "description"))
			}
		}
		return found, page.Meta.NextPageUrl, nil
	})
}

// Verification is what a toll-free number was registered for.
type Verification struct {
	SID string
	// NumberSID is the toll-free number.
	NumberSID string
	// Status is PENDING_REVIEW, IN_REVIEW, TWILIO_APPROVED or TWILIO_REJECTED.
	Status string
	// Reasons say why it was refused.
	Reasons []string
	// EditUntil is when a refused one can no longer be mended; zero when that is not said.
	EditUntil time.Time
}

// Verifications lists those of all toll-free numbers of the account.
func (c *Client) Verifications(ctx context.Context) ([]Verification, error) {
	params := (&messaging.ListTollfreeVerificationParams{}).SetPageSize(maxPageSize)
	return walk(func(token, number string) ([]Verification, *string, error) {
		page, err := c.Messaging(ctx).PageTollfreeVerification(params, token, number)
		if err != nil {
			return nil, nil, err
		}
		found := make([]Verification, len(page.Verifications))
		for i := range page.Verifications {
			found[i] = verificationOf(&page.Verifications[i])
		}
		return found, page.Meta.NextPageUrl, nil
	})
}

func verificationOf(m *messaging.MessagingV1TollfreeVerification) Verification {
	v := Verification{
		SID: value(m.Sid), NumberSID: value(m.TollfreePhoneNumberSid), Status: value(m.Status), EditUntil: value(m.EditExpiration),
	}
	for _, reason := range value(m.RejectionReasons) {
		v.Reasons = append(v.Reasons, said(reason, "reason"))
	}
	if len(v.Reasons) == 0 && value(m.RejectionReason) != "" {
		v.Reasons = []string{value(m.RejectionReason)}
	}
	return v
}

// said is the text in an object of which the API's description fixes nothing.
func said(object any, field string) string {
	if fields, ok := object.(map[string]any); ok {
		if text, ok := fields[field].(string); ok {
			return maskNumbers(text)
		}
	}
	return maskNumbers(fmt.Sprint(object))
}
