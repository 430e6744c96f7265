// Package resources builds what a room owns in Kubernetes: pure functions from a
// SmackRoom to apply configurations, which a caller applies as they are.
//
// It promises that equal input gives equal output, that pods satisfy the restricted
// Pod Security profile, that no secret is in an argument or a plain field, and that
// the pod template depends on the spec and the image alone: neither a new operator
// nor a rotated credential restarts a pod.
//
// It leaves to the caller when to apply, what to delete once it is no longer wanted
// (builders return nil then), the password of a managed Redis, and everything at the
// carrier.
package resources

import (
	"fmt"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
)

// Input is what the objects of a room are made from.
type Input struct {
	// Room is the room that owns the objects; its UID must be known.
	Room *v1alpha1.SmackRoom
	// Number is the number that the room has got.
	Number roomfile.Number
	// Image runs the room's pods unless the room's template names another.
	Image string
	// RedisImage runs a managed Redis unless the room names another; empty means RedisImage.
	RedisImage string
	// RedisClaim is the size that the volume of a managed Redis was asked for when it was
	// made, which its StatefulSet says for ever; nil before.
	RedisClaim *resource.Quantity
	// RedisRestart restarts a managed Redis by any new value.
	RedisRestart string
	// RedisLogin is how one signs in to a managed Redis.
	RedisLogin RedisLogin
	// CarrierBaseURL is used unless the room names another; empty means Twilio.
	CarrierBaseURL string
}

// Name is the name of the room's ServiceAccount, ConfigMap, Deployment, Service, NetworkPolicy,
// PodDisruptionBudget, HorizontalPodAutoscaler, Ingress and HTTPRoute. It bears a suffix
// so that a room named like an application in its namespace takes nothing away from it.
func Name(room *v1alpha1.SmackRoom) string { return room.Name + "-room" }

// AdminName is the name of the Service of the admin screen.
func AdminName(room *v1alpha1.SmackRoom) string { return room.Name + "-admin" }

// RedisName is the name of the Secret, ServiceAccount, StatefulSet, Service and
// NetworkPolicy of a managed Redis.
func RedisName(room *v1alpha1.SmackRoom) string { return room.Name + "-redis" }

// AdminURL is where the admin screen answers inside the cluster; empty if it is off.
func AdminURL(room *v1alpha1.SmackRoom) string {
	if !adminEnabled(room) {
		return ""
	}
	return fmt.Sprintf("http://%s.%s.svc", AdminName(room), room.Namespace)
}

// RedisAddress is the host:port of a managed Redis.
func RedisAddress(room *v1alpha1.SmackRoom) string {
	return fmt.Sprintf("%s.%s.svc:%d", RedisName(room), room.Namespace, redisPort)
}

func adminEnabled(room *v1alpha1.SmackRoom) bool {
	return room.Spec.Admin.Enabled == nil || *room.Spec.Admin.Enabled
}

func (in Input) image() string {
	if image := in.Room.Spec.Template.Image; image != "" {
		return image
	}
	return in.Image
}

func (in Input) carrierBaseURL() string {
	if url := in.Room.Spec.Carrier.BaseURL; url != "" {
		return url
	}
	return in.CarrierBaseURL
}
