package page

import (
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// update is one message to those who look at the page.
type update struct {
	Type   string  `json:"type"`
	Phones []Phone `json:"phones,omitempty"`
	Phone  *Phone  `json:"phone,omitempty"`
	Number string  `json:"number,omitempty"`
	Bubble *Bubble `json:"bubble,omitempty"`
	// Quiet is the phone's, with each bubble.
	Quiet  string  `json:"quiet,omitempty"`
	Room   *Room   `json:"room,omitempty"`
	Faults []Fault `json:"faults,omitempty"`
}

// backlog is how many updates a viewer may be behind before it has to load anew.
const backlog = 1024

// viewers are those who look at the page.
type viewers struct {
	mu   sync.Mutex
	open map[chan update]bool
}

func newViewers() *viewers { return &viewers{open: map[chan update]bool{}} }

func (v *viewers) join() (<-chan update, func()) {
	ch := make(chan update, backlog)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.open[ch] = true
	return ch, func() {
		v.mu.Lock()
		defer v.mu.Unlock()
		v.drop(ch)
	}
}

// drop ends a viewer once.
func (v *viewers) drop(ch chan update) {
	if v.open[ch] {
		delete(v.open, ch)
		close(ch)
	}
}

// tell reaches everyone; who is too far behind is cut off, and its browser comes back
// for the whole state.
func (v *viewers) tell(u update) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for ch := range v.open {
		select {
		case ch <- u:
		default:
			v.drop(ch)
		}
	}
}

// state answers everything that the page shows.
func (p *Page) state(w http.ResponseWriter, _ *http.Request) { writeJSON(w, p.snapshot()) }

func (p *Page) snapshot() update {
	room := p.room.current()
	return update{Type: "state", Phones: p.phones.list(), Room: &room, Faults: p.faults.list()}
}

// heartbeat keeps proxies from closing a quiet stream.
const heartbeat = 20 * time.Second

// events streams the state and then its changes, as server-sent events.
func (p *Page) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	stream := http.NewResponseController(w)
	changes, leave := p.viewers.join()
	defer leave()
	send := func(u update) bool {
		text, err := json.Marshal(u)
		if err != nil {
			return false
		}
		_, err = fmt.Fprintf(w, "data: %s\n\n", text)
		return err == nil && stream.Flush() == nil
	}
	// Joined before, so nothing falls between the state and its changes.
	if !send(p.snapshot()) {
		return
	}
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		select {
		case change, open := <-changes:
			if !open || !send(change) {
				return
			}
		case <-beat.C:
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil || stream.Flush() != nil {
				return
			}
		case <-r.Context().Done():
			return
		}
	}
}
