package admin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html/template"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/time/rate"
)

// Options are what a Screen is made of.
type Options struct {
	// Desk is what all pages look at and change.
	Desk *Desk
	// Key is a secret that all pods of the room share; hashes in Redis are keyed with it.
	Key []byte
	// API answers under /api/v1/ and finds who asks with ActorFrom; nil: that of the desk.
	API http.Handler
	// Least is how long asking for a code takes at least, so that the time tells nothing about
	// who exists. Default 400 ms.
	// It is also what refusing a code takes at least.
	Least time.Duration
	// Metrics registers what is counted of sign-ins; nil: nobody is told.
	Metrics prometheus.Registerer
}

// Screen is the admin screen of a room: pages, sign-in, sessions. It is safe for concurrent use.
type Screen struct {
	desk    *Desk
	key     []byte
	api     http.Handler
	least   time.Duration
	pages   map[string]*template.Template
	handler http.Handler
	metrics metrics
	// noise keeps a flood of refused sign-ins from flooding the log; codeNoise does so for
	// those that were meant for an admin, which no other flood hides.
	noise, codeNoise rate.Sometimes
}

// New makes the screen.
func New(o Options) (*Screen, error) {
	if len(o.Key) < sha256.Size {
		return nil, fmt.Errorf("the key of the admin screen has %d bytes; %d are the least", len(o.Key), sha256.Size)
	}
	s := &Screen{
		desk: o.Desk, key: o.Key, api: o.API, least: o.Least,
		noise:     rate.Sometimes{First: 3, Interval: time.Minute},
		codeNoise: rate.Sometimes{First: 3, Interval: time.Minute},
		metrics:   newMetrics(),
	}
	if err := s.metrics.register(o.Metrics); err != nil {
		return nil, err
	}
	if s.least == 0 {
		s.least = 400 * time.Millisecond
	}
	if s.api == nil {
		s.api = NewAPI(o.Desk)
	}
	var err error
	if s.pages, err = parsePages(); err != nil {
		return nil, err
	}
	s.handler = s.fortified(s.routes())
	return s, nil
}

// ServeHTTP serves the screen and the API under it.
func (s *Screen) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// hashed is what is kept of a secret: nobody who reads Redis can go back, and nobody can
// compare without the room's key. use keeps hashes for different ends apart.
func (s *Screen) hashed(use string, parts ...string) string {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("smack admin " + use))
	for _, part := range parts {
		mac.Write([]byte{0})
		mac.Write([]byte(part))
	}
	return hex.EncodeToString(mac.Sum(nil))
}

// same compares hashes in a time that tells nothing.
func same(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }

// secretText is bytes of chance as they fit into a cookie.
func secretText(bytes []byte) string { return base64.RawURLEncoding.EncodeToString(bytes) }
