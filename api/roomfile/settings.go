package roomfile

// The settings that a SmackRoom's spec and a room file share.

// Chat is how the room talks and whom it lets in.
type Chat struct {
	// Admins are numbers in E.164 that are admins as soon as they join.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=100
	// +kubebuilder:validation:items:Pattern=`^\+[1-9][0-9]{6,14}$`
	Admins []string `json:"admins,omitempty"`
	// Access says who may join: anyone (Open, the default) or only invited numbers (InviteOnly).
	// +optional
	// +kubebuilder:validation:Enum=Open;InviteOnly
	Access Access `json:"access,omitempty"`
	// Invites says who may use #invite: Members (the default), Admins or nobody (Off).
	// +optional
	// +kubebuilder:validation:Enum=Members;Admins;Off
	Invites Invites `json:"invites,omitempty"`
	// CommandPrefix begins a command. Default "#".
	// +optional
	// +kubebuilder:validation:Enum="#";"!";"/";"."
	CommandPrefix string `json:"commandPrefix,omitempty"`
	// DefaultRegion is the ISO 3166 country in which numbers without a country code
	// are read. Default: the country of the room's number.
	// +optional
	// +kubebuilder:validation:Pattern=`^[A-Z]{2}$`
	DefaultRegion string `json:"defaultRegion,omitempty"`
	// TimeZone is the room's IANA time zone. Default UTC.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	TimeZone string `json:"timeZone,omitempty"`
	// AnnounceJoins tells the others who joined, left or changed nickname. Default true.
	// +optional
	AnnounceJoins *bool `json:"announceJoins,omitempty"`
	// Welcome is added to the reply to #join.
	// +optional
	// +kubebuilder:validation:MaxLength=320
	Welcome string `json:"welcome,omitempty"`
	// Reactions says what becomes of tapbacks ("Liked …"): folded into one summary for
	// the author (Fold, the default), sent to everyone (Broadcast) or dropped (Drop).
	// +optional
	// +kubebuilder:validation:Enum=Fold;Broadcast;Drop
	Reactions Reactions `json:"reactions,omitempty"`
	// OptOut says who answers STOP, START and HELP: Twilio (Provider) or the room
	// (Self). Default by number type: Self for short codes, else Provider.
	// +optional
	// +kubebuilder:validation:Enum=Provider;Self
	OptOut OptOut `json:"optOut,omitempty"`
	// Retention is how long messages are kept for #resend. Default "30d".
	// +optional
	Retention Duration `json:"retention,omitempty"`
	// Language of the room's replies: English (en, the default) or German (de).
	// +optional
	// +kubebuilder:validation:Enum=en;de
	Language string `json:"language,omitempty"`
}

// Access says who may join a room.
type Access string

// Who may join.
const (
	Open       Access = "Open"
	InviteOnly Access = "InviteOnly"
)

// Invites says who may invite.
type Invites string

// Who may invite.
const (
	InvitesMembers Invites = "Members"
	InvitesAdmins  Invites = "Admins"
	InvitesOff     Invites = "Off"
)

// Reactions says what becomes of tapbacks.
type Reactions string

// What becomes of tapbacks.
const (
	ReactionsFold      Reactions = "Fold"
	ReactionsBroadcast Reactions = "Broadcast"
	ReactionsDrop      Reactions = "Drop"
)

// OptOut says who answers the carrier keywords.
type OptOut string

// Who answers STOP, START and HELP.
const (
	OptOutProvider OptOut = "Provider"
	OptOutSelf     OptOut = "Self"
)

// Limits bound what a room does and costs. Absent: the default; 0 where it is
// allowed means no limit.
type Limits struct {
	// MaxMembers is how many may be members. Default 10000.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=1000000
	MaxMembers *int32 `json:"maxMembers,omitempty"`
	// MessagesPerMinutePerMember bounds one member's chat texts in any 60 seconds. Default 20.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=1000
	MessagesPerMinutePerMember *int32 `json:"messagesPerMinutePerMember,omitempty"`
	// SegmentsPerDay bounds all segments sent in a day, which ends at midnight Pacific as the
	// carriers' does; a text with pictures counts three. Answers to commands count and are
	// sent all the same. Default 0: no bound.
	// +optional
	// +kubebuilder:validation:Minimum=0
	SegmentsPerDay *int64 `json:"segmentsPerDay,omitempty"`
	// InvitesPerDay bounds one member's invitations in a day. Default 10.
	// +optional
	// +kubebuilder:validation:Minimum=0
	// +kubebuilder:validation:Maximum=10000
	InvitesPerDay *int32 `json:"invitesPerDay,omitempty"`
	// AllowedCountries are the ISO 3166 countries whose numbers may be invited, join and be
	// answered; members who are there stay. Default: all.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=250
	// +kubebuilder:validation:items:Pattern=`^[A-Z]{2}$`
	AllowedCountries []string `json:"allowedCountries,omitempty"`
}

// Duration is a time span as people write it: "30m", "12h", "30d", "1h30m".
// +kubebuilder:validation:MaxLength=32
// +kubebuilder:validation:Pattern=`^([0-9]+(ms|s|m|h|d))+$`
type Duration string

// Admin is the admin screen and its API.
type Admin struct {
	// Enabled serves the admin screen. Default true.
	// +optional
	Enabled *bool `json:"enabled,omitempty"`
	// TokenSecretRef names the Secret whose key "token" is a bearer token that may do
	// everything, and whose key "readOnlyToken", which may be missing, is one that may
	// look. A token has 16 characters at least.
	// +optional
	TokenSecretRef *SecretRef `json:"tokenSecretRef,omitempty"`
	// ReadOnly refuses every change on the screen.
	// +optional
	ReadOnly bool `json:"readOnly,omitempty"`
	// TrustedProxies are networks in CIDR notation of the proxies before the screen, for
	// example the cluster's range of pod addresses: "10.244.0.0/16". A proxy in them has to
	// append the address of who called it to X-Forwarded-For; limits of signing in tell
	// clients apart by the right-most address there that is no trusted proxy's. Without
	// them all clients behind a proxy count as one, and what they send counts for nothing.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:items:MaxLength=43
	TrustedProxies []string `json:"trustedProxies,omitempty"`
}

// SecretRef names a Secret. In a room file the name is a directory with a file for
// each of the Secret's keys, relative to the room file.
type SecretRef struct {
	// Name of the Secret, in the room's namespace.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=253
	Name string `json:"name"`
}
