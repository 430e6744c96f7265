package v1alpha1

// What people write on a SmackRoom.
const (
	// PausedAnnotation, when "true", stops the operator from doing anything for the
	// room except deleting it.
	PausedAnnotation = "smack.dev/paused"
	// ReconcileRequestedAtAnnotation asks for a reconcile now, by any new value;
	// status.lastHandledReconcileAt repeats the value when it was carried out.
	ReconcileRequestedAtAnnotation = "smack.dev/reconcile-requested-at"
	// OrphanOnDeleteAnnotation, when "true", lets a deleted room go without a word to
	// the carrier: its number stays in the account as it is, and goes on costing money.
	OrphanOnDeleteAnnotation = "smack.dev/orphan-on-delete"
	// RotateRedisPasswordAnnotation asks for a new password of the managed Redis, by any new
	// value; status.redis.passwordRotation repeats the value when the former one is refused.
	RotateRedisPasswordAnnotation = "smack.dev/rotate-redis-password"
)

// What the operator writes on a SmackRoom. Status can be lost by a backup; these are
// what a number is found by again.
const (
	// PhoneNumberSIDAnnotation is the carrier's identifier of the room's number.
	PhoneNumberSIDAnnotation = "smack.dev/phone-number-sid"
	// PurchasedAtAnnotation is when the room's number was first asked for (RFC 3339): an
	// operator that is started again counts it for the hour's limit.
	PurchasedAtAnnotation = "smack.dev/purchased-at"
	// PurchaseCandidateAnnotation is the exact number that is being bought.
	PurchaseCandidateAnnotation = "smack.dev/purchase-candidate"
	// PurchaseAttemptsAnnotation counts the purchase requests for the candidate.
	PurchaseAttemptsAnnotation = "smack.dev/purchase-attempts"
	// PurchaseFirstAttemptAnnotation is when the candidate was first asked for (RFC 3339).
	PurchaseFirstAttemptAnnotation = "smack.dev/purchase-first-attempt"
	// PurchaseRefusedAtAnnotation is when a request other than the first was refused
	// (RFC 3339): until an earlier one is ruled out, no other number is tried.
	PurchaseRefusedAtAnnotation = "smack.dev/purchase-refused-at"
	// PurchaseAbandonedAnnotation lists the candidates given up, separated by commas.
	PurchaseAbandonedAnnotation = "smack.dev/purchase-abandoned"
	// PreviousWebhookAnnotation keeps, as JSON, the webhooks that an adopted number
	// had before, to put them back when the room is deleted.
	PreviousWebhookAnnotation = "smack.dev/previous-webhook"
	// JoinedServiceAnnotation is the Messaging Service that the operator put the number
	// into, to take it out again when the room is deleted or names another one. A number
	// that was in its service before the room came stays there.
	JoinedServiceAnnotation = "smack.dev/joined-messaging-service"
)

// Finalizer keeps a deleted room until its number's webhooks are cleared or put back,
// and the number is released if that was asked for.
const Finalizer = "smack.dev/room"

// FieldOwner is the field manager under which the operator applies what a room owns.
const FieldOwner = "smack-operator"
