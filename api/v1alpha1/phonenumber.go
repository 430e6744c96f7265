package v1alpha1

// PhoneNumber says which number members text, and how it is got: bought, taken
// from those that the account owns, or looked after by someone else.
//
// +kubebuilder:validation:ExactlyOneOf=purchase;adopt;external
// +kubebuilder:validation:XValidation:rule="has(self.purchase) == has(oldSelf.purchase)",message="a bought number cannot become another kind, nor the reverse: make a new room",fieldPath=".purchase",reason=FieldValueForbidden
// +kubebuilder:validation:XValidation:rule="!has(self.reclaimPolicy) || self.reclaimPolicy != 'Release' || has(self.purchase)",message="Release is only for purchased numbers: what the operator did not buy it does not give back",fieldPath=".reclaimPolicy",reason=FieldValueForbidden
type PhoneNumber struct {
	// Purchase buys a number, once. It costs money every month; the operator buys
	// only when started with --allow-purchase. It cannot be changed afterwards.
	// +optional
	Purchase *Purchase `json:"purchase,omitempty"`

	// Adopt uses a number or short code that the account owns already: its webhooks
	// are set, put back on deletion, and it is never released.
	// +optional
	Adopt *Adopt `json:"adopt,omitempty"`

	// External is a number that someone else configures; nothing is ever written to it.
	// +optional
	External *External `json:"external,omitempty"`

	// ReclaimPolicy says what becomes of a purchased number when the room is deleted:
	// it stays in the account (Retain) or is given back for ever (Release).
	// +optional
	// +kubebuilder:default=Retain
	ReclaimPolicy ReclaimPolicy `json:"reclaimPolicy,omitempty"`

	// DriftPolicy says what is done when someone else changed the number's webhooks:
	// they are put right (Correct) or a condition says so (Report).
	// +optional
	// +kubebuilder:default=Correct
	DriftPolicy DriftPolicy `json:"driftPolicy,omitempty"`

	// MessagingServiceSid is the Messaging Service that the number is in, or is put into;
	// what the operator put in it takes out again when the room is deleted. A service
	// that would drop inbound texts is told to leave them to the webhooks of its numbers;
	// one that sends them to an address of its own must be told so by its owner.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9-]+$`
	MessagingServiceSid string `json:"messagingServiceSid,omitempty"`
}

// Purchase describes the number to buy. It cannot be changed: the number was chosen by it.
//
// +kubebuilder:validation:XValidation:rule="self == oldSelf",message="purchase cannot be changed: the number was bought for what it said; make a new room",reason=FieldValueForbidden
// +kubebuilder:validation:XValidation:rule="!has(self.areaCode) || self.country in ['US', 'CA']",message="area codes are searched only in US and CA; use contains",fieldPath=".areaCode",reason=FieldValueForbidden
// +kubebuilder:validation:XValidation:rule="!has(self.region) || self.country in ['US', 'CA']",message="regions are searched only in US and CA",fieldPath=".region",reason=FieldValueForbidden
// +kubebuilder:validation:XValidation:rule="!has(self.locality) || self.country in ['US', 'CA']",message="localities are searched only in US and CA",fieldPath=".locality",reason=FieldValueForbidden
// +kubebuilder:validation:XValidation:rule="!has(self.type) || self.type != 'Mobile' || !(self.country in ['US', 'CA'])",message="US and CA have no mobile numbers for sale; use Local",fieldPath=".type",reason=FieldValueForbidden
type Purchase struct {
	// Country is an ISO 3166 country code, for example "US".
	// +required
	// +kubebuilder:validation:MaxLength=2
	// +kubebuilder:validation:Pattern=`^[A-Z]{2}$`
	Country string `json:"country"`
	// Type is the kind of number.
	// +optional
	// +kubebuilder:default=Local
	Type PurchaseType `json:"type,omitempty"`
	// AreaCode is three digits; US and CA only.
	// +optional
	// +kubebuilder:validation:MaxLength=3
	// +kubebuilder:validation:Pattern=`^[2-9][0-9]{2}$`
	AreaCode string `json:"areaCode,omitempty"`
	// Contains is a pattern of digits, letters and "*" that the number must match,
	// 2 to 16 characters.
	// +optional
	// +kubebuilder:validation:MinLength=2
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9*+]+$`
	Contains string `json:"contains,omitempty"`
	// Locality is a city; US and CA only.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Locality string `json:"locality,omitempty"`
	// Region is a state or province, for example "CA"; US and CA only.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	Region string `json:"region,omitempty"`
	// AddressSid is the registered address that some countries ask for.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9-]+$`
	AddressSid string `json:"addressSid,omitempty"`
	// BundleSid is the regulatory bundle that some countries ask for.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9-]+$`
	BundleSid string `json:"bundleSid,omitempty"`
}

// PurchaseType is a kind of number that is for sale.
// +kubebuilder:validation:Enum=Local;Mobile;TollFree
type PurchaseType string

// The kinds of numbers for sale.
const (
	PurchaseLocal    PurchaseType = "Local"
	PurchaseMobile   PurchaseType = "Mobile"
	PurchaseTollFree PurchaseType = "TollFree"
)

// Adopt names a number that the account owns.
//
// +kubebuilder:validation:ExactlyOneOf=e164;sid;shortCode
type Adopt struct {
	// E164 is the number, for example "+14155550100".
	// +optional
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:Pattern=`^\+[1-9][0-9]{6,14}$`
	E164 string `json:"e164,omitempty"`
	// SID is the carrier's identifier of the number.
	// +optional
	// +kubebuilder:validation:MaxLength=64
	// +kubebuilder:validation:Pattern=`^[A-Za-z0-9-]+$`
	SID string `json:"sid,omitempty"`
	// ShortCode is the digits of a short code.
	// +optional
	// +kubebuilder:validation:MaxLength=8
	// +kubebuilder:validation:Pattern=`^[0-9]{3,8}$`
	ShortCode string `json:"shortCode,omitempty"`
}

// External is a number that someone else configures.
type External struct {
	// E164 is the number, for example "+14155550100", or the digits of a short code.
	// +required
	// +kubebuilder:validation:MaxLength=16
	// +kubebuilder:validation:Pattern=`^(\+[1-9][0-9]{6,14}|[0-9]{3,8})$`
	E164 string `json:"e164"`
}

// ReclaimPolicy says what becomes of a purchased number when its room is deleted.
// +kubebuilder:validation:Enum=Retain;Release
type ReclaimPolicy string

// What becomes of a purchased number.
const (
	ReclaimRetain  ReclaimPolicy = "Retain"
	ReclaimRelease ReclaimPolicy = "Release"
)

// DriftPolicy says what is done about webhooks that someone else changed.
// +kubebuilder:validation:Enum=Correct;Report
type DriftPolicy string

// What is done about changed webhooks.
const (
	DriftCorrect DriftPolicy = "Correct"
	DriftReport  DriftPolicy = "Report"
)
