package page

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// keep is how many bubbles of a phone are shown.
const keep = 400

// Bubble is one text on a phone.
type Bubble struct {
	ID string `json:"id"`
	// Out is true for a text that the phone's owner wrote.
	Out   bool     `json:"out"`
	Text  string   `json:"text"`
	Media []string `json:"media,omitempty"`
	// Status is the carrier's: sending, delivered or failed of what was written; queued,
	// sent, delivered, undelivered or failed of what comes.
	Status string `json:"status"`
	// Error is the carrier's code, 0 for none.
	Error int       `json:"error,omitempty"`
	At    time.Time `json:"at"`
	// Keyword is "STOP", "START" or "HELP" for a text that the carrier itself obeys.
	Keyword string `json:"keyword,omitempty"`
	// Reaction is set where the phone made the text of a reaction.
	Reaction *Reaction `json:"reaction,omitempty"`
}

// Phone is a phone and its conversation.
type Phone struct {
	Number string `json:"number"`
	Name   string `json:"name"`
	// Kind decides in which words the phone texts a reaction.
	Kind    twiliosim.PhoneKind `json:"kind"`
	Bubbles []Bubble            `json:"bubbles"`
	// OptedOut is true after STOP: the carrier blocks what is sent to it.
	OptedOut bool `json:"optedOut"`
	// Quiet are the hours in which the phone gets no chat, as the room has told it; empty for none.
	Quiet string `json:"quiet,omitempty"`

	reacting []madeReaction
}

// phoneBook holds the conversations. It is fed with the carrier's events.
type phoneBook struct {
	mu     sync.Mutex
	names  map[string]string
	phones []*Phone
}

func newPhoneBook(names map[string]string) *phoneBook { return &phoneBook{names: names} }

// add shows a phone; one that is there already stays as it is.
func (b *phoneBook) add(number, name string) (phone Phone, added bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if known := b.find(number); known != nil {
		return *known, false
	}
	if name == "" {
		name = b.names[number]
	}
	if name == "" {
		name = fmt.Sprintf("Phone %d", len(b.phones)+1)
	}
	made := &Phone{Number: number, Name: name, Kind: kindOf(len(b.phones)), Bubbles: []Bubble{}}
	b.phones = append(b.phones, made)
	return *made, true
}

func (b *phoneBook) find(number string) *Phone {
	i := slices.IndexFunc(b.phones, func(p *Phone) bool { return p.Number == number })
	if i < 0 {
		return nil
	}
	return b.phones[i]
}

// list copies everything.
func (b *phoneBook) list() []Phone {
	b.mu.Lock()
	defer b.mu.Unlock()
	phones := make([]Phone, 0, len(b.phones))
	for _, phone := range b.phones {
		snapshot := *phone
		snapshot.Bubbles, snapshot.reacting = slices.Clone(phone.Bubbles), nil
		phones = append(phones, snapshot)
	}
	return phones
}

// apply lets an event change a conversation and returns the bubble that changed.
func (b *phoneBook) apply(e twiliosim.Event) (number string, bubble Bubble, changed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	number = owner(e)
	phone := b.find(number)
	if phone == nil {
		return "", Bubble{}, false
	}
	if phone.has(e.SID) {
		// A message with pictures is told again when the carrier has fetched them.
		return phone.progress(e)
	}
	switch e.Kind {
	case twiliosim.EventInbound:
		bubble = Bubble{ID: e.SID, Out: true, Text: e.Body, Media: e.MediaURLs, Status: "sending", At: e.Time,
			Keyword: keyword(e.Body), Reaction: phone.made(e.Body)}
		phone.obey(bubble.Keyword)
	case twiliosim.EventMessage:
		bubble = Bubble{ID: e.SID, Text: e.Body, Media: e.MediaURLs, Status: e.Status, Error: e.ErrorCode, At: e.Time}
		phone.hush(e.Body)
	default:
		return "", Bubble{}, false
	}
	phone.Bubbles = append(phone.Bubbles, bubble)
	phone.Bubbles = phone.Bubbles[max(0, len(phone.Bubbles)-keep):]
	return number, bubble, true
}

// owner is the phone that an event is about; empty for none.
func owner(e twiliosim.Event) string {
	switch e.Kind {
	case twiliosim.EventInbound, twiliosim.EventInboundDone:
		return e.From
	case twiliosim.EventMessage, twiliosim.EventStatus:
		return e.To
	default:
		return ""
	}
}

func (p *Phone) has(id string) bool {
	return slices.ContainsFunc(p.Bubbles, func(b Bubble) bool { return b.ID == id })
}

// progress takes a later status of a text. A final one stays, because statuses may
// come late.
func (p *Phone) progress(e twiliosim.Event) (string, Bubble, bool) {
	i := slices.IndexFunc(p.Bubbles, func(b Bubble) bool { return b.ID == e.SID })
	if i < 0 || p.Bubbles[i].Status == e.Status || final(p.Bubbles[i].Status) {
		return "", Bubble{}, false
	}
	p.Bubbles[i].Status, p.Bubbles[i].Error = e.Status, e.ErrorCode
	return p.Number, p.Bubbles[i], true
}

func final(status string) bool {
	return slices.Contains([]string{"delivered", "undelivered", "failed"}, status)
}

func (p *Phone) obey(keyword string) {
	switch keyword {
	case "STOP":
		p.OptedOut = true
	case "START":
		p.OptedOut = false
	}
}

// The words that a carrier obeys when a text says nothing else
// (https://help.twilio.com/articles/223134027).
var (
	stopWords  = regexp.MustCompile(`^(STOP|STOPALL|UNSUBSCRIBE|CANCEL|END|QUIT|REVOKE|OPTOUT)$`)
	startWords = regexp.MustCompile(`^(START|YES|UNSTOP)$`)
	helpWords  = regexp.MustCompile(`^(HELP|INFO)$`)
)

func keyword(text string) string {
	word := strings.ToUpper(strings.TrimSpace(text))
	switch {
	case stopWords.MatchString(word):
		return "STOP"
	case startWords.MatchString(word):
		return "START"
	case helpWords.MatchString(word):
		return "HELP"
	default:
		return ""
	}
}
