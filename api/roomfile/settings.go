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

// Delivery is how the room sends.
type Delivery struct {
	// MessagesPerSecond is the number's rate in segments a second. Default by number
	// type: LongCode 1, TollFree 3, ShortCode 100.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=10000
	MessagesPerSecond *int32 `json:"messagesPerSecond,omitempty"`
	// Coalesce joins waiting lines into one text when the room is behind. Default Auto.
	// +optional
	// +kubebuilder:validation:Enum=Auto;Off
	Coalesce Coalesce `json:"coalesce,omitempty"`
	// Receipts says how delivery is learned: by callbacks, by listing messages (Sweep),
	// by callbacks up to 200 recipients and listing beyond (Auto, the default), or not (Off).
	// +optional
	// +kubebuilder:validation:Enum=Auto;Callback;Sweep;Off
	Receipts Receipts `json:"receipts,omitempty"`
	// Validity is how long the carrier may try to deliver a text. Default "30m";
	// at most "10h" (https://www.twilio.com/docs/messaging/api/message-resource).
	// +optional
	Validity Duration `json:"validity,omitempty"`
	// DoubtGrace is how long a send whose outcome is unknown waits for a callback
	// before the carrier's list is searched. Default "10s".
	// +optional
	DoubtGrace Duration `json:"doubtGrace,omitempty"`
	// OnDoubt says what becomes of a send that cannot be found at the carrier: sent
	// again (Resend, the default) or kept for a person to decide (Park).
	// +optional
	// +kubebuilder:validation:Enum=Resend;Park
	OnDoubt OnDoubt `json:"onDoubt,omitempty"`
}

// Coalesce says whether waiting lines are joined.
type Coalesce string

// Whether waiting lines are joined.
const (
	CoalesceAuto Coalesce = "Auto"
	CoalesceOff  Coalesce = "Off"
)

// Receipts says how the room learns that a text arrived.
type Receipts string

// How the room learns that a text arrived.
const (
	ReceiptsAuto     Receipts = "Auto"
	ReceiptsCallback Receipts = "Callback"
	ReceiptsSweep    Receipts = "Sweep"
	ReceiptsOff      Receipts = "Off"
)

// OnDoubt says what becomes of a send that cannot be found at the carrier.
type OnDoubt string

// What becomes of a send that cannot be found at the carrier.
const (
	OnDoubtResend OnDoubt = "Resend"
	OnDoubtPark   OnDoubt = "Park"
)

// Duration is a time span as people write it: "30m", "12h", "30d", "1h30m".
// +kubebuilder:validation:MaxLength=32
// +kubebuilder:validation:Pattern=`^([0-9]+(ms|s|m|h|d))+$`
type Duration string

// Rule is one line of a room's rules: when its CEL expression is true, its outcomes happen.
type Rule struct {
	// Name identifies the rule in logs, metrics and conditions.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Name string `json:"name"`
	// When is a CEL expression over sms, member, room, command and now.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=4096
	When string `json:"when"`
	// Reply is sent to the sender; ${…} holds CEL.
	// +optional
	// +kubebuilder:validation:MaxLength=2048
	Reply string `json:"reply,omitempty"`
	// Broadcast is sent to everyone; ${…} holds CEL.
	// +optional
	// +kubebuilder:validation:MaxLength=2048
	Broadcast string `json:"broadcast,omitempty"`
	// Direct is sent to one member.
	// +optional
	Direct *RuleDirect `json:"direct,omitempty"`
	// SetBody replaces the text before commands and chat see it; ${…} holds CEL.
	// +optional
	// +kubebuilder:validation:MaxLength=2048
	SetBody string `json:"setBody,omitempty"`
	// Mute keeps the sender's chat from everyone for a while.
	// +optional
	Mute *RuleMute `json:"mute,omitempty"`
	// Forward posts the whole SMS, signed, to a URL.
	// +optional
	Forward *RuleForward `json:"forward,omitempty"`
	// Run is a command to run as if the sender had texted it.
	// +optional
	// +kubebuilder:validation:MaxLength=2048
	Run string `json:"run,omitempty"`
	// Tag is kept with the message and counted.
	// +optional
	// +kubebuilder:validation:MaxLength=63
	// +kubebuilder:validation:Pattern=`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`
	Tag string `json:"tag,omitempty"`
	// Then says what follows: the next rule (Continue, the default), no further rule
	// (Stop), or nothing at all (Drop).
	// +optional
	// +kubebuilder:validation:Enum=Continue;Stop;Drop
	Then Then `json:"then,omitempty"`
}

