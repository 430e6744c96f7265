package roomfile

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
