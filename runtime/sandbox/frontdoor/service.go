package frontdoor

import (
	"context"
	"fmt"

	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// AdminPort is the name of the port of the admin screen, in a room's pod and Service.
const AdminPort = "admin"

// Service is the Directory of one room's pods at one of their ports, whatever the path: what
// the room's Service of that port is in a cluster.
type Service struct {
	// Reader reads SmackRooms and Pods, best from a cache.
	Reader client.Reader
	Room   client.ObjectKey
	Port   string
}

// Backends are the room's ready pods.
func (s Service) Backends(ctx context.Context, _ string) ([]Backend, bool, error) {
	var room v1alpha1.SmackRoom
	if err := s.Reader.Get(ctx, s.Room, &room); client.IgnoreNotFound(err) != nil {
		return nil, false, fmt.Errorf("reading the room: %w", err)
	} else if err != nil {
		return nil, false, nil
	}
	pods, err := ReadyPods(ctx, s.Reader, &room)
	if err != nil {
		return nil, false, err
	}
	return backends(pods, s.Port), true, nil
}
