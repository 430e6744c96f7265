package twiliosim

import (
	"strings"
	"sync"
)

// optOuts are the phones that a sender must not text.
type optOuts struct {
	mu     sync.RWMutex
	phones map[string]bool
}

func (o *optOuts) has(phone string) bool {
	o.mu.RLock()
	defer o.mu.RUnlock()
	return o.phones[phone]
}

// put enters or takes out a phone, false if nothing changed.
func (o *optOuts) put(phone string, out bool) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.phones[phone] == out {
		return false
	}
	if o.phones == nil {
		o.phones = map[string]bool{}
	}
	o.phones[phone] = out
	return true
}

func (o *optOuts) clear() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.phones = nil
}

// keyword is what a text means to the carrier when it is nothing but one word.
type keyword string

const (
	keywordNone  keyword = ""
	keywordStop  keyword = "STOP"
	keywordStart keyword = "START"
	keywordHelp  keyword = "HELP"
)

// keywordOf reads a text as Twilio's default opt-out handling does. Short codes have none, and
// on toll-free numbers YES is an ordinary word, because the network handles those.
func keywordOf(body string, kind NumberType) keyword {
	if kind == ShortCode {
		return keywordNone
	}
	switch strings.ToUpper(strings.TrimSpace(body)) {
	case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT":
		return keywordStop
	case "START", "UNSTOP":
		return keywordStart
	case "YES":
		if kind != TollFree {
			return keywordStart
		}
	case "HELP", "INFO":
		return keywordHelp
	}
	return keywordNone
}

// keywordOf reads a text as the number's service or Twilio's own handling does.
func (n *Number) keywordOf(body string) keyword {
	if service := n.inService(); service != nil {
		if k := service.keywordOf(body); k != keywordNone {
			return k
		}
	}
	n.mu.RLock()
	defer n.mu.RUnlock()
	if n.leavesOptOuts {
		return keywordNone
	}
	return keywordOf(body, n.kind)
}

// LeaveOptOuts makes Twilio leave STOP, START and HELP to the number's owner, as its support
// does on request.
func (n *Number) LeaveOptOuts() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.leavesOptOuts = true
}

// reply is what the carrier itself answers; "" is nothing.
func (k keyword) reply(kind NumberType) string {
	switch {
	case k == keywordStop && kind == TollFree:
		return "NETWORK MSG: This number can no longer text you. Text back \"unstop\" to hear from it again."
	case k == keywordStart && kind == TollFree:
		return "NETWORK MSG: You texted \"unstop\" and get messages from this number again."
	case k == keywordStop:
		return "You are unsubscribed and get no more messages from this number. Reply START to resubscribe."
	case k == keywordStart:
		return "You are subscribed again to messages from this number. Reply HELP for help, STOP to unsubscribe."
	case k == keywordHelp:
		return "Reply STOP to unsubscribe. Msg & data rates may apply."
	}
	return ""
}

// optedOut tells whether a phone opted out of this number, or of the service it belongs to.
func (n *Number) optedOut(phone string) bool {
	if service := n.inService(); service != nil && service.optOuts.has(phone) {
		return true
	}
	return n.optOuts.has(phone)
}

// obey does what a keyword asks for and returns the carrier's own reply, "" if there is none.
func (n *Number) obey(k keyword, phone string) string {
	list := &n.optOuts
	if service := n.inService(); service != nil {
		list = &service.optOuts
	}
	switch k {
	case keywordStop, keywordStart:
		if !list.put(phone, k == keywordStop) {
			return ""
		}
	case keywordNone:
		return ""
	}
	return k.reply(n.kind)
}

// OptOut enters a phone as opted out, as if it had texted STOP before.
func (n *Number) OptOut(phone string) { n.obey(keywordStop, phone) }

// OptedOut tells whether messages from this number to a phone get 21610.
func (n *Number) OptedOut(phone string) bool { return n.optedOut(phone) }
