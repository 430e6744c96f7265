package roomfile

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
