package twiliosim

import (
	"context"
	"mime"
	"strconv"
	"time"
)

// WebhookResult is what became of calling a number's webhook.
type WebhookResult struct {
	// Delivered is true if one of the attempts was answered with success.
	Delivered bool
	// Status is the last answer's, 0 if there was none.
	Status int
	// ErrorCode is Twilio's for a webhook that failed, such as 11200; 0 for success.
	ErrorCode int
	// Attempts are all requests, those to the fallback URL last.
	Attempts []Attempt
	// Replies are the texts that the answer's TwiML sent.
	Replies []string
}

// tick is what the sender's phone shows.
func (r WebhookResult) tick() Status {
	if r.Delivered {
		return Delivered
	}
	return Failed
}

// target is a webhook and the one to call when it fails.
type target struct{ url, method, fallbackURL, fallbackMethod string }

// target is where inbound messages of a number go. A service's own URL wins over the number's.
func (in *arrival) target() target {
	set := in.number.settings()
	if in.service != nil && !in.service.usesNumber() {
		return in.service.target()
	}
	if set.smsApplicationSID != "" {
		return target{} // an application's URLs are used instead, and it has none here
	}
	return target{set.smsURL, set.smsMethod, set.smsFallbackURL, set.smsFallbackMethod}
}

// deliverInbound calls the webhook for a text, and the fallback when it fails.
func (s *Sim) deliverInbound(ctx context.Context, in *arrival) WebhookResult {
	to := in.target()
	if to.url == "" {
		return WebhookResult{}
	}
	ctx, cancel := s.bound(ctx)
	defer cancel()
	if !s.delayInbound(ctx, in) {
		return WebhookResult{ErrorCode: 11200}
	}
	result := s.callInbound(ctx, in, to)
	if s.faults.forMessage(FaultWebhookTwice, in.From, in.To) != nil {
		again := s.callInbound(ctx, in, to)
		result.Attempts = append(result.Attempts, again.Attempts...)
	}
	return result
}

// bound makes a context that also ends when the simulator closes.
func (s *Sim) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(s.ctx, cancel)
	return ctx, func() { stop(); cancel() }
}

// delayInbound holds a webhook back if a fault says so, false if the caller gave up meanwhile.
func (s *Sim) delayInbound(ctx context.Context, in *arrival) bool {
	fault := s.faults.forMessage(FaultWebhookLate, in.From, in.To)
	if fault == nil {
		return true
	}
	timer := time.NewTimer(fault.Delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// callInbound makes the attempts and reads the answer.
func (s *Sim) callInbound(ctx context.Context, in *arrival, to target) WebhookResult {
	form := s.parameters(in)
	h := hook{address: to.url, method: to.method, form: form, token: in.number.account.AuthToken(), idempotency: s.mint.token()}
	attempts := s.attempt(ctx, h)
	last := attempts[len(attempts)-1]
	code := s.judge(&last)
	if code != 0 && to.fallbackURL != "" {
		form.Set("ErrorCode", strconv.Itoa(code))
		form.Set("ErrorUrl", withoutFragment(to.url))
		h.address, h.method, h.idempotency = to.fallbackURL, to.fallbackMethod, s.mint.token()
		attempts = append(attempts, s.attempt(ctx, h)...)
		last = attempts[len(attempts)-1]
		code = s.judge(&last)
	}
	result := WebhookResult{Delivered: code == 0, Status: last.Status, ErrorCode: code, Attempts: attempts}
	if code == 0 {
		result.Replies = s.obeyTwiML(in, last)
	} else {
		s.log.Warn("no webhook took an inbound message", "code", code, "url", last.URL, "error", last.Error)
	}
	return result
}

// attempt calls a webhook and tells everybody about it.
func (s *Sim) attempt(ctx context.Context, h hook) []Attempt {
	attempts := s.hooks.call(ctx, h)
	s.counts.Webhooks.Add(int64(len(attempts)))
	for _, a := range attempts {
		s.publish(Event{Kind: EventWebhook, SID: h.form.Get("MessageSid"), URL: a.URL, Code: a.Status, Body: a.Error})
	}
	return attempts
}

// judge returns Twilio's error code for an answer, 0 for a good one.
func (s *Sim) judge(a *Attempt) int {
	switch {
	case a.failure == readFailed || a.failure == connectFailed:
		return 11205
	case a.failure != noFailure:
		return 11200
	case a.Status == 204 || len(a.body) == 0:
		return 0
	}
	kind, _, err := mime.ParseMediaType(a.contentType)
	switch {
	case err != nil:
		return 12300
	case kind == "text/xml", kind == "application/xml", kind == "text/html":
		if _, err := parseTwiML(a.body); err != nil {
			return 12100
		}
		return 0
	case kind == "text/plain":
		return 0
	}
	return 12300
}
