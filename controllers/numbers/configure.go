package numbers

import (
	"context"
	"fmt"
	"net/http"
)

// Drift names the webhook settings that are not as wanted; none: all is well. What a
// wanted value leaves empty counts only where it matters: the addresses of texts and
// the application that would override them. Voice and its status callback are the
// owner's affair.
func Drift(n Number, want Webhooks) []string {
	have, want := n.Webhooks, complete(n, want)
	var drift []string
	for _, f := range []struct{ name, have, want string }{
		{"SmsUrl", have.SmsURL, want.SmsURL},
		{"SmsMethod", have.SmsMethod, want.SmsMethod},
		{"SmsFallbackUrl", have.SmsFallbackURL, want.SmsFallbackURL},
		{"SmsFallbackMethod", have.SmsFallbackMethod, want.SmsFallbackMethod},
		{"StatusCallback", have.StatusCallback, want.StatusCallback},
		{"SmsApplicationSid", have.SmsApplicationSID, want.SmsApplicationSID},
	} {
		if f.have != f.want {
			drift = append(drift, f.name)
		}
	}
	return drift
}

// Configure points the number's webhooks where they are wanted. It writes only what
// differs, so it may be called at every look.
func Configure(ctx context.Context, c Carrier, n Number, want Webhooks) (Number, error) {
	if len(Drift(n, want)) == 0 {
		return n, nil
	}
	updated, err := update(ctx, c, n, Update{Webhooks: new(complete(n, want))})
	if err != nil {
		return n, fmt.Errorf("set the number's webhooks: %w", err)
	}
	return updated, nil
}

// complete fills what want leaves open from what the number has.
func complete(n Number, want Webhooks) Webhooks {
	if want.SmsMethod == "" {
		want.SmsMethod = http.MethodPost
	}
	if want.SmsFallbackMethod == "" {
		want.SmsFallbackMethod = http.MethodPost
	}
	if want.SmsFallbackURL == "" && n.Webhooks.SmsFallbackURL == "" {
		want.SmsFallbackMethod = n.Webhooks.SmsFallbackMethod
	}
	if want.StatusCallback == "" || n.ShortCode {
		want.StatusCallback, want.StatusCallbackMethod = n.Webhooks.StatusCallback, n.Webhooks.StatusCallbackMethod
	}
	if n.ShortCode {
		want.SmsApplicationSID = n.Webhooks.SmsApplicationSID
	}
	return want
}

func update(ctx context.Context, c Carrier, n Number, u Update) (Number, error) {
	if n.ShortCode {
		return c.UpdateShortCode(ctx, n.SID, u)
	}
	return c.UpdateNumber(ctx, n.SID, u)
}
