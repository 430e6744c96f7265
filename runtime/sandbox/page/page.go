// Package page is the sandbox's screen: phones side by side, what each has sent and
// received, and the state of the room they text.
//
// It promises that the screen shows what the carrier and the cluster say, at once and
// without being asked again, and that everything on it can be done by HTTP too.
//
// It leaves to others the carrier and the cluster themselves, and who may reach the
// address: it is meant for loopback.
package page

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/runtime/twiliosim"
)

//go:embed static
var static embed.FS

// Config is what the page shows.
type Config struct {
	Carrier *twiliosim.Sim
	// Reader reads rooms and pods, best from a cache; Writer changes them.
	Reader client.Reader
	Writer client.Client
	// Room is the room that the phones text.
	Room client.ObjectKey
	// Kubeconfig is the file that the page tells people to use.
	Kubeconfig string
	// Admin is the address of the room's admin screen.
	Admin string
	// Names are the owners of the first phones, by number.
	Names map[string]string
	Log   *slog.Logger
}

// Page is the screen. It is an http.Handler; Run keeps it current.
type Page struct {
	config  Config
	mux     *http.ServeMux
	phones  *phoneBook
	faults  *faultBook
	viewers *viewers
	room    *roomView
}

// New makes a page that shows the phones from their beginning.
func New(config Config) (*Page, error) {
	p := &Page{
		config: config, mux: http.NewServeMux(),
		phones: newPhoneBook(config.Names), faults: newFaultBook(config.Carrier),
		viewers: newViewers(), room: newRoomView(config),
	}
	files, err := fs.Sub(static, "static")
	if err != nil {
		return nil, fmt.Errorf("reading the page's files: %w", err)
	}
	p.mux.Handle("GET /", http.FileServerFS(files))
	p.mux.HandleFunc("GET /api/state", p.state)
	p.mux.HandleFunc("GET /api/events", p.events)
	p.mux.Handle("POST /api/phones", does(p.addPhone))
	p.mux.Handle("POST /api/phones/{number}/texts", does(p.text))
	p.mux.Handle("POST /api/phones/{number}/reactions", does(p.react))
	p.mux.Handle("POST /api/faults/{name}", does(p.inject))
	p.mux.Handle("DELETE /api/faults", does(p.clearFaults))
	p.mux.Handle("POST /api/scale", does(p.scale))
	p.mux.Handle("POST /api/pods/{name}/kill", does(p.killPod))
	return p, nil
}

// ServeHTTP answers the page and its API.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// The page holds a phone's texts: no other site's script may read it, and none may
	// use it through a name that it let resolve to loopback.
	w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src * data: blob:; base-uri 'none'; form-action 'none'")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	if !sameSite(r) {
		http.Error(w, "this page takes requests of its own alone", http.StatusForbidden)
		return
	}
	p.mux.ServeHTTP(w, r)
}

// sameSite refuses what another site's page made the browser send, under its own
// origin or under a name that it let resolve to this address.
func sameSite(r *http.Request) bool {
	host := (&url.URL{Host: r.Host}).Hostname()
	if _, err := netip.ParseAddr(host); err != nil && host != "localhost" {
		return false
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return true
	}
	origin := r.Header.Get("Origin")
	return origin == "" || origin == "http://"+r.Host
}

// Run follows the carrier and the room until ctx ends.
func (p *Page) Run(ctx context.Context) error {
	events, end := p.config.Carrier.Events()
	defer end()
	for _, phone := range p.config.Carrier.Phones() {
		p.phones.add(phone.Number(), "")
	}
	looking := make(chan struct{})
	go func() {
		defer close(looking)
		p.room.follow(ctx, p.viewers)
	}()
	defer func() { <-looking }()
	for {
		select {
		case event := <-events:
			p.heard(event)
		case <-ctx.Done():
			return nil
		}
	}
}

// heard shows what the carrier says.
func (p *Page) heard(event twiliosim.Event) {
	if number, bubble, changed := p.phones.apply(event); changed {
		p.viewers.tell(update{Type: "bubble", Number: number, Bubble: &bubble, Quiet: p.phones.quiet(number)})
	}
	if event.Kind == twiliosim.EventFault {
		p.viewers.tell(update{Type: "faults", Faults: p.faults.list()})
	}
}

// refusal is an error that the one who asked can do something about.
type refusal struct {
	status int
	text   string
}

func (r refusal) Error() string { return r.text }

// does answers 204 for a deed done, and the reason otherwise.
func does(deed func(*http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		err := deed(r)
		var refused refusal
		switch {
		case err == nil:
			w.WriteHeader(http.StatusNoContent)
		case errors.As(err, &refused):
			http.Error(w, refused.text, refused.status)
		default:
			http.Error(w, err.Error(), http.StatusBadGateway)
		}
	})
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
