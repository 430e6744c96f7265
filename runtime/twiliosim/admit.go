package twiliosim

import (
	"time"
)

// admit decides whether a message may go, and when, and how it will end; then it is under way.
func (s *Sim) admit(o order) (*message, error) {
	if err := s.sender(&o); err != nil {
		return nil, err
	}
	if err := s.mayGo(&o); err != nil {
		return nil, err
	}
	m, err := s.plan(&o)
	if err != nil {
		return nil, err
	}
	kept := s.messages.add(m, s.opts.ForgetMessages)
	s.counts.Messages.Add(1)
	s.counts.Segments.Add(int64(m.segment))
	s.follow(kept, *m)
	return m, nil
}

// sender finds the number that a message goes out from.
func (s *Sim) sender(o *order) error {
	if o.from == "" {
		if o.number = o.service.pick(o.to); o.number == nil {
			return bad(21704, "The Messaging Service contains no phone numbers")
		}
		o.from = o.number.address
		return nil
	}
	if problem := magicSender(o.from); problem != nil {
		return problem
	}
	if o.from == magicValid {
		return nil
	}
	from := normalNumber(o.from)
	n := s.numbers.byAddress(from)
	if n == nil && !isE164(from) {
		return bad(21212, "The 'From' number %s is not a valid phone number, shortcode, or alphanumeric sender ID.", o.from)
	}
	if n == nil || n.account != o.account {
		return bad(21606, "The 'From' phone number %s is not a valid, SMS-capable inbound phone number or short code for your account.", o.from)
	}
	o.number, o.from = n, n.address
	return nil
}

// mayGo checks everything that makes Twilio refuse a message to a phone.
func (s *Sim) mayGo(o *order) error {
	if !isE164(o.to) {
		return bad(21211, "The 'To' number %s is not a valid phone number.", o.to)
	}
	if problem := magicRecipient(o.to); problem != nil {
		return problem
	}
	if o.to == o.from {
		return bad(21266, "'To' and 'From' number cannot be the same: %s", o.to)
	}
	if problem := o.account.mayText(o.to); problem != nil {
		return problem
	}
	if o.media != nil && !sendsPictures(o.from, o.to) {
		return bad(21612, "The 'To' phone number: %s, is not currently reachable using the 'From' phone number: %s via MMS.", o.to, o.from)
	}
	if o.number != nil && o.number.optedOut(o.to) {
		return bad(21610, "Attempt to send to unsubscribed recipient")
	}
	if phone := s.phones.find(o.to); phone != nil && phone.isLandline() {
		return bad(21614, "'To' number is not a valid mobile number: %s", o.to)
	}
	return nil
}

// sendsPictures: MMS works among the United States and Canada, and within Australia; which
// code Twilio answers elsewhere is not documented. A short code is taken for a US one.
func sendsPictures(from, to string) bool {
	zone := func(number string) string {
		switch country := countryOf(number); {
		case country == "CA" || number[0] != '+':
			return "US"
		default:
			return country
		}
	}
	return zone(from) == zone(to) && (zone(to) == "US" || zone(to) == "AU")
}

// sendTime passes between a message's turn and sent.
const sendTime = 5 * time.Millisecond

// trialPrefix stands before every text that a trial account sends, in the message resource too.
const trialPrefix = "Sent from your Twilio trial account - "

// plan lays down the message's future.
func (s *Sim) plan(o *order) (*message, error) {
	if o.account.trial {
		o.body = trialPrefix + o.body
	}
	m := &message{account: o.account, from: o.from, to: o.to, body: o.body, created: s.now().UnixNano(),
		outcome: Delivered, segment: int32(s.segmentsOf(o.body)), more: plain}
	if o.number != nil || o.callback != "" || o.media != nil || o.service != nil || o.direction != outboundAPI {
		if cb := s.callbackOf(o); cb.url != "" || o.media != nil || o.service != nil || o.direction != outboundAPI {
			m.more = &details{direction: o.direction, service: o.service, mediaURLs: o.media, callback: cb}
		}
	}
	turn, err := s.turnOf(m, o)
	if err != nil {
		return nil, err
	}
	m.turn = turn.turn
	if turn.expired {
		m.sent, m.done, m.outcome, m.code = turn.turn, turn.turn, Failed, 30036
		return m, nil
	}
	m.sent = m.turn + s.real(sendTime)
	m.done = m.sent + s.real(s.opts.DeliveryTime)
	s.foresee(m, o.number)
	return m, nil
}

// turnOf queues the message behind the others of its sender.
func (s *Sim) turnOf(m *message, o *order) (ticket, error) {
	start := m.created
	if !o.sendAt.IsZero() {
		m.more.scheduled, start = true, o.sendAt.UnixNano()
	}
	if s.opts.Unpaced || o.number == nil {
		return ticket{turn: start}, nil
	}
	cost := s.real(time.Duration(float64(m.segment) / o.number.segmentsPerSecond() * float64(time.Second)))
	turn, ok := o.number.queue.take(start, cost, s.real(queueTime), s.real(o.validity))
	if !ok {
		return ticket{}, bad(21611, "This 'From' number %s has exceeded the maximum number of queued messages", o.from)
	}
	return turn, nil
}

// foresee lets the phone, the loop guard and the faults decide how the message ends.
func (s *Sim) foresee(m *message, n *Number) {
	if phone := s.phones.find(m.to); phone != nil && phone.isOff() {
		m.outcome, m.code = Undelivered, 30003
	}
	if n != nil && s.opts.EnforceRegistration {
		if code := n.unregistered(m.to); code != 0 {
			m.outcome, m.code = Undelivered, code
		}
	}
	if s.opts.LoopGuard > 0 && s.loops.trips(m.from, m.to, m.created, s.opts.LoopGuard, s.real(loopGap)) {
		m.outcome, m.code = Failed, 14107
	}
	if fault := s.faults.forMessage(FaultOutcome, m.from, m.to); fault != nil {
		m.outcome, m.code = fault.outcome()
	}
	if m.outcome == Failed {
		m.done = m.sent
	}
	if len(m.more.mediaURLs) > 0 && m.outcome == Delivered {
		m.done = pending // known when the pictures have been fetched
	}
}

// segmentsOf counts segments, once for a text that many get.
func (s *Sim) segmentsOf(body string) int {
	if last := s.lastCount.Load(); last != nil && last.body == body {
		return last.segments
	}
	counted := &countedBody{body, Segments(body)}
	s.lastCount.Store(counted)
	return counted.segments
}

type countedBody struct {
	body     string
	segments int
}
