package twiliosim

import (
	"net/url"
	"strconv"
	"time"
)

// callback is where a message's statuses go.
type callback struct{ url, method string }

// callbackOf picks the message's own StatusCallback, its service's or its number's.
func (s *Sim) callbackOf(o *order) callback {
	if o.callback != "" {
		return callback{o.callback, "POST"}
	}
	if o.service != nil {
		if address := o.service.statusCallback(); address != "" {
			return callback{address, "POST"}
		}
	}
	if o.number == nil {
		return callback{}
	}
	o.number.mu.RLock()
	defer o.number.mu.RUnlock()
	return callback{o.number.set.statusCallback, o.number.set.statusMethod}
}

// step is a change of status that others hear of.
type step struct {
	at     int64
	status Status
}

// follow starts whatever goes along with a message: its phone, callbacks, events, pictures. The
// message as it was at first is given too, because others may change what is kept by now.
func (s *Sim) follow(m *message, first message) {
	if phone := s.phones.find(first.to); phone != nil {
		phone.add(entry{in: m})
	}
	s.followEvents(m)
	if len(first.more.mediaURLs) > 0 && first.done == pending {
		s.after(first.turn, func() { s.fetchPictures(m) })
		return
	}
	if first.more.callback.url != "" {
		s.tell(m, s.mint.of(first.prefix(), sidMessage, first.seq), s.steps(&first))
	}
}

// steps lists the changes of status that callbacks report. The initial status is not one.
func (s *Sim) steps(m *message) []step {
	var steps []step
	if m.more.service != nil {
		steps = append(steps, step{m.created, Queued})
	}
	if s.opts.SendingCallbacks && m.sent > m.turn {
		steps = append(steps, step{m.turn, Sending})
	}
	if m.outcome != Failed && m.outcome != Canceled {
		steps = append(steps, step{m.sent, Sent})
	}
	return append(steps, step{m.done, m.outcome})
}

// tell sends the callbacks of a message one after the other, each at its time.
func (s *Sim) tell(m *message, sid string, steps []step) {
	if len(steps) == 0 {
		return
	}
	now := steps[0]
	s.after(now.at, func() {
		notice := s.faults.callbackPlan(m.from, m.to, now.status)
		send := func() {
			for range notice.copies {
				s.sendCallback(m, sid, now)
			}
		}
		if notice.delay == 0 {
			send()
		} else {
			s.after(s.now().UnixNano()+int64(notice.delay), send) // a late one is overtaken by the next
		}
		s.tell(m, sid, steps[1:])
	})
}

// after runs work at a time, unless the simulator is closed by then.
func (s *Sim) after(when int64, work func()) {
	time.AfterFunc(time.Duration(when-s.now().UnixNano()), func() {
		if !s.tasks.enter() {
			return
		}
		defer s.tasks.leave()
		work()
	})
}

// sendCallback makes one status callback, with the retries that its URL asks for.
func (s *Sim) sendCallback(m *message, sid string, now step) {
	select {
	case s.callbackSlots <- struct{}{}:
		defer func() { <-s.callbackSlots }()
	case <-s.ctx.Done():
		return
	}
	kept := s.messages.read(m)
	if kept.outcome == Canceled && now.status != Canceled {
		return
	}
	h := hook{address: kept.more.callback.url, method: kept.more.callback.method, form: statusForm(&kept, sid, now),
		token: m.account.AuthToken(), idempotency: s.mint.token()}
	attempts := s.hooks.call(s.ctx, h)
	s.counts.Callbacks.Add(1)
	last := attempts[len(attempts)-1]
	s.publish(Event{Kind: EventCallback, SID: sid, From: m.from, To: m.to, Status: string(now.status), URL: last.URL, Code: last.Status, Body: last.Error})
}

// statusForm is what a callback says.
func statusForm(m *message, sid string, now step) url.Values {
	v := url.Values{"SmsSid": {sid}, "MessageSid": {sid}, "SmsStatus": {string(now.status)}, "MessageStatus": {string(now.status)},
		"AccountSid": {m.account.sid}, "From": {m.from}, "To": {m.to}, "ApiVersion": {"2010-04-01"}}
	if m.more.service != nil {
		v.Set("MessagingServiceSid", m.more.service.sid)
	}
	if m.code != 0 && (now.status == Failed || now.status == Undelivered) {
		v.Set("ErrorCode", strconv.Itoa(int(m.code)))
		v.Set("ErrorMessage", deliveryErrors[m.code])
	}
	if now.status == Delivered || now.status == Undelivered {
		v.Set("RawDlrDoneDate", at(m.done).Format("0601021504"))
	}
	return v
}
