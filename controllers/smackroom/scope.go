package smackroom

import (
	"context"
	"fmt"
	"reflect"

	appsv1 "k8s.io/api/apps/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/resources"
	"github.com/smackdev/smack/runtime/carrier"
)

// scope is one reconcile of one room: what the phases learn and hand on.
type scope struct {
	// room as it was read, its annotations kept current; its status is not touched
	// before the end.
	room *v1alpha1.SmackRoom
	// memory is what earlier reconciles of the room found out.
	memory *memory
	// results has the outcome of every phase that ran.
	results map[phase]error
	// aside has what still goes on behind phases that are well: it takes nothing away from
	// the room.
	aside map[phase]error
	// credentials and carrier are set by the credentials phase.
	credentials *carrier.Credentials
	carrier     numbers.Carrier
	// number is set by the phoneNumber phase.
	number *numbers.Number
	// statefulSet and deployment are what the redis and workload phases found.
	statefulSet *appsv1.StatefulSet
	deployment  *appsv1.Deployment
	// rotation is the last change of the managed Redis's password that was carried out; the
	// redis phase finds it.
	rotation string
	// badRules says which rules do not compile.
	badRules []roomfile.Problem
	// renamed is set when a bought number does not bear the room's token any more.
	renamed bool
	// registered is how the number stands with US networks, once that is known.
	registered *numbers.Registration
	// webhookURL is what the carrier was told, once that is known.
	webhookURL string
	// partings are what became of a deleted room's numbers.
	partings []parting
	// leftBehind says why a deleted room left its number as it is.
	leftBehind string
	// gone is set when the room's finalizer is off.
	gone bool
}

// phase names a step in the life of a room.
type phase string

// The phases, in their order.
const (
	phaseCredentials  phase = "credentials"
	phasePhoneNumber  phase = "phoneNumber"
	phaseRedis        phase = "redis"
	phaseConfig       phase = "config"
	phaseWorkload     phase = "workload"
	phaseExposure     phase = "exposure"
	phaseWebhook      phase = "webhook"
	phaseRegistration phase = "registration"
	phaseCloseWebhook phase = "closeWebhook"
	phaseRelease      phase = "releaseNumber"
	phaseDone         phase = "done"
)

// step is a phase and what it does.
type step struct {
	name phase
	do   func(context.Context, *scope) error
}

// ok says whether a phase ran without complaint.
func (s *scope) ok(name phase) bool {
	err, ran := s.results[name]
	return ran && err == nil
}

// errors are what the phases complain about, in their order.
func (s *scope) errors() []error {
	var all []error
	for _, name := range phaseOrder {
		if err := s.results[name]; err != nil {
			all = append(all, err)
		}
	}
	return all
}

// putAside notes what goes on behind a phase that is well; what is noted first counts.
func (s *scope) putAside(name phase, err error) {
	if s.aside == nil {
		s.aside = map[phase]error{}
	}
	if s.aside[name] == nil {
		s.aside[name] = err
	}
}

// asides are what goes on behind phases that are well, in their order.
func (s *scope) asides() []error {
	var all []error
	for _, name := range phaseOrder {
		if err := s.aside[name]; err != nil && s.ok(name) {
			all = append(all, err)
		}
	}
	return all
}

// input is what the room's objects are built from.
func (s *scope) input(o Options) resources.Input {
	in := resources.Input{
		Room: s.room, Image: o.RoomImage, RedisImage: o.redisImage(), CarrierBaseURL: o.CarrierBaseURL,
	}
	if s.number != nil {
		in.Number = roomfile.Number{
			E164:                s.number.E164,
			Type:                carrier.TypeOf(s.number.E164),
			MessagingServiceSid: s.room.Spec.PhoneNumber.MessagingServiceSid,
		}
	}
	return in
}

// describe names an object for messages: "Deployment family-room".
func describe(object client.Object, name string) string {
	return fmt.Sprintf("%s %s", kindOf(object), name)
}

func kindOf(object client.Object) string {
	if kind := object.GetObjectKind().GroupVersionKind().Kind; kind != "" {
		return kind
	}
	return reflect.TypeOf(object).Elem().Name()
}
