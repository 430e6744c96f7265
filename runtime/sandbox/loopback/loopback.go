// Package loopback finds addresses of this machine for servers that are about to start.
//
// It promises that nobody listens on them, and, where all of 127.0.0.0/8 is loopback as on
// Linux, that nobody else draws their ports either: each address is one of its own. On
// 127.0.0.1 everybody's connections and listeners take from the same ports, so that one
// that was free may be gone by the time its server starts.
package loopback

import (
	"fmt"
	"math/rand/v2"
	"net"
)

// FreeAddress gives a host and port, in the form that net.Listen takes.
func FreeAddress() (string, error) {
	host := net.IPv4(127, byte(64+rand.IntN(64)), byte(rand.IntN(256)), byte(1+rand.IntN(254))).String()
	listener, err := net.Listen("tcp", net.JoinHostPort(host, "0"))
	if err != nil {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String(), nil
}
