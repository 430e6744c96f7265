// Package smackroom is the reconciler: it brings what a SmackRoom's spec says into
// being, and keeps it so. reconcile.go reads like the life of a room; each phase of
// that life has a file of its own; status.go says what is made visible of it.
//
// It promises that a reconcile which finds all as it should be writes nothing and asks
// the carrier at most once in a poll interval; that it reads of the cluster past its cache
// only what may have changed since it was seen; that what someone must do stands in a
// condition, and is not tried again before something changed; that a deleted room never
// wedges its namespace.
//
// It leaves the protocol of numbers to controllers/numbers, the shape of owned objects to
// controllers/resources, and the settings' meaning to the room.
package smackroom

import (
	"cmp"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/event"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/resources"
	"github.com/smackdev/smack/runtime/carrier"
)

// Options are what a platform team sets for all rooms.
type Options struct {
	// OwnerID tells this cluster's numbers from another's at one carrier account.
	OwnerID string
	// RoomImage runs rooms whose template names no image.
	RoomImage string
	// PollInterval is how often the carrier is asked whether all is as it was.
	PollInterval time.Duration
	// RedisImage runs managed Redis whose spec names no image; empty means the Valkey of
	// controllers/resources.
	RedisImage string
	// CarrierBaseURL is used by rooms that name none; empty means Twilio.
	CarrierBaseURL string
}

func (o Options) redisImage() string { return cmp.Or(o.RedisImage, resources.RedisImage) }

// Reconciler brings SmackRooms into being. All fields are required.
type Reconciler struct {
	// Client reads from the cache and writes.
	Client client.Client
	// APIReader reads from the API server.
	APIReader client.Reader
	// SecretVersions tells which version of a Secret the watch saw last: it needs to know no
	// more of one than its metadata.
	SecretVersions client.Reader
	// Recorder tells people of transitions.
	Recorder events.EventRecorder
	// Carriers gives access to a carrier account.
	Carriers CarrierSource
	// Guard limits what is spent on numbers.
	Guard *numbers.Guard
	// Metrics counts.
	Metrics *Metrics
	// Clock is the time.
	Clock func() time.Time
	// Options are the same for all rooms.
	Options Options

	memories memories
	rollouts rollouts
	volumes  volumes
	// turns wakes the room whose turn it is to roll; nil until the controller is set up.
	turns        chan event.GenericEvent
	observations observations
	accounts     accounts
	spending     spending
	routes       routes
}

// CarrierSource gives access to the account that credentials belong to.
type CarrierSource interface {
	Carrier(credentials carrier.Credentials, baseURL string) (numbers.Carrier, error)
}

const (
	// carrierTime bounds the phases of one reconcile, so that of ReconcileTime enough is
	// left to write the status after a carrier that hangs.
	carrierTime = 60 * time.Second
	// ReconcileTime bounds one reconcile.
	ReconcileTime = 90 * time.Second
	// routeRecheck is how soon a route without a Gateway is looked at again.
	routeRecheck = 15 * time.Second
	// gatewayRecheck is how soon a cluster without HTTPRoutes is asked for them again.
	gatewayRecheck = time.Minute
	// jitter keeps rooms from polling in step.
	jitter = 0.1
)

// idle is the pause when all is well.
func (r *Reconciler) idle() time.Duration { return wait.Jitter(r.Options.PollInterval, jitter) }