// Then says what follows a rule that matched.
type Then string

// What follows a rule that matched.
const (
	ThenContinue Then = "Continue"
	ThenStop     Then = "Stop"
	ThenDrop     Then = "Drop"
)

// RuleDirect is a text to one member.
type RuleDirect struct {
	// To is a nickname or a number in E.164; ${…} holds CEL.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=256
	To string `json:"to"`
	// Text is what is sent; ${…} holds CEL.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=2048
	Text string `json:"text"`
}

// RuleMute is for how long the sender's chat is kept back.
type RuleMute struct {
	// For is how long, for example "10m".
	For Duration `json:"for"`
}

// RuleForward is where an SMS is posted.
type RuleForward struct {
	// URL receives the SMS.
	// +kubebuilder:validation:MaxLength=1024
	// +kubebuilder:validation:Pattern=`^https?://`
	URL string `json:"url"`
}

// Command is a custom command: an external service that answers a text.
type Command struct {
	// Name is what members type after the prefix.
	// +kubebuilder:validation:MinLength=1
	// +kubebuilder:validation:MaxLength=20
	// +kubebuilder:validation:Pattern=`^[a-z][a-z0-9_-]*$`
	Name string `json:"name"`
	// Aliases are other names for it.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=5
	// +kubebuilder:validation:items:Pattern=`^[a-z][a-z0-9_-]*$`
	// +kubebuilder:validation:items:MaxLength=20
	Aliases []string `json:"aliases,omitempty"`
	// Summary is the line that #help shows.
	// +optional
	// +kubebuilder:validation:MaxLength=120
	Summary string `json:"summary,omitempty"`
	// Usage is the argument hint, for example "<city>".
	// +optional
	// +kubebuilder:validation:MaxLength=60
	Usage string `json:"usage,omitempty"`
	// URL is called with each use; https, or http inside services.allowedNetworks.
	// +kubebuilder:validation:MaxLength=1024
	// +kubebuilder:validation:Pattern=`^https?://`
	URL string `json:"url"`
	// SecretRef names the Secret whose key "secret" signs the call; a key
	// "previousSecret" also signs during a rotation.
	// +optional
	SecretRef *SecretRef `json:"secretRef,omitempty"`
	// Timeout of a call. Default "3s", at most "10s".
	// +optional
	Timeout Duration `json:"timeout,omitempty"`
	// Allow says who may use it: Members (the default) or Admins.
	// +optional
	// +kubebuilder:validation:Enum=Members;Admins
	Allow string `json:"allow,omitempty"`
	// Answer says who gets the reply: the Sender (the default) or the whole Room.
	// +optional
	// +kubebuilder:validation:Enum=Sender;Room
	Answer string `json:"answer,omitempty"`
	// IncludeNumber lets the service see the sender's phone number. Default false.
	// +optional
	IncludeNumber bool `json:"includeNumber,omitempty"`
	// RateLimit bounds calls a minute and member. Default 10.
	// +optional
	// +kubebuilder:validation:Minimum=1
	// +kubebuilder:validation:Maximum=600
	RateLimit *int32 `json:"rateLimit,omitempty"`
	// OnFailure is the reply when the service fails.
	// +optional
	// +kubebuilder:validation:MaxLength=320
	OnFailure string `json:"onFailure,omitempty"`
	// Enabled defaults to true.
	// +optional
	Enabled *bool `json:"enabled,omitempty"`
	// Format of the call: Smack (the default) or Slack.
	// +optional
	// +kubebuilder:validation:Enum=Smack;Slack
	Format string `json:"format,omitempty"`
}

// Services bounds what custom commands and rules may call. Whatever is not named here has to
// be on the internet and speak https, for declared commands and for those made on the screen.
type Services struct {
	// AllowedNetworks are networks in CIDR notation inside which services may be, and where
	// they may be called over plain http too, for example the cluster's range of Service
	// addresses: "10.96.0.0/12". The address that is dialled counts, whatever its name is.
	// +optional
	// +listType=set
	// +kubebuilder:validation:MaxItems=20
	// +kubebuilder:validation:items:MaxLength=43
	AllowedNetworks []string `json:"allowedNetworks,omitempty"`
}

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
