// Package webhook is the room's edge: the carrier's requests come in here.
//
// It promises that nothing is done for a request that the carrier did not sign, that a
// text has taken effect whole before it is answered with 200, that a text which could
// not take effect is answered with 503, so that the carrier brings it again, and that
// bringing it again is harmless. Pictures of members are served under addresses that
// the room signed and that expire, and so are answers taken that services give later.
//
// It leaves to others what a text means (chat), how it takes effect (store), and who
// listens on which port.
package webhook

import (
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/rules"
	"github.com/smackdev/smack/runtime/store"
)

// Settings are what a reload of the room file may change.
type Settings struct {
	// Room is what chat needs to know.
	Room chat.Room
	// Rules are applied to texts before commands and chat see them; nil: there are none.
	Rules *rules.Set
	// BaseURL is the public address that the carrier was told, without a slash at its end.
	BaseURL string
}

// Config is what a Handler is made of.
type Config struct {
	Store *store.Store
	// Settings and Credentials are asked at each request.
	Settings    func() Settings
	Credentials func() carrier.Credentials
	// CarrierURL is the root of the carrier's API: credentials are sent to its host only.
	CarrierURL string
	// MediaKey signed the addresses of pictures; all pods of a room share it.
	MediaKey []byte
	// Later takes what a service says later to a command, under the token of an address that
	// it was given; nil serves no such addresses. An error that is a Refusal is the service's
	// fault.
	Later func(r *http.Request, token string) error
	// Receipts takes what status callbacks report.
	Receipts *Receipts
	Log      *slog.Logger
	Metrics  prometheus.Registerer
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Handler serves <base path>/sms, /status, /media/<token> and /commands/<token>, and nothing
// else.
type Handler struct {
	Config
	media   *mediaSource
	metrics metrics
	rules   *ruleMeter
	// noise keeps a flood of refused requests from flooding the log.
	noise rate.Sometimes
	// base is kept because taking an address apart costs more than routing.
	base atomic.Pointer[base]
}

// New makes the handler.
func New(c Config) (*Handler, error) {
	if c.Now == nil {
		c.Now = time.Now
	}
	base, err := url.Parse(c.CarrierURL)
	if err != nil || base.Host == "" {
		return nil, errors.New("the carrier's base URL has no host")
	}
	h := &Handler{Config: c, noise: rate.Sometimes{First: 1, Interval: time.Minute}}
	h.media = newMediaSource(base, c.Credentials)
	h.rules = newRuleMeter(func() []string { return c.Settings().Rules.Names() }, c.Log)
	h.metrics, err = newMetrics(c.Metrics, h.rules)
	return h, err
}

// Close ends idle connections to the carrier's pictures.
func (h *Handler) Close() { h.media.client.CloseIdleConnections() }

// endpoint is one thing that the edge serves. It writes its own success and returns
// everything else.
type endpoint struct {
	name  string
	serve func(http.ResponseWriter, *http.Request) error
}

// ServeHTTP is the one place where failures are answered, counted and logged.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := h.Now()
	e := h.route(r.URL.Path)
	err := e.serve(w, r)
	result := "ok"
	if err != nil {
		result = h.refuse(w, e.name, err)
	}
	h.metrics.requests.WithLabelValues(e.name, result).Inc()
	h.metrics.seconds.WithLabelValues(e.name).Observe(h.Now().Sub(start).Seconds())
}

func (h *Handler) route(path string) endpoint {
	rest, ok := strings.CutPrefix(path, h.basePath())
	token, isMedia := strings.CutPrefix(rest, "/media/")
	later, isLater := strings.CutPrefix(rest, "/commands/")
	switch {
	case ok && rest == "/sms":
		return endpoint{"sms", h.sms}
	case ok && rest == "/status":
		return endpoint{"status", h.status}
	case ok && isMedia:
		return endpoint{"media", func(w http.ResponseWriter, r *http.Request) error { return h.picture(w, r, token) }}
	case ok && isLater && h.Later != nil:
		return endpoint{"commands", func(w http.ResponseWriter, r *http.Request) error { return h.later(w, r, later) }}
	}
	return endpoint{"other", func(http.ResponseWriter, *http.Request) error {
		return refusal{http.StatusNotFound, "not-found", "nothing is served here"}
	}}
}

// base is a public address and the path in it.
type base struct{ url, path string }

// basePath is that of the address in force.
func (h *Handler) basePath() string {
	now := h.Settings().BaseURL
	if b := h.base.Load(); b != nil && b.url == now {
		return b.path
	}
	b := &base{url: now}
	if u, err := url.Parse(now); err == nil {
		b.path = strings.TrimRight(u.Path, "/")
	}
	h.base.Store(b)
	return b.path
}
