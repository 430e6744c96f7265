package roomfile

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
