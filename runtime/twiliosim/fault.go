package twiliosim

import (
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// FaultKind says how the carrier misbehaves.
type FaultKind string

// Faults of API requests. "Accept then" means that the request takes effect and only its answer is lost.
const (
	FaultAcceptThenHang     FaultKind = "accept-then-hang"     // takes effect, no answer ever (or after Delay)
	FaultAcceptThen500      FaultKind = "accept-then-500"      // takes effect, answers Status (500)
	FaultAcceptThenReset    FaultKind = "accept-then-reset"    // takes effect, the connection is reset
	FaultAcceptThenTruncate FaultKind = "accept-then-truncate" // takes effect, half an answer
	FaultAcceptThenHTML     FaultKind = "accept-then-html"     // takes effect, an HTML page with Status (502)
	FaultHang               FaultKind = "hang"                 // no effect, no answer ever (or after Delay)
	FaultReset              FaultKind = "reset"                // no effect, the connection is reset
	FaultRefuse             FaultKind = "refuse"               // no effect, answers Status (500) and Code (20500)
	FaultTooManyRequests    FaultKind = "too-many-requests"    // no effect, 429 with 20429 and Retry-After
	FaultBadGateway         FaultKind = "bad-gateway"          // no effect, an HTML page with Status (502)
	FaultSlow               FaultKind = "slow"                 // everything is right, after Delay
	FaultListLag            FaultKind = "list-lag"             // lists lack what is younger than Delay
)

// Faults of messages and webhooks, matched by From, To and MessageStatus.
const (
	FaultOutcome         FaultKind = "outcome"          // a message ends as MessageStatus (undelivered) with Code (30003)
	FaultCallbackLate    FaultKind = "callback-late"    // a status callback comes after Delay more
	FaultCallbackMissing FaultKind = "callback-missing" // a status callback never comes
	FaultCallbackTwice   FaultKind = "callback-twice"   // a status callback comes twice
	FaultWebhookTwice    FaultKind = "webhook-twice"    // an inbound message is delivered twice
	FaultWebhookLate     FaultKind = "webhook-late"     // an inbound message comes after Delay
)

// Fault tells the carrier to misbehave. Empty matchers match everything.
type Fault struct {
	Kind FaultKind `json:"kind"`
	// Method of the request; Path is a part of its path, or a pattern with * as in path.Match.
	Method string `json:"method,omitempty"`
	Path   string `json:"path,omitempty"`
	// From and To match messages, MessageStatus the status that a callback reports.
	From          string `json:"from,omitempty"`
	To            string `json:"to,omitempty"`
	MessageStatus Status `json:"messageStatus,omitempty"`
	// Skip lets so many matching ones pass first; Times is how many are hit then, 0 means all.
	Skip  int `json:"skip,omitempty"`
	Times int `json:"times,omitempty"`
	// Status and Code are what is answered; RetryAfter goes with a 429, Delay with what is late or hangs.
	Status     int           `json:"status,omitempty"`
	Code       int           `json:"code,omitempty"`
	RetryAfter time.Duration `json:"retryAfter,omitempty"`
	Delay      time.Duration `json:"delay,omitempty"`
}

// ArmedFault is a fault that waits for its victims.
type ArmedFault struct {
	Fault
	id   uint64
	list *faultList
	seen atomic.Int64
	hits atomic.Int64
}

// ID names the fault in the control API.
func (f *ArmedFault) ID() uint64 { return f.id }

// Hits is how often the fault has struck.
func (f *ArmedFault) Hits() int { return int(f.hits.Load()) }

// Clear ends the fault. What it holds already goes on hanging.
func (f *ArmedFault) Clear() { f.list.remove(f.id) }

// faultList holds what is armed. Empty, it costs one atomic read a request.
type faultList struct {
	armed atomic.Pointer[[]*ArmedFault]
	mu    sync.Mutex
	last  uint64
	count *atomic.Int64
}

// Inject arms a fault. Faults are tried in the order in which they were injected.
func (s *Sim) Inject(f Fault) *ArmedFault {
	l := &s.faults
	l.mu.Lock()
	defer l.mu.Unlock()
	l.last++
	armed := &ArmedFault{Fault: f, id: l.last, list: l}
	list := append(slices.Clone(l.all()), armed)
	l.armed.Store(&list)
	return armed
}

// Faults lists what is armed, spent ones included.
func (s *Sim) Faults() []*ArmedFault { return slices.Clone(s.faults.all()) }

// ClearFaults ends all faults.
func (s *Sim) ClearFaults() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.armed.Store(nil)
}

