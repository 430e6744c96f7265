package v1alpha1

import (
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/roomfile"
)

// SmackRoom is a group chat by SMS: people text its phone number, everyone in the
// room gets the message.
//
// The name becomes part of the names of everything that the room owns, which is
// why it is short and a DNS label.
//
// +kubebuilder:ac:generate=true
// +kubebuilder:object:root=true
// +kubebuilder:subresource:status
// +kubebuilder:subresource:scale:specpath=.spec.replicas,statuspath=.status.replicas,selectorpath=.status.selector
// +kubebuilder:resource:path=smackrooms,singular=smackroom,shortName=room,scope=Namespaced,categories=smack
// +kubebuilder:printcolumn:name="Number",type=string,JSONPath=`.status.phoneNumber.e164`
// +kubebuilder:printcolumn:name="Ready",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].status`
// +kubebuilder:printcolumn:name="Replicas",type=integer,JSONPath=`.status.readyReplicas`
// +kubebuilder:printcolumn:name="Redis",type=string,JSONPath=`.status.redis.mode`
// +kubebuilder:printcolumn:name="Age",type=date,JSONPath=`.metadata.creationTimestamp`
// +kubebuilder:printcolumn:name="SID",type=string,JSONPath=`.status.phoneNumber.sid`,priority=1
// +kubebuilder:printcolumn:name="Message",type=string,JSONPath=`.status.conditions[?(@.type=="Ready")].message`,priority=1
// +kubebuilder:validation:XValidation:rule="self.metadata.name.size() <= 40 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')",message="a room's name is at most 40 lower case letters, digits and dashes, and begins with a letter: it becomes part of the names of Services and pods",reason=FieldValueInvalid
type SmackRoom struct {
	metav1.TypeMeta `json:",inline"`
	// Standard object's metadata.
	// +optional
	metav1.ObjectMeta `json:"metadata,omitempty"`

	// Spec is the room that is wanted.
	// +required
	Spec SmackRoomSpec `json:"spec"`
	// Status is the room that was found.
	// +optional
	Status SmackRoomStatus `json:"status,omitzero"`
}

// SmackRoomList is a list of SmackRooms.
//
// +kubebuilder:object:root=true
type SmackRoomList struct {
	metav1.TypeMeta `json:",inline"`
	// Standard list metadata.
	// +optional
	metav1.ListMeta `json:"metadata,omitempty"`
	// Items are the rooms.
	Items []SmackRoom `json:"items"`
}

// SmackRoomSpec is the room that is wanted. Everything optional has a default: a
// number, credentials, and how Twilio reaches the room are enough.
type SmackRoomSpec struct {
	// DisplayName is what members see. Default: the object's name.
	// +optional
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=60
	DisplayName string `json:"displayName,omitempty"`

	// Carrier says which account sends and receives the room's texts.
	// +required
	Carrier Carrier `json:"carrier"`

	// PhoneNumber says which number members text, and how it is got.
	// +required
	PhoneNumber PhoneNumber `json:"phoneNumber"`

	// Redis says where the room keeps everything. Default: a managed one.
	// +optional
	Redis *Redis `json:"redis,omitempty"`

	// Replicas is the number of room pods; any pod takes any text. It is what
	// `kubectl scale`, an HPA or KEDA sets.
	// +optional
	// +kubebuilder:default=2
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000
	Replicas *int32 `json:"replicas,omitempty"`

	// Autoscaling, when present, makes a HorizontalPodAutoscaler that sets replicas.
	// +optional
	Autoscaling *Autoscaling `json:"autoscaling,omitempty"`

	// Exposure says how Twilio reaches the room.
	// +required
	Exposure Exposure `json:"exposure"`

	// Chat is how the room talks and whom it lets in.
	// +optional
	Chat roomfile.Chat `json:"chat,omitzero"`

	// Limits bound what the room does and costs.
	// +optional
	Limits roomfile.Limits `json:"limits,omitzero"`

	// Delivery is how the room sends.
	// +optional
	Delivery roomfile.Delivery `json:"delivery,omitzero"`

	// Rules are tried in order on every text, before commands and chat.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=100
	Rules []roomfile.Rule `json:"rules,omitempty"`

	// Commands are custom commands, answered by external services.
	// +optional
	// +listType=map
	// +listMapKey=name
	// +kubebuilder:validation:MaxItems=50
	Commands []roomfile.Command `json:"commands,omitempty"`

	// Services bounds what commands and rules may call.
	// +optional
	Services roomfile.Services `json:"services,omitzero"`

	// Admin is the admin screen and its API.
	// +optional
	Admin roomfile.Admin `json:"admin,omitzero"`

	// Template is what a platform team sets on the room's pods.
	// +optional
	Template Template `json:"template,omitzero"`
}

// SecretRef names a Secret in the room's namespace.
type SecretRef = roomfile.SecretRef

// Carrier is the account that sends and receives the room's texts.
type Carrier struct {
	// CredentialsSecretRef names the Secret with the keys accountSid and authToken;
	// optional keys are apiKeySid and apiKeySecret (then used for the REST API; the
	// auth token still signs webhooks) and previousAuthToken (accepted on webhooks
	// during a rotation).
	// +required
	CredentialsSecretRef SecretRef `json:"credentialsSecretRef"`

	// BaseURL is the root of an API that speaks Twilio's 2010-04-01 dialect.
	// Default: https://api.twilio.com, unless the operator was started with another.
	// +optional
	// +kubebuilder:validation:MaxLength=512
	// +kubebuilder:validation:Pattern=`^https?://[^\s?#]+$`
	BaseURL string `json:"baseURL,omitempty"`
}

// Autoscaling is a HorizontalPodAutoscaler that targets the SmackRoom.
//
// +kubebuilder:validation:XValidation:rule="!has(self.minReplicas) || self.minReplicas <= self.maxReplicas",message="minReplicas is greater than maxReplicas",fieldPath=".minReplicas",reason=FieldValueInvalid
type Autoscaling struct {
	// MinReplicas is the least number of pods. Default 2.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000
	MinReplicas *int32 `json:"minReplicas,omitempty"`
	// MaxReplicas is the greatest number of pods.
	// +required
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000
	MaxReplicas int32 `json:"maxReplicas"`
	// TargetCPUUtilization is the average CPU use aimed at, in percent of what pods
	// request. Default 70.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000
	TargetCPUUtilization *int32 `json:"targetCPUUtilization,omitempty"`
}
