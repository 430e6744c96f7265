package kubelet

import (
	"errors"
	"fmt"
	"sync"
)

// hostIP is the node's own address.
const hostIP = "127.0.0.1"

// addresses hands out the loopback addresses of one sandbox's pods.
type addresses struct {
	mu     sync.Mutex
	subnet int
	last   int
	used   map[string]bool
}

func newAddresses(subnet int) *addresses {
	return &addresses{subnet: subnet, used: map[string]bool{}}
}

// take finds an address that no pod has. It goes round rather than take the lowest,
// so that a new pod does not answer what was meant for one that just ended.
func (a *addresses) take() (string, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for range 250 {
		a.last = a.last%250 + 1
		address := fmt.Sprintf("127.1.%d.%d", a.subnet, a.last)
		if !a.used[address] {
			a.used[address] = true
			return address, nil
		}
	}
	return "", errors.New("no pod address is free: 250 pods run")
}

func (a *addresses) give(address string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.used, address)
}
