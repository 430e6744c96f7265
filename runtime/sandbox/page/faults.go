package page

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// Fault is something that can go wrong at the push of a button.
type Fault struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	// About says what happens and what to look for.
	About string `json:"about"`
	// Hits is how often it has struck since it was injected; Armed says whether it waits
	// for more.
	Hits  int  `json:"hits"`
	Armed bool `json:"armed"`
}

// recipe is a fault and how to make it.
type recipe struct {
	Fault
	make twiliosim.Fault
}

// Messages is the path of Twilio's sending.
const messages = "/Messages.json"

func recipes() []recipe {
	sends := func(kind twiliosim.FaultKind, times int) twiliosim.Fault {
		return twiliosim.Fault{Kind: kind, Method: http.MethodPost, Path: messages, Times: times}
	}
	busy := sends(twiliosim.FaultTooManyRequests, 5)
	busy.RetryAfter = time.Second
	slow := sends(twiliosim.FaultSlow, 10)
	slow.Delay = 2 * time.Second
	return []recipe{
		{Fault{Name: "lost-answer", Title: "Lost answer", About: "The carrier sends the next 3 texts, but answers 500. Nobody gets a text twice."}, sends(twiliosim.FaultAcceptThen500, 3)},
		{Fault{Name: "busy", Title: "429 Too Many Requests", About: "The next 5 sends are refused. They are tried again a second later."}, busy},
		{Fault{Name: "slow", Title: "Slow carrier", About: "The next 10 sends take 2 s each."}, slow},
		{Fault{Name: "reset", Title: "Connection reset", About: "The next 3 sends lose their connection before anything happened."}, sends(twiliosim.FaultReset, 3)},
		{Fault{Name: "undelivered", Title: "Phone out of reach", About: "The next text fails with 30003: the handset is off."}, twiliosim.Fault{Kind: twiliosim.FaultOutcome, Times: 1}},
		{Fault{Name: "twice", Title: "Webhook twice", About: "The next 3 inbound texts are delivered twice. The room takes each once."}, twiliosim.Fault{Kind: twiliosim.FaultWebhookTwice, Times: 3}},
		{Fault{Name: "silent", Title: "Callbacks lost", About: "The next 10 status callbacks never come."}, twiliosim.Fault{Kind: twiliosim.FaultCallbackMissing, Times: 10}},
	}
}

// faultBook knows what was injected.
type faultBook struct {
	carrier *twiliosim.Sim
	mu      sync.Mutex
	armed   map[string]*twiliosim.ArmedFault
}

func newFaultBook(carrier *twiliosim.Sim) *faultBook {
	return &faultBook{carrier: carrier, armed: map[string]*twiliosim.ArmedFault{}}
}

func (b *faultBook) list() []Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	var faults []Fault
	for _, r := range recipes() {
		fault := r.Fault
		if armed := b.armed[r.Name]; armed != nil {
			fault.Hits = armed.Hits()
			fault.Armed = fault.Hits < r.make.Times
		}
		faults = append(faults, fault)
	}
	return faults
}

func (b *faultBook) inject(name string) bool {
	all := recipes()
	i := slices.IndexFunc(all, func(r recipe) bool { return r.Name == name })
	if i < 0 {
		return false
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if before := b.armed[name]; before != nil {
		before.Clear()
	}
	b.armed[name] = b.carrier.Inject(all[i].make)
	return true
}

func (b *faultBook) clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, armed := range b.armed {
		armed.Clear()
	}
	b.armed = map[string]*twiliosim.ArmedFault{}
}

func (p *Page) inject(r *http.Request) error {
	if !p.faults.inject(r.PathValue("name")) {
		return refusal{http.StatusNotFound, "there is no such fault"}
	}
	p.viewers.tell(update{Type: "faults", Faults: p.faults.list()})
	return nil
}

func (p *Page) clearFaults(*http.Request) error {
	p.faults.clear()
	p.viewers.tell(update{Type: "faults", Faults: p.faults.list()})
	return nil
}
