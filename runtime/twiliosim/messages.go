package twiliosim

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// routeMessage serves one message and what is below it.
func (q *call) routeMessage(parts []string) error {
	m := q.sim.findMessage(q.account, parts[0])
	if m == nil {
		return notFound(q.r.URL.Path)
	}
	switch {
	case len(parts) == 1:
		return q.methods(
			func() error { return q.answerMessage(http.StatusOK, m) },
			func() error { return q.updateMessage(m) },
			func() error { return q.deleteMessage(m) })
	case parts[1] == "Media":
		kept := q.sim.messages.read(m)
		return q.routeMedia(&kept, parts[2:])
	}
	return notFound(q.r.URL.Path)
}

// findMessage finds a message of an account by its SID, nil if it isn't kept.
func (s *Sim) findMessage(account *Account, sid string) *message {
	seq, ok := s.mint.position(sid, sidMessage)
	if !ok {
		return nil
	}
	s.messages.mu.RLock()
	defer s.messages.mu.RUnlock()
	m := s.messages.at(seq)
	if m == nil || m.account != account || m.more.hidden || !strings.HasPrefix(sid, m.prefix()) {
		return nil
	}
	return m
}

func (q *call) answerMessage(status int, m *message) error {
	now := q.sim.now().UnixNano()
	kept := q.sim.messages.read(m)
	body := q.sim.appendMessage(nil, &kept, now, kept.status(now))
	q.w.WriteHeader(status)
	_, _ = q.w.Write(body) // a client that left needs no answer
	return nil
}

// updateMessage empties a body, or cancels a message that is not sent yet.
func (q *call) updateMessage(m *message) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	now := q.sim.now().UnixNano()
	kept := q.sim.messages.read(m)
	if _, given := form["Body"]; given && (form["Body"][0] != "" || now < kept.done) {
		return bad(20009, "Body can only be emptied, and only once the message has ended")
	} else if given {
		q.sim.messages.edit(func() { m.body = "" })
	}
	if status := form["Status"]; len(status) > 0 {
		if status[0] != string(Canceled) || kept.status(now) != Scheduled {
			return bad(30409, "Only a scheduled message can be canceled")
		}
		q.sim.messages.edit(func() { m.turn, m.sent, m.done, m.outcome = now, now, now, Canceled })
		q.sim.followEvents(m)
		if kept.more.callback.url != "" {
			q.sim.tell(m, q.sim.mint.of(kept.prefix(), sidMessage, kept.seq), []step{{now, Canceled}})
		}
	}
	return q.answerMessage(http.StatusOK, m)
}

func (q *call) deleteMessage(m *message) error {
	if kept := q.sim.messages.read(m); q.sim.now().UnixNano() < kept.done {
		return &Problem{Status: http.StatusConflict, Code: 20009, Message: "Cannot delete a message that has not ended"}
	}
	q.sim.messages.edit(func() {
		more := *m.more // plain messages share theirs
		more.hidden = true
		m.more = &more
	})
	return q.noContent()
}

// listMessages lists newest first, filtered by To, From and DateSent.
func (q *call) listMessages() error {
	p, err := pageOf(q.r)
	if err != nil {
		return err
	}
	wanted, err := messageFilterOf(p.query)
	if err != nil {
		return err
	}
	q.sim.counts.MessageLists.Add(1)
	now := q.sim.now()
	newest := q.sim.faults.listHorizon(q.r, now).UnixNano()
	before, _ := q.sim.mint.position(strings.TrimPrefix(p.token, "PA"), sidMessage)
	bodies, last, more := []json.RawMessage{}, "", false
	q.sim.messages.backwards(before, func(m *message) bool {
		if m.account != q.account || m.created > newest || !wanted.fits(m, now.UnixNano()) {
			return true
		}
		if more = len(bodies) == p.size; more {
			return false
		}
		bodies = append(bodies, q.sim.appendMessage(make([]byte, 0, 1024), m, now.UnixNano(), m.status(now.UnixNano())))
		last = q.sim.mint.of(m.prefix(), sidMessage, m.seq)
		return true
	})
	if !more {
		last = ""
	}
	return q.messagePage(p, bodies, last)
}

// messagePage answers with a page. The next one begins behind last, "" if there is none.
func (q *call) messagePage(p page, bodies []json.RawMessage, last string) error {
	var next *string
	if last != "" {
		uri := p.uri(p.number+1, "PA"+last)
		next = &uri
	}
	envelope := p.envelope(len(bodies), next)
	envelope["messages"] = bodies
	return q.json(http.StatusOK, envelope)
}

// messageFilter is what a list of messages is narrowed to.
type messageFilter struct {
	to, from    string
	since, till int64 // sent in this time, 0 for no limit
	dated       bool
}

func messageFilterOf(query map[string][]string) (messageFilter, error) {
	var f messageFilter
	get := func(name string) string {
		if v := query[name]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	f.to, f.from = get("To"), get("From")
	for name, apply := range map[string]func(from, to int64){
		"DateSent":  func(from, to int64) { f.since, f.till = from, to },
		"DateSent>": func(from, to int64) { f.since = from },
		"DateSent<": func(from, to int64) { f.till = to },
	} {
		if text := get(name); text != "" {
			from, to, err := dayOf(text)
			if err != nil {
				return f, err
			}
			apply(from, to)
			f.dated = true
		}
	}
	return f, nil
}

// dayOf reads a date as a day, or a time as that very second, in GMT.
func dayOf(text string) (from, to int64, err error) {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return day.UnixNano(), day.AddDate(0, 0, 1).UnixNano() - 1, nil
	}
	moment, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return 0, 0, bad(20001, "DateSent must be a date such as 2026-01-31")
	}
	return moment.UnixNano(), moment.UnixNano() + int64(time.Second) - 1, nil
}

// fits tells whether a message is wanted. A queued one has no date of sending and fits no date.
func (f messageFilter) fits(m *message, now int64) bool {
	if f.to != "" && f.to != m.to || f.from != "" && f.from != m.from {
		return false
	}
	if !f.dated {
		return true
	}
	return m.sent <= now && m.sent >= f.since && (f.till == 0 || m.sent <= f.till)
}
