package bench

import (
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// carrier is the simulated Twilio, behind a door that counts.
type carrier struct {
	sim *twiliosim.Sim
	url string

	mu      sync.Mutex
	latency time.Duration
	calls   []call
}

// call is a request to the carrier. What it is about is the SID of a number, a number
// that was looked for, or nothing: then it is about the account.
type call struct {
	at    time.Time
	about string
}

var numberPath = regexp.MustCompile(`/IncomingPhoneNumbers/(PN[0-9a-f]{32})`)

func startCarrier(w *world) *carrier {
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	c := &carrier{url: "http://" + listener.Addr().String()}
	c.sim = twiliosim.New(twiliosim.Options{BaseURL: c.url})
	server := &http.Server{Handler: c}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = server.Serve(listener)
	}()
	w.Cleanup(func() {
		_ = server.Close()
		<-ended
		_ = c.sim.Close()
	})
	return c
}

// ServeHTTP is part of http.Handler.
func (c *carrier) ServeHTTP(out http.ResponseWriter, in *http.Request) {
	latency := c.note(call{at: time.Now(), about: subjectOf(in)})
	if latency > 0 {
		time.Sleep(latency)
	}
	c.sim.ServeHTTP(out, in)
}

func subjectOf(in *http.Request) string {
	if match := numberPath.FindStringSubmatch(in.URL.Path); match != nil {
		return match[1]
	}
	if number := in.URL.Query().Get("PhoneNumber"); strings.Contains(in.URL.Path, "/IncomingPhoneNumbers") {
		return number
	}
	return ""
}

func (c *carrier) note(one call) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = append(c.calls, one)
	return c.latency
}

// setLatency of every answer from now on.
func (c *carrier) setLatency(latency time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.latency = latency
}

// forget starts a new count.
func (c *carrier) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.calls = nil
}

// told are the calls since the last forget.
func (c *carrier) told() ledger {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append(ledger(nil), c.calls...)
}

// ledger is a list of calls.
type ledger []call

// numbers are the numbers asked for until a moment, but for some.
func (l ledger) numbers(until time.Time, but ...string) map[string]int {
	asked := map[string]int{}
	for _, one := range l {
		if one.about != "" && !one.at.After(until) && !slices.Contains(but, one.about) {
			asked[one.about]++
		}
	}
	return asked
}

// first is when one of these was first asked for.
func (l ledger) first(about ...string) (time.Time, bool) {
	for _, one := range l {
		if slices.Contains(about, one.about) {
			return one.at, true
		}
	}
	return time.Time{}, false
}

// account counts the calls that are about no number.
func (l ledger) account() int { return len(l) - sum(l.numbers(time.Now())) }

func sum(counts map[string]int) (all int) {
	for _, n := range counts {
		all += n
	}
	return all
}
