package numbers

import (
	"context"
	"fmt"
	"maps"
)

// Pools are the Messaging Services of an account and the numbers in them. The carrier
// tells a service's numbers, not a number's service, so the whole is read at once. The
// zero value has none.
type Pools struct {
	services map[string]Service // by the SID of a number in it
}

// ReadPools reads them all: a request for the list of services, and two a service.
func ReadPools(ctx context.Context, c Carrier) (Pools, error) {
	services, err := c.Services(ctx)
	if err != nil {
		return Pools{}, fmt.Errorf("list the Messaging Services: %w", err)
	}
	p := Pools{services: map[string]Service{}}
	for _, service := range services {
		sids, err := c.ServiceNumbers(ctx, service.SID)
		if kindOf(err) == NotFound {
			continue // It was deleted in between.
		}
		if err != nil {
			return Pools{}, fmt.Errorf("list the numbers of a Messaging Service: %w", err)
		}
		for _, sid := range sids {
			p.services[sid] = service
		}
	}
	return p, nil
}

// Of is the service that a number is in, if any.
func (p Pools) Of(sid string) (Service, bool) {
	service, in := p.services[sid]
	return service, in
}

// With are the pools after a number joined a service.
func (p Pools) With(sid string, s Service) Pools {
	changed := p.Without(sid)
	changed.services[sid] = s
	return changed
}

// Without are the pools after a number left its service.
func (p Pools) Without(sid string) Pools {
	changed := maps.Clone(p.services)
	if changed == nil {
		changed = map[string]Service{}
	}
	delete(changed, sid)
	return Pools{services: changed}
}
