// Package extension asks services outside the room: those that answer custom commands, in
// Smack's own format or in that of Slack's and Mattermost's slash commands, and those to which
// rules forward texts.
//
// It promises that a call is signed, bounded in time and size, goes to no address inside the
// network that the platform team has not allowed, whatever a name resolves to, follows no
// redirect, and tells the service the sender's number only where the command says so; that
// whatever a service does, its call ends as an answer or as a failure of a named kind; and that
// a service that keeps failing is left alone for a while.
//
// It leaves to others when a call is made and what becomes of its answer (delivery, chat), and
// where calls, records and commands made on the screen are kept (store).
package extension

import (
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// Settings are what a reload of the room file may change.
type Settings struct {
	// Name is the room's in the room file; services are told it.
	Name string
	// Chat is the room as chat knows it.
	Chat chat.Room
	// Commands are the declared ones; the name of a SecretRef is a directory.
	Commands []roomfile.Command
	// Allowed are networks inside which services may be, and may be called without TLS.
	Allowed []netip.Prefix
	// BaseURL is the room's public address, without a slash at its end.
	BaseURL string
}

// Config is what a Client is made of.
type Config struct {
	Store *store.Store
	// Settings is asked at each call.
	Settings func() Settings
	// RoomKey is the secret that all pods of the room share.
	RoomKey []byte
	Log     *slog.Logger
	// Metrics gets the metrics; nil keeps them to itself.
	Metrics prometheus.Registerer
	// Resolver finds addresses; nil is the system's.
	Resolver *net.Resolver
	// Authorities vouch for services; nil is the system's.
	Authorities *x509.CertPool
	// Now is the clock; nil is time.Now.
	Now func() time.Time
}

// Client calls services. It is safe for concurrent use.
type Client struct {
	config   Config
	secure   *http.Transport // https
	bare     *http.Transport // http, in allowed networks alone
	breakers breakers
	metrics  *metrics
}

// New makes a client.
func New(c Config) (*Client, error) {
	if c.Store == nil || c.Settings == nil || len(c.RoomKey) == 0 {
		return nil, errors.New("calling services takes a store, settings and the room's key")
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	client := &Client{config: c, breakers: breakers{now: c.Now}, metrics: newMetrics()}
	allowed := func() []netip.Prefix { return c.Settings().Allowed }
	client.secure = newTransport(guard{allowed: allowed}, c)
	client.bare = newTransport(guard{allowed: allowed, insideOnly: true}, c)
	if c.Metrics != nil {
		if err := client.metrics.register(c.Metrics); err != nil {
			return nil, err
		}
	}
	return client, nil
}

// Close ends idle connections.
func (c *Client) Close() {
	c.secure.CloseIdleConnections()
	c.bare.CloseIdleConnections()
}
