package roomfile

// APIVersion and Kind mark a room file, so that a file of a later format is
// refused instead of half understood.
const (
	APIVersion = "smack.dev/v1alpha1"
	Kind       = "RoomFile"
)

// File is a room, whole: what it is called, which number it answers, where its
// Redis and its carrier are, and how it behaves.
type File struct {
	// APIVersion is always "smack.dev/v1alpha1".
	// +kubebuilder:validation:Enum=smack.dev/v1alpha1
	APIVersion string `json:"apiVersion"`
	// Kind is always "RoomFile".
	// +kubebuilder:validation:Enum=RoomFile
	Kind string `json:"kind"`
	// Room identifies the room in Redis for ever: every key carries it. The
	// operator writes "<namespace>.<name>". Letters, digits, "-", "_" and ".".
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=317
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$`
	Room string `json:"room"`
	// DisplayName is what members see. Default: Room.
	// +kubebuilder:validation:MaxLength=64
	DisplayName string `json:"displayName,omitempty"`
	// Number is the phone number that members text.
	Number Number `json:"number"`
	// Carrier says how to reach Twilio.
	Carrier Carrier `json:"carrier,omitempty"`
	// Webhook says where Twilio reaches the room.
	Webhook Webhook `json:"webhook"`
	// Redis says where the room keeps everything. Absent: REDIS_URL of the environment.
	Redis *Redis `json:"redis,omitempty"`

	Chat     Chat     `json:"chat,omitempty"`
	Limits   Limits   `json:"limits,omitempty"`
	Delivery Delivery `json:"delivery,omitempty"`
	// +kubebuilder:validation:MaxItems=100
	Rules []Rule `json:"rules,omitempty"`
	// +kubebuilder:validation:MaxItems=100
	Commands []Command `json:"commands,omitempty"`
	Services Services  `json:"services,omitempty"`
	Admin    Admin     `json:"admin,omitempty"`
}

// Number is the phone number of a room.
type Number struct {
	// E164 is the number in E.164 ("+14155550100"), or a short code's digits.
	// +kubebuilder:validation:Pattern=`^(\+[1-9][0-9]{6,14}|[1-9][0-9]{2,7})$`
	E164 string `json:"e164"`
	// Type decides rate and opt-out defaults. Default: LongCode.
	Type NumberType `json:"type,omitempty"`
	// MessagingServiceSid is the Messaging Service that the number belongs to, if any.
	MessagingServiceSid string `json:"messagingServiceSid,omitempty"`
}

// NumberType is the kind of a sender number; throughput and opt-out follow from it
// (https://www.twilio.com/docs/messaging/guides/how-to-use-phone-numbers).
// +kubebuilder:validation:Enum=LongCode;TollFree;ShortCode
type NumberType string

// The kinds of sender numbers: a long code sends one segment a second, a toll-free
// number three, a short code a hundred.
const (
	LongCode  NumberType = "LongCode"
	TollFree  NumberType = "TollFree"
	ShortCode NumberType = "ShortCode"
)

// Carrier says how to reach Twilio's REST API.
type Carrier struct {
	// BaseURL is the API's root. Default: https://api.twilio.com.
	// +kubebuilder:validation:MaxLength=1024
	// +kubebuilder:validation:Pattern=`^https?://`
	BaseURL string `json:"baseURL,omitempty"`
	// CredentialsDir is a directory of files named accountSid, authToken and,
	// optionally, apiKeySid, apiKeySecret and previousAuthToken (a mounted Secret).
	// Relative to the room file. Absent: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN,
	// TWILIO_API_KEY and TWILIO_API_SECRET of the environment. The directory is read
	// again when it changes, so a rotated credential needs no restart.
	CredentialsDir string `json:"credentialsDir,omitempty"`
}

// Webhook says where Twilio reaches the room.
type Webhook struct {
	// BaseURL is the public address under which the room serves /sms, /status,
	// /media and /commands, exactly as Twilio is told it: signatures cover it.
	// +kubebuilder:validation:MaxLength=1024
	// +kubebuilder:validation:Pattern=`^https?://`
	BaseURL string `json:"baseURL"`
}

// RedisMode is how a Redis is deployed.
// +kubebuilder:validation:Enum=Standalone;Sentinel;Cluster
type RedisMode string

// The ways of deploying Redis.
const (
	Standalone RedisMode = "Standalone"
	Sentinel   RedisMode = "Sentinel"
	Cluster    RedisMode = "Cluster"
)

// Redis says where a room's Redis is and how to sign in.
type Redis struct {
	// Addresses are host:port pairs: one for Standalone, the sentinels for Sentinel,
	// any nodes for Cluster.
	// +kubebuilder:validation:MinItems=1
	// +kubebuilder:validation:MaxItems=32
	// +kubebuilder:validation:items:Pattern=`^.+:[0-9]{1,5}$`
	Addresses []string `json:"addresses"`
	// Mode defaults to Standalone.
	Mode RedisMode `json:"mode,omitempty"`
	// MasterName is the name that the sentinels know; Sentinel only.
	MasterName string `json:"masterName,omitempty"`
	// Database is the database number; not for Cluster.
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=15
	Database int `json:"database,omitempty"`
	// CredentialsDir holds the files username (optional) and password, for mode Sentinel
	// also sentinelUsername and sentinelPassword (optional). Relative to the room file.
	CredentialsDir string `json:"credentialsDir,omitempty"`
	// TLS, when present, encrypts the connection.
	TLS *RedisTLS `json:"tls,omitempty"`
}

// RedisTLS says whom to trust and how to identify oneself.
type RedisTLS struct {
	// CADir holds ca.crt; absent: the system's roots.
	CADir string `json:"caDir,omitempty"`
	// CertDir holds tls.crt and tls.key for client authentication.
	CertDir string `json:"certDir,omitempty"`
}
