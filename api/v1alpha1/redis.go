package v1alpha1

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/smackdev/smack/api/roomfile"
)

// Redis says where a room keeps its members, messages and queues.
//
// +kubebuilder:validation:ExactlyOneOf=managed;external
type Redis struct {
	// Managed runs a Valkey for this room alone: append-only file on a volume,
	// generated password, NetworkPolicy, no eviction.
	// +optional
	Managed *ManagedRedis `json:"managed,omitempty"`
	// External uses a Redis, Valkey or cloud service that exists.
	// +optional
	External *ExternalRedis `json:"external,omitempty"`
}

// ManagedRedis is a Valkey that the operator runs for one room.
type ManagedRedis struct {
	// Image of the server; it must understand Redis 7.0. Default: Valkey.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	Image string `json:"image,omitempty"`
	// Storage is its volume.
	// +optional
	Storage RedisStorage `json:"storage,omitzero"`
	// Fsync says how soon a write is on the disk: within a second (EverySecond) or
	// before it is answered (Always).
	// +optional
	// +kubebuilder:default=EverySecond
	Fsync Fsync `json:"fsync,omitempty"`
	// Resources of its container.
	// +optional
	Resources *corev1.ResourceRequirements `json:"resources,omitempty"`
}

// RedisStorage is the volume of a managed Redis.
//
// +kubebuilder:validation:XValidation:rule="has(self.className) == has(oldSelf.className) && (!has(self.className) || self.className == oldSelf.className)",message="the volume exists, and its class cannot be changed: make a new room, or move this one to an external Redis",fieldPath=".className",reason=FieldValueForbidden
type RedisStorage struct {
	// Size that the volume has at least. Default 1Gi. The volume grows when this does and
	// its StorageClass lets it; it never shrinks.
	// +optional
	Size *resource.Quantity `json:"size,omitempty"`
	// ClassName is the StorageClass. Default: the cluster's.
	// +optional
	// +kubebuilder:validation:MaxLength=253
	ClassName *string `json:"className,omitempty"`
}

// Fsync says how soon a write is on the disk.
// +kubebuilder:validation:Enum=EverySecond;Always
type Fsync string

// How soon a write is on the disk.
const (
	FsyncEverySecond Fsync = "EverySecond"
	FsyncAlways      Fsync = "Always"
)

// ExternalRedis is a Redis that exists.
//
// +kubebuilder:validation:XValidation:rule="(has(self.mode) && self.mode == 'Sentinel') == has(self.masterName)",message="masterName goes with mode Sentinel, and only with it",fieldPath=".masterName",reason=FieldValueInvalid
// +kubebuilder:validation:XValidation:rule="!has(self.database) || self.database == 0 || !has(self.mode) || self.mode != 'Cluster'",message="a Redis Cluster has only database 0",fieldPath=".database",reason=FieldValueInvalid
// +kubebuilder:validation:XValidation:rule="self.addresses.size() == 1 || (has(self.mode) && self.mode != 'Standalone')",message="mode Standalone takes exactly one address",fieldPath=".addresses",reason=FieldValueInvalid
type ExternalRedis struct {
	// Addresses are host:port pairs: one for Standalone, the sentinels for Sentinel,
	// any nodes for Cluster.
	// +required
	// +listType=set
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	// +kubebuilder:validation:items:MaxLength=260
	// +kubebuilder:validation:items:Pattern=`^(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):[0-9]{1,5}$`
	Addresses []string `json:"addresses"`
	// Mode is how it is deployed.
	// +optional
	// +kubebuilder:default=Standalone
	Mode roomfile.RedisMode `json:"mode,omitempty"`
	// MasterName is the name that the sentinels know; Sentinel only.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=128
	MasterName string `json:"masterName,omitempty"`
	// CredentialsSecretRef names a Secret with the key password and, optionally, username;
	// for mode Sentinel also sentinelPassword and sentinelUsername, where the sentinels ask
	// for them. Those two are read when a pod starts.
	// +optional
	CredentialsSecretRef *SecretRef `json:"credentialsSecretRef,omitempty"`
	// TLS, when present, encrypts the connection.
	// +optional
	TLS *ExternalRedisTLS `json:"tls,omitempty"`
	// Database is the database number.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=15
	Database int32 `json:"database,omitempty"`
}

// ExternalRedisTLS says whom to trust and how to identify oneself.
type ExternalRedisTLS struct {
	// CASecretRef names a Secret with the key ca.crt. Absent: the roots of the image.
	// +optional
	CASecretRef *SecretRef `json:"caSecretRef,omitempty"`
	// CertSecretRef names a Secret with tls.crt and tls.key for client authentication.
	// +optional
	CertSecretRef *SecretRef `json:"certSecretRef,omitempty"`
}
