package v1alpha1

// The conditions of a SmackRoom. They follow kstatus: Ready sums up, Reconciling is
// there while something is under way, Stalled while someone must act.
const (
	// ConditionReady is True when texts to the number reach the room and come back out.
	ConditionReady = "Ready"
	// ConditionReconciling is True while the operator works towards the spec.
	ConditionReconciling = "Reconciling"
	// ConditionStalled is True when the operator cannot go on by itself: its message
	// says what to do.
	ConditionStalled = "Stalled"
	// ConditionPaused is True while the annotation smack.dev/paused holds the operator back.
	ConditionPaused = "Paused"
	// ConditionCredentialsValid is True when the Secret is whole and the carrier accepts it.
	ConditionCredentialsValid = "CredentialsValid"
	// ConditionPhoneNumberReady is True when the room has its number.
	ConditionPhoneNumberReady = "PhoneNumberReady"
	// ConditionRedisReady is True when the managed Redis is up, or the external one is
	// wholly described.
	ConditionRedisReady = "RedisReady"
	// ConditionWorkloadAvailable is True when as many pods take texts as were asked for.
	ConditionWorkloadAvailable = "WorkloadAvailable"
	// ConditionExposed is True when the route from the public address to the pods exists.
	ConditionExposed = "Exposed"
	// ConditionWebhookConfigured is True when the carrier sends texts to the public address.
	ConditionWebhookConfigured = "WebhookConfigured"
	// ConditionRulesAccepted is True when every rule compiles.
	ConditionRulesAccepted = "RulesAccepted"
)

// Reasons that several conditions share.
const (
	// ReasonReady surfaces when what the condition speaks of is as it should be.
	ReasonReady = "Ready"
	// ReasonProgressing surfaces while the operator works towards the spec.
	ReasonProgressing = "Progressing"
	// ReasonWaiting surfaces when an earlier phase must succeed first.
	ReasonWaiting = "Waiting"
	// ReasonReconcileFailed surfaces when a request to Kubernetes or the carrier
	// failed and is tried again by itself.
	ReasonReconcileFailed = "ReconcileFailed"
	// ReasonThrottled surfaces when the carrier asked for patience.
	ReasonThrottled = "Throttled"
	// ReasonRefused surfaces when Kubernetes refuses an object that the room needs.
	ReasonRefused = "Refused"
	// ReasonPaused surfaces while the annotation smack.dev/paused is "true".
	ReasonPaused = "Paused"
	// ReasonSettingsInvalid surfaces when settings contradict each other in a way that the
	// schema cannot see, such as a time zone that does not exist.
	ReasonSettingsInvalid = "SettingsInvalid"
	// ReasonCarrierRefused surfaces when the carrier refuses a request for good.
	ReasonCarrierRefused = "CarrierRefused"
	// ReasonDeleting surfaces while a deleted room is taken down.
	ReasonDeleting = "Deleting"
	// ReasonReleaseBlocked surfaces when a deleted room cannot release its number; the
	// annotation smack.dev/orphan-on-delete is the way out.
	ReasonReleaseBlocked = "ReleaseBlocked"
)

// Reasons of CredentialsValid.
const (
	// ReasonSecretNotFound surfaces when a Secret that the spec names does not exist.
	ReasonSecretNotFound = "SecretNotFound"
	// ReasonSecretIncomplete surfaces when a Secret lacks a key.
	ReasonSecretIncomplete = "SecretIncomplete"
	// ReasonCredentialsRejected surfaces when the carrier refuses the credentials.
	ReasonCredentialsRejected = "CredentialsRejected"
	// ReasonAccountNotActive surfaces when the carrier account is suspended or closed.
	ReasonAccountNotActive = "AccountNotActive"
)

// Reasons of PhoneNumberReady.
const (
	// ReasonPurchaseNotAllowed surfaces when the operator runs without --allow-purchase.
	ReasonPurchaseNotAllowed = "PurchaseNotAllowed"
	// ReasonPurchaseThrottled surfaces when --max-purchases-per-hour is used up.
	ReasonPurchaseThrottled = "PurchaseThrottled"
	// ReasonPurchasing surfaces while a number is being bought.
	ReasonPurchasing = "Purchasing"
	// ReasonPurchaseRefused surfaces when the carrier refuses to sell for a reason
	// that another number would not mend.
	ReasonPurchaseRefused = "PurchaseRefused"
	// ReasonNoNumberFound surfaces when the carrier has no number of the wanted kind.
	ReasonNoNumberFound = "NoNumberFound"
	// ReasonNumberLost surfaces when the number is no longer in the account; another
	// is never bought by itself.
	ReasonNumberLost = "NumberLost"
	// ReasonNumberNotOwned surfaces when the number to adopt is not in the account.
	ReasonNumberNotOwned = "NumberNotOwned"
	// ReasonNumberInUse surfaces when another room holds the number.
	ReasonNumberInUse = "NumberInUse"
	// ReasonDuplicateNumbers surfaces when the account holds several numbers that bear
	// this room's owner token.
	ReasonDuplicateNumbers = "DuplicateNumbers"
	// ReasonMessagingServiceOverrides surfaces when the number is in a Messaging
	// Service that sends its texts elsewhere.
	ReasonMessagingServiceOverrides = "MessagingServiceOverrides"
	// ReasonMessagingServiceUnfit surfaces when the Messaging Service does not exist, or
	// the number is in another one.
	ReasonMessagingServiceUnfit = "MessagingServiceUnfit"
)

// Reasons of RedisReady, WorkloadAvailable and Exposed.
const (
	// ReasonRedisStarting surfaces while the managed Redis is not ready.
	ReasonRedisStarting = "RedisStarting"
	// ReasonPodsStarting surfaces while fewer pods are ready than were asked for.
	ReasonPodsStarting = "PodsStarting"
	// ReasonScaledToZero surfaces when no pods were asked for.
	ReasonScaledToZero = "ScaledToZero"
	// ReasonRolloutStuck surfaces when Kubernetes gave up on a rollout.
	ReasonRolloutStuck = "RolloutStuck"
	// ReasonGatewayAPIMissing surfaces when the cluster has no HTTPRoute.
	ReasonGatewayAPIMissing = "GatewayAPIMissing"
	// ReasonRouteNotAccepted surfaces when no Gateway took the HTTPRoute.
	ReasonRouteNotAccepted = "RouteNotAccepted"
)

// Reasons of WebhookConfigured and RulesAccepted.
const (
	// ReasonWebhookDrifted surfaces when someone changed the number's webhooks and
	// driftPolicy is Report.
	ReasonWebhookDrifted = "WebhookDrifted"
	// ReasonNotManaged surfaces for external numbers, whose webhooks someone else sets.
	ReasonNotManaged = "NotManaged"
	// ReasonRuleInvalid surfaces when a rule does not compile; the room keeps its last
	// good rules.
	ReasonRuleInvalid = "RuleInvalid"
	// ReasonNoRules surfaces when the room has no rules.
	ReasonNoRules = "NoRules"
)

// Reasons of events that speak of money; they are always recorded.
const (
	// EventNumberPurchased tells that a number was bought.
	EventNumberPurchased = "NumberPurchased"
	// EventNumberReleased tells that a number was given back.
	EventNumberReleased = "NumberReleased"
	// EventNumberRetained tells that a deleted room's number stays in the account.
	EventNumberRetained = "NumberRetained"
	// EventDriftCorrected tells that changed webhooks were put right.
	EventDriftCorrected = "DriftCorrected"
)