func (l *faultList) all() []*ArmedFault {
	if list := l.armed.Load(); list != nil {
		return *list
	}
	return nil
}

func (l *faultList) remove(id uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.all()
	list := slices.DeleteFunc(slices.Clone(before), func(f *ArmedFault) bool { return f.id == id })
	l.armed.Store(&list)
	return len(list) < len(before)
}

// forRequest returns the fault that strikes a request, nil for none.
func (l *faultList) forRequest(r *http.Request) *ArmedFault {
	for _, f := range l.all() {
		if f.ofRequests() && f.Kind != FaultListLag && f.matches(r) && f.strike() {
			l.count.Add(1)
			return f
		}
	}
	return nil
}

// forMessage returns the fault of a kind that strikes a message, nil for none.
func (l *faultList) forMessage(kind FaultKind, from, to string) *ArmedFault {
	for _, f := range l.all() {
		if f.Kind == kind && f.concerns(from, to) && f.strike() {
			l.count.Add(1)
			return f
		}
	}
	return nil
}

// notice is how one status callback is sent.
type notice struct {
	copies int
	delay  time.Duration
}

// callbackPlan lets faults lose, double or delay a callback.
func (l *faultList) callbackPlan(from, to string, status Status) notice {
	plan := notice{copies: 1}
	for _, f := range l.all() {
		if !strings.HasPrefix(string(f.Kind), "callback-") || !f.concerns(from, to) ||
			f.MessageStatus != "" && f.MessageStatus != status || !f.strike() {
			continue
		}
		l.count.Add(1)
		switch f.Kind {
		case FaultCallbackMissing:
			plan.copies = 0
		case FaultCallbackTwice:
			plan.copies = 2
		case FaultCallbackLate:
			plan.delay = f.Delay
		}
	}
	return plan
}

// listHorizon returns the newest creation time that a list shows.
func (l *faultList) listHorizon(r *http.Request, now time.Time) time.Time {
	for _, f := range l.all() {
		if f.Kind == FaultListLag && f.matches(r) && f.strike() {
			l.count.Add(1)
			return now.Add(-f.Delay)
		}
	}
	return now
}

func (f *ArmedFault) ofRequests() bool {
	switch f.Kind {
	case FaultOutcome, FaultWebhookLate, FaultWebhookTwice:
		return false
	}
	return !strings.HasPrefix(string(f.Kind), "callback-")
}

func (f *ArmedFault) matches(r *http.Request) bool {
	if f.Method != "" && !strings.EqualFold(f.Method, r.Method) {
		return false
	}
	if strings.Contains(f.Path, "*") {
		ok, err := path.Match(f.Path, r.URL.Path)
		return ok && err == nil
	}
	return strings.Contains(r.URL.Path, f.Path)
}

func (f *ArmedFault) concerns(from, to string) bool {
	return (f.From == "" || f.From == from) && (f.To == "" || f.To == to)
}

// strike counts a match and tells whether it is one to hit.
func (f *ArmedFault) strike() bool {
	n := int(f.seen.Add(1)) - f.Skip
	if n <= 0 || f.Times > 0 && n > f.Times {
		return false
	}
	f.hits.Add(1)
	return true
}

// outcome is how a message ends that the fault struck.
func (f *ArmedFault) outcome() (Status, int32) {
	status, code := f.MessageStatus, int32(f.Code)
	if status == "" {
		status = Undelivered
	}
	if code == 0 && status != Delivered {
		code = 30003
	}
	return status, code
}
