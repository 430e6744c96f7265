package twiliosim

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// answers are buffers for JSON bodies.
var answers = sync.Pool{New: func() any { b := make([]byte, 0, 2048); return &b }}

// createMessage is POST Messages.
func (q *call) createMessage() error {
	form := sendForms.Get().(*sendForm)
	defer sendForms.Put(form)
	q.sim.counts.Posts.Add(1)
	if err := form.read(q.r); err != nil {
		return bad(20001, "The form can't be read: %s", err)
	}
	order, err := q.sim.order(q.account, form)
	if err != nil {
		q.sim.counts.Refused.Add(1)
		return err
	}
	m, err := q.sim.admit(order)
	if err != nil {
		q.sim.counts.Refused.Add(1)
		return err
	}
	status := Queued
	if order.service != nil {
		status = Accepted
	}
	if m.more.scheduled {
		status = Scheduled
	}
	buffer := answers.Get().(*[]byte)
	defer answers.Put(buffer)
	*buffer = q.sim.appendMessage((*buffer)[:0], m, m.created-1, status)
	q.w.WriteHeader(http.StatusCreated)
	_, _ = q.w.Write(*buffer) // a client that left needs no answer
	return nil
}

// order is a checked wish to send.
type order struct {
	account   *Account
	number    *Number // nil for a magic sender
	from, to  string
	body      string
	media     []string
	callback  string
	service   *Service
	validity  time.Duration
	sendAt    time.Time
	direction string
}

// order checks the form of a message as Twilio does before it looks at who may text whom.
func (s *Sim) order(account *Account, f *sendForm) (order, error) {
	switch {
	case len(f.to) == 0:
		return order{}, bad(21604, "A 'To' phone number is required.")
	case len(f.from) == 0 && len(f.service) == 0:
		return order{}, bad(21603, "A 'From' phone number is required.")
	case len(f.body) == 0 && len(f.media) == 0 && len(f.content) == 0:
		return order{}, bad(21602, "Message body is required.")
	case len(f.media) > 10:
		return order{}, bad(21623, "Number of media files exceeds allowed limit")
	}
	o := order{account: account, to: normalNumber(string(f.to)), from: string(f.from), callback: string(f.callback), direction: outboundAPI}
	o.body = s.internBody(f.body)
	if tooLong(o.body) {
		return order{}, bad(21617, "The concatenated message body exceeds the 1600 character limit")
	}
	for _, m := range f.media {
		if !isWebURL(string(m)) {
			return order{}, bad(21620, "Invalid media URL(s)")
		}
		o.media = append(o.media, string(m))
	}
	if o.callback != "" && !isCallbackURL(o.callback) {
		return order{}, bad(21609, "The StatusCallback URL %s is not a valid URL.", o.callback)
	}
	return o, s.orderRest(&o, f)
}

// orderRest reads what few messages have: validity, a service, a schedule.
func (s *Sim) orderRest(o *order, f *sendForm) error {
	o.validity = maxValidity
	if len(f.validity) > 0 {
		seconds, err := strconv.Atoi(string(f.validity))
		if err != nil || seconds < 1 || seconds > 36000 {
			return bad(20001, "ValidityPeriod must be a number of seconds from 1 to 36000")
		}
		o.validity = time.Duration(seconds) * time.Second
	}
	if len(f.service) > 0 {
		if o.service = s.services.find(o.account, string(f.service)); o.service == nil {
			return bad(21701, "The Messaging Service %s does not exist", f.service)
		}
	}
	if string(f.scheduleType) != "fixed" {
		return nil
	}
	return o.schedule(string(f.sendAt), s.now())
}

// schedule reads SendAt, 15 minutes to 35 days ahead, with a Messaging Service only.
func (o *order) schedule(sendAt string, now time.Time) error {
	if o.service == nil {
		return bad(35118, "MessagingServiceSid is required to schedule a message")
	}
	when, err := time.Parse(time.RFC3339, sendAt)
	if err != nil {
		return bad(35111, "SendAt must be a time in ISO 8601")
	}
	if ahead := when.Sub(now); ahead < 15*time.Minute || ahead > 35*24*time.Hour {
		return bad(35114, "SendAt must be 15 minutes to 35 days from now")
	}
	o.sendAt = when
	return nil
}

// isCallbackURL tells whether Twilio would take a StatusCallback.
func isCallbackURL(text string) bool {
	u, err := url.Parse(text)
	return err == nil && len(text) <= 4000 && isWebURL(text) && !strings.Contains(u.Hostname(), "_")
}

// isE164 tells whether a text is a plus sign and 8 to 15 digits.
func isE164(text string) bool {
	if len(text) < 8 || len(text) > 16 || text[0] != '+' || text[1] == '0' {
		return false
	}
	for i := 1; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// normalNumber writes what people type for a North American number in E.164, as Twilio does.
func normalNumber(text string) string {
	if isE164(text) {
		return text
	}
	digits := strings.NewReplacer(" ", "", "-", "", "(", "", ")", "", ".", "").Replace(text)
	switch {
	case len(digits) == 10 && isE164("+1"+digits):
		return "+1" + digits
	case len(digits) == 11 && digits[0] == '1' && isE164("+"+digits):
		return "+" + digits
	}
	return digits
}

// internBody returns the text of a body, sharing memory with the body before if they are equal:
// a broadcast is one text to many.
func (s *Sim) internBody(body []byte) string {
	if last := s.lastBody.Load(); last != nil && *last == string(body) {
		return *last
	}
	text := strings.ToValidUTF8(string(body), "\uFFFD")
	s.lastBody.Store(&text)
	return text
}
