package carrier

import "sync/atomic"

// Keyring holds the credentials in force. Whoever watches their source calls Set;
// Config.Credentials and webhook checks call Current. It is safe for concurrent use.
type Keyring struct{ current atomic.Pointer[Credentials] }

// NewKeyring begins with c.
func NewKeyring(c Credentials) *Keyring {
	k := &Keyring{}
	k.Set(c)
	return k
}

// Current is what to use for a request that starts now.
func (k *Keyring) Current() Credentials { return *k.current.Load() }

// Set puts c in force from the next request on.
func (k *Keyring) Set(c Credentials) { k.current.Store(&c) }
