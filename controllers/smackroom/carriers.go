package smackroom

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
)

// idleClient is how long a client that no room asks for keeps its connections.
const idleClient = time.Hour

// Carriers keeps one client for each account and its credentials, so that rooms of one
// account share connections and the bound on concurrent requests.
type Carriers struct {
	// Observe is told of every request.
	Observe func(carrier.Observation)
	// Clock is the time.
	Clock func() time.Time

	mu      sync.Mutex
	clients map[[sha256.Size]byte]*sharedClient
}

type sharedClient struct {
	client *carrier.Client
	used   time.Time
}

var _ CarrierSource = (*Carriers)(nil)

// Carrier is the client of an account.
func (c *Carriers) Carrier(credentials carrier.Credentials, baseURL string) (numbers.Carrier, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.Clock()
	c.sweep(now)
	key := clientKey(credentials, baseURL)
	if shared := c.clients[key]; shared != nil {
		shared.used = now
		return shared.client, nil
	}
	client, err := carrier.New(carrier.Config{
		BaseURL: baseURL, Credentials: func() carrier.Credentials { return credentials }, Observe: c.Observe,
	})
	if err != nil {
		return nil, err
	}
	if c.clients == nil {
		c.clients = map[[sha256.Size]byte]*sharedClient{}
	}
	c.clients[key] = &sharedClient{client: client, used: now}
	return client, nil
}

// Close ends idle connections.
func (c *Carriers) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, shared := range c.clients {
		shared.client.Close()
		delete(c.clients, key)
	}
}

func (c *Carriers) sweep(now time.Time) {
	for key, shared := range c.clients {
		if now.Sub(shared.used) > idleClient {
			shared.client.Close()
			delete(c.clients, key)
		}
	}
}

func clientKey(credentials carrier.Credentials, baseURL string) [sha256.Size]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %q",
		baseURL, credentials.AccountSID, credentials.AuthToken, credentials.APIKeySID, credentials.APIKeySecret))
}
