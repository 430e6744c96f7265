package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/roomfile"
)

// SmackRoomStatus is the room that was found.
type SmackRoomStatus struct {
	// ObservedGeneration is the generation of the spec that the conditions speak of.
	// +optional
	ObservedGeneration int64 `json:"observedGeneration,omitempty"`
	// Conditions say what works, what is waited for, and what someone must do.
	// +optional
	// +listType=map
	// +listMapKey=type
	// +kubebuilder:validation:MaxItems=32
	Conditions []metav1.Condition `json:"conditions,omitempty"`
	// PhoneNumber is the number that members text.
	// +optional
	PhoneNumber *PhoneNumberStatus `json:"phoneNumber,omitempty"`
	// Replicas is the number of room pods that exist.
	// +optional
	Replicas int32 `json:"replicas,omitempty"`
	// ReadyReplicas is the number of room pods that take texts.
	// +optional
	ReadyReplicas int32 `json:"readyReplicas,omitempty"`
	// Selector finds the room's pods, for autoscalers.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	Selector string `json:"selector,omitempty"`
	// Redis is where the room keeps everything.
	// +optional
	Redis *RedisStatus `json:"redis,omitempty"`
	// AdminURL is where the admin screen answers inside the cluster.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	AdminURL string `json:"adminURL,omitempty"`
	// LastHandledReconcileAt repeats the annotation smack.dev/reconcile-requested-at
	// once the request was carried out.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	LastHandledReconcileAt string `json:"lastHandledReconcileAt,omitempty"`
}

// PhoneNumberStatus is a number as the carrier knows it.
type PhoneNumberStatus struct {
	// E164 is the number, or a short code's digits.
	// +optional
	// +kubebuilder:validation:MaxLength=16
	E164 string `json:"e164,omitempty"`
	// SID is the carrier's identifier.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	SID string `json:"sid,omitempty"`
	// Origin says how the room got it.
	// +optional
	Origin NumberOrigin `json:"origin,omitempty"`
	// Type decides rate and opt-out defaults.
	// +optional
	Type roomfile.NumberType `json:"type,omitempty"`
	// Capabilities are what the carrier can do with it: "SMS", "MMS".
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=8
	// +kubebuilder:validation:items:MaxLength=16
	Capabilities []string `json:"capabilities,omitempty"`
	// WebhookURL is where the carrier sends the texts that members write.
	// +optional
	// +kubebuilder:validation:MaxLength=1024
	WebhookURL string `json:"webhookURL,omitempty"`
}

// NumberOrigin says how a room got its number.
// +kubebuilder:validation:Enum=Purchased;Adopted;External
type NumberOrigin string

// How a room got its number.
const (
	OriginPurchased NumberOrigin = "Purchased"
	OriginAdopted   NumberOrigin = "Adopted"
	OriginExternal  NumberOrigin = "External"
)

// RedisStatus is where a room keeps everything.
type RedisStatus struct {
	// Address is host:port; of several, the first.
	// +optional
	// +kubebuilder:validation:MaxLength=260
	Address string `json:"address,omitempty"`
	// Mode is Managed, Standalone, Sentinel or Cluster.
	// +optional
	// +kubebuilder:validation:MaxLength=16
	Mode string `json:"mode,omitempty"`
	// PasswordRotation repeats the annotation smack.dev/rotate-redis-password once the
	// managed Redis accepts the new password alone.
	// +optional
	// +kubebuilder:validation:MaxLength=256
	PasswordRotation string `json:"passwordRotation,omitempty"`
}

// RedisModeManaged is RedisStatus.Mode of a Redis that the operator runs.
const RedisModeManaged = "Managed"

// GetConditions returns the room's conditions.
func (r *SmackRoom) GetConditions() []metav1.Condition { return r.Status.Conditions }

// SetConditions replaces the room's conditions.
func (r *SmackRoom) SetConditions(conditions []metav1.Condition) { r.Status.Conditions = conditions }
