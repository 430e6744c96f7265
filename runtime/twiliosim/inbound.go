package twiliosim

import (
	"context"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// Media is a picture that a phone sends.
type Media struct {
	// ContentType such as "image/png".
	ContentType string
	Data        []byte
}

// Inbound is a text on its way from a phone to a number, and what became of it.
type Inbound struct {
	SID, From, To, Body string
	Segments            int
	Created             time.Time
	MediaURLs           []string
	// Webhook is what the owner's server made of it.
	Webhook WebhookResult

	mediaTypes []string
	done       bool // the webhook has answered, or there is none
}

// Text sends a text from the phone to a number, calls its webhook and waits for the result.
// An error means that the text never reached Twilio; what the webhook did is in the result.
func (p *Phone) Text(ctx context.Context, to, body string, media ...Media) (*Inbound, error) {
	n := p.sim.numbers.byAddress(normalNumber(to))
	if n == nil {
		return nil, fmt.Errorf("text %s: nobody owns that number", to)
	}
	if tooLong(body) {
		return nil, fmt.Errorf("text %s: %d characters are more than a phone sends", to, len(body))
	}
	if !p.sim.tasks.enter() {
		return nil, fmt.Errorf("text %s: %w", to, context.Canceled)
	}
	defer p.sim.tasks.leave()
	in := p.sim.receive(n, p.number, body, media)
	p.add(entry{out: in.Inbound})
	var result WebhookResult
	if !in.dropped {
		p.answer(n, in)
		result = p.sim.deliverInbound(ctx, in)
	}
	p.mu.Lock()
	in.Webhook, in.done = result, true
	p.mu.Unlock()
	p.sim.publish(Event{Kind: EventInboundDone, From: in.From, To: in.To, SID: in.SID, Status: string(result.tick())})
	return in.Inbound, nil
}

// arrival is an inbound message with what is needed to call its webhook.
type arrival struct {
	*Inbound
	number  *Number
	service *Service
	message message
	keyword keyword
	dropped bool
}

// receive takes a text in and logs it, unless a service without a webhook swallows it.
func (s *Sim) receive(n *Number, from, body string, media []Media) *arrival {
	now := s.now().UnixNano()
	m := message{account: n.account, from: from, to: n.address, body: body, created: now, turn: now, sent: now, done: now,
		outcome: Received, segment: int32(Segments(body)), more: &details{direction: inbound}}
	for _, picture := range media {
		m.more.media = append(m.more.media, s.media.add(picture, s.now()))
	}
	in := &arrival{number: n, service: n.inService(), keyword: n.keywordOf(body)}
	m.more.service = in.service
	in.dropped = in.service != nil && in.service.drops()
	m.more.hidden = in.dropped
	kept := s.messages.add(&m, s.opts.ForgetMessages)
	in.message = *kept
	s.counts.Inbound.Add(1)
	in.Inbound = &Inbound{SID: s.mint.of(m.prefix(), sidMessage, kept.seq), From: from, To: n.address, Body: body,
		Segments: int(m.segment), Created: at(now)}
	for _, picture := range m.more.media {
		in.MediaURLs = append(in.MediaURLs, s.mediaURL(n.account.sid, in.SID, picture))
		in.mediaTypes = append(in.mediaTypes, s.media.contentType(picture))
	}
	s.publish(Event{Kind: EventInbound, From: from, To: n.address, SID: in.SID, Body: body, MediaURLs: in.MediaURLs})
	return in
}

// answer lets the carrier itself reply to a keyword. Its reply is not in the account's log.
func (p *Phone) answer(n *Number, in *arrival) {
	reply := n.obey(in.keyword, p.number)
	if reply == "" {
		return
	}
	now := p.sim.now().UnixNano()
	done := now + p.sim.real(p.sim.opts.DeliveryTime)
	m := &message{account: n.account, from: n.address, to: p.number, body: reply, created: now, turn: now, sent: now, done: done,
		outcome: Delivered, segment: int32(Segments(reply)), more: &details{direction: outboundReply, hidden: true}}
	m = p.sim.messages.add(m, p.sim.opts.ForgetMessages)
	p.add(entry{in: m})
	p.sim.followEvents(m)
}

// parameters are what Twilio tells a webhook about an inbound message.
func (s *Sim) parameters(in *arrival) url.Values {
	v := url.Values{}
	for _, name := range []string{"MessageSid", "SmsSid", "SmsMessageSid"} {
		v.Set(name, in.SID)
	}
	v.Set("AccountSid", in.number.account.sid)
	v.Set("From", in.From)
	v.Set("To", in.To)
	v.Set("Body", in.Body)
	v.Set("NumMedia", strconv.Itoa(len(in.MediaURLs)))
	v.Set("NumSegments", strconv.Itoa(in.Segments))
	v.Set("SmsStatus", string(Received))
	v.Set("ApiVersion", "2010-04-01")
	for i, picture := range in.message.more.media {
		v.Set("MediaUrl"+strconv.Itoa(i), in.MediaURLs[i])
		v.Set("MediaContentType"+strconv.Itoa(i), s.media.contentType(picture))
	}
	if in.service != nil {
		v.Set("MessagingServiceSid", in.service.sid)
		if in.keyword != keywordNone && in.service.advancedOptOut() {
			v.Set("OptOutType", string(in.keyword))
		}
	}
	setPlace(v, "From", in.From)
	setPlace(v, "To", in.To)
	return v
}

// setPlace adds what Twilio guesses about where a number lives.
func setPlace(v url.Values, side, number string) {
	a, _ := areaOf(number)
	v.Set(side+"City", a.place.upperCity())
	v.Set(side+"State", a.region)
	v.Set(side+"Zip", a.place.postalCode)
	country := a.country
	if country == "" && isE164(number) {
		country = countryOf(number)
	}
	if country == "" {
		country = "US" // a short code
	}
	v.Set(side+"Country", country)
}
