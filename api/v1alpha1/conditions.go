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
	// ConditionRegistered is True when networks in the US take texts from the number, as far
	// as the carrier tells: a long code needs an approved 10DLC campaign, a toll-free number
	// a verification. Ready does not wait for it: texts from members arrive without, and an
	// approval takes people days to weeks.
	ConditionRegistered = "Registered"
	// ConditionRulesAccepted is True when every rule compiles.
	ConditionRulesAccepted = "RulesAccepted"
)

// Reasons that several conditions share.
const (
	// ReasonReady surfaces when what the condition speaks of is as it should be.
	// To do: nothing.
	ReasonReady = "Ready"
	// ReasonProgressing surfaces while the operator works towards the spec.
	// To do: wait.
	ReasonProgressing = "Progressing"
	// ReasonWaiting surfaces when an earlier phase must succeed first.
	// To do: look at the conditions that are not True; this one follows by itself.
	ReasonWaiting = "Waiting"
	// ReasonReconcileFailed surfaces when a request to Kubernetes or the carrier
	// failed and is tried again by itself.
	// To do: nothing at first; if it stays, the message holds the error as it came.
	ReasonReconcileFailed = "ReconcileFailed"
	// ReasonThrottled surfaces when the carrier asked for patience.
	// To do: wait. If it happens often, give the operator a longer --poll-interval.
	ReasonThrottled = "Throttled"
	// ReasonRefused surfaces when Kubernetes refuses an object that the room needs, or does not
	// let the operator read or delete one.
	// To do: mend what the message names, mostly a quota, an admission policy, a label in
	// spec.template or a right of the operator.
	ReasonRefused = "Refused"
	// ReasonPaused surfaces while the annotation smack.dev/paused is "true".
	// To do: take the annotation away to have the operator go on.
	ReasonPaused = "Paused"
	// ReasonSettingsInvalid surfaces when settings contradict each other in a way that the
	// schema cannot see, such as a time zone that does not exist.
	// To do: mend the field that the message names.
	ReasonSettingsInvalid = "SettingsInvalid"
	// ReasonCarrierRefused surfaces when the carrier refuses a request for good.
	// To do: look up the error code of the message at the carrier's site.
	ReasonCarrierRefused = "CarrierRefused"
	// ReasonDeleting surfaces while a deleted room is taken down.
	// To do: wait.
	ReasonDeleting = "Deleting"
	// ReasonReleaseBlocked surfaces when a deleted room cannot release its number; the
	// annotation smack.dev/orphan-on-delete is the way out.
	// To do: give the credentials back, or set the annotation and release the number in the
	// carrier's console.
	ReasonReleaseBlocked = "ReleaseBlocked"
)

// Reasons of CredentialsValid.
const (
	// ReasonSecretNotFound surfaces when a Secret that the spec names does not exist.
	// To do: create it in the namespace of the room, or name another one in the spec.
	ReasonSecretNotFound = "SecretNotFound"
	// ReasonSecretIncomplete surfaces when a Secret lacks a key, or has under one what cannot
	// be used, such as a certificate that is none.
	// To do: add or correct the key that the message names.
	ReasonSecretIncomplete = "SecretIncomplete"
	// ReasonCredentialsRejected surfaces when the carrier refuses the credentials.
	// To do: copy account SID and auth token from the carrier's console into the Secret.
	ReasonCredentialsRejected = "CredentialsRejected"
	// ReasonAccountNotActive surfaces when the carrier account is suspended or closed.
	// To do: settle it with the carrier.
	ReasonAccountNotActive = "AccountNotActive"
)

// Reasons of PhoneNumberReady.
const (
	// ReasonPurchaseNotAllowed surfaces when the operator runs without --allow-purchase.
	// To do: allow purchases once for the installation (chart value allowPurchase), or adopt
	// a number that the account has.
	ReasonPurchaseNotAllowed = "PurchaseNotAllowed"
	// ReasonPurchaseThrottled surfaces when --max-purchases-per-hour is used up.
	// To do: wait, or raise the limit if so many numbers are meant to be bought.
	ReasonPurchaseThrottled = "PurchaseThrottled"
	// ReasonPurchasing surfaces while a number is being bought.
	// To do: wait.
	ReasonPurchasing = "Purchasing"
	// ReasonPurchaseRefused surfaces when the carrier refuses to sell for a reason
	// that another number would not mend.
	// To do: mend what the message names, mostly an address, a bundle or a balance.
	ReasonPurchaseRefused = "PurchaseRefused"
	// ReasonNoNumberFound surfaces when the carrier has no number of the wanted kind.
	// To do: ask for less: another area code, no contains, no locality.
	ReasonNoNumberFound = "NoNumberFound"
	// ReasonNumberLost surfaces when the number is no longer in the account; another
	// is never bought by itself.
	// To do: find out who released it. To go on with another number, delete the annotation
	// smack.dev/phone-number-sid, or adopt one.
	ReasonNumberLost = "NumberLost"
	// ReasonNumberNotOwned surfaces when the number to adopt is not in the account.
	// To do: mend spec.phoneNumber.adopt, or the credentials, if they are of another
	// account.
	ReasonNumberNotOwned = "NumberNotOwned"
	// ReasonNumberInUse surfaces when another room holds the number.
	// To do: give one of the two rooms another number, or delete it.
	ReasonNumberInUse = "NumberInUse"
	// ReasonDuplicateNumbers surfaces when the account holds several numbers that bear
	// this room's owner token.
	// To do: keep the one that is published: write its SID into the annotation
	// smack.dev/phone-number-sid, and release the others in the carrier's console.
	ReasonDuplicateNumbers = "DuplicateNumbers"
	// ReasonMessagingServiceOverrides surfaces when the number is in a Messaging
	// Service that sends its texts elsewhere.
	// To do: let the service use the inbound webhook on the number, or take the number out
	// of it.
	ReasonMessagingServiceOverrides = "MessagingServiceOverrides"
	// ReasonMessagingServiceDrops surfaces when the number is in a Messaging Service that
	// the spec does not name and that drops inbound texts.
	// To do: set spec.phoneNumber.messagingServiceSid to that service, which is then told to
	// leave texts to its numbers' webhooks, or take the number out of it.
	ReasonMessagingServiceDrops = "MessagingServiceDrops"
	// ReasonMessagingServiceUnfit surfaces when the Messaging Service does not exist, or
	// the number is in another one.
	// To do: mend spec.phoneNumber.messagingServiceSid.
	ReasonMessagingServiceUnfit = "MessagingServiceUnfit"
)

// Reasons of RedisReady, WorkloadAvailable and Exposed.
const (
	// ReasonRedisStarting surfaces while the managed Redis is not ready.
	// To do: wait. If it stays, mend what the message names; if it names nothing, look at the
	// events of its pod: a volume that is not bound is the usual reason.
	ReasonRedisStarting = "RedisStarting"
	// ReasonVolumeGrowing surfaces while the volume of a managed Redis grows; Redis serves
	// meanwhile.
	// To do: wait.
	ReasonVolumeGrowing = "VolumeGrowing"
	// ReasonVolumeNotExpandable surfaces when Kubernetes refuses to let the volume of a
	// managed Redis grow.
	// To do: set allowVolumeExpansion on its StorageClass, or take the size back.
	ReasonVolumeNotExpandable = "VolumeNotExpandable"
	// ReasonPasswordRotating surfaces while a managed Redis accepts its former password
	// beside the new one, until all pods use that.
	// To do: wait some minutes.
	ReasonPasswordRotating = "PasswordRotating"
	// ReasonPodsStarting surfaces while fewer pods are ready than were asked for. When that
	// lasts for some seconds, the message names a pod and what keeps it from taking texts.
	// To do: wait. If it stays, mend what the message names.
	ReasonPodsStarting = "PodsStarting"
	// ReasonWaitingForTurn surfaces while a part of the room runs the image of a former
	// operator: rooms move to a new one after one another. Nothing is taken away meanwhile.
	// To do: wait. If it lasts, look for a room whose WorkloadAvailable or RedisReady is
	// not True: the others wait ten minutes for one that does not start.
	ReasonWaitingForTurn = "WaitingForTurn"
	// ReasonScaledToZero surfaces when no pods were asked for.
	// To do: set spec.replicas to have texts answered again.
	ReasonScaledToZero = "ScaledToZero"
	// ReasonRolloutStuck surfaces when Kubernetes gave up on a rollout, or a managed Redis
	// is not ready after five minutes.
	// To do: mend what the message names, mostly spec.template or the image.
	ReasonRolloutStuck = "RolloutStuck"
	// ReasonAddressInUse surfaces when another room is reached at the same host and path; its
	// number is not pointed there before that room has gone.
	// To do: give one of the two rooms another host or path, or delete it.
	ReasonAddressInUse = "AddressInUse"
	// ReasonGatewayAPIMissing surfaces when the cluster has no HTTPRoute.
	// To do: install the Gateway API, or use spec.exposure.ingress.
	ReasonGatewayAPIMissing = "GatewayAPIMissing"
	// ReasonRouteNotAccepted surfaces when no Gateway took the HTTPRoute.
	// To do: look at the Gateway that spec.exposure.gateway.parentRefs names: its listeners
	// say which routes they take.
	ReasonRouteNotAccepted = "RouteNotAccepted"
)

// Reasons of WebhookConfigured and RulesAccepted.
const (
	// ReasonWebhookDrifted surfaces when someone changed the number's webhooks and
	// driftPolicy is Report.
	// To do: put them back in the carrier's console, or set driftPolicy to Correct.
	ReasonWebhookDrifted = "WebhookDrifted"
	// ReasonNotManaged surfaces for external numbers, whose webhooks someone else sets.
	// To do: set the webhook of the number yourself; status.phoneNumber.webhookURL is the
	// address.
	ReasonNotManaged = "NotManaged"
	// ReasonRuleInvalid surfaces when a rule does not compile; the room keeps its last
	// good rules.
	// To do: mend the rule that the message names, by line and column.
	ReasonRuleInvalid = "RuleInvalid"
	// ReasonNoRules surfaces when the room has no rules.
	// To do: nothing.
	ReasonNoRules = "NoRules"
)

// Reasons of Registered.
const (
	// ReasonNotRequired surfaces when the number is not of the US or Canada, or external.
	// To do: nothing.
	ReasonNotRequired = "NotRequired"
	// ReasonRegistered surfaces when the campaign or the verification is approved, and for
	// short codes, which are registered when they are provisioned.
	// To do: nothing.
	ReasonRegistered = "Registered"
	// ReasonCampaignMissing surfaces when a long code is in no Messaging Service, or in one
	// without campaign: texts to phones in the US fail with error 30034.
	// To do: register a 10DLC campaign (use case PROXY or SOCIAL) at the carrier, and set
	// spec.phoneNumber.messagingServiceSid to its Messaging Service.
	ReasonCampaignMissing = "CampaignMissing"
	// ReasonCampaignPending surfaces while people review the campaign.
	// To do: wait; it takes days to weeks.
	ReasonCampaignPending = "CampaignPending"
	// ReasonCampaignFailed surfaces when the campaign was refused.
	// To do: mend what the message names in the carrier's console, and submit it again.
	ReasonCampaignFailed = "CampaignFailed"
	// ReasonCampaignSuspended surfaces when the campaign was suspended: texts to phones in
	// the US fail with error 30033.
	// To do: settle it with the carrier's support.
	ReasonCampaignSuspended = "CampaignSuspended"
	// ReasonVerificationMissing surfaces when nobody asked for the verification of a
	// toll-free number: texts to the US and Canada fail with error 30032.
	// To do: have the number verified in the carrier's console.
	ReasonVerificationMissing = "VerificationMissing"
	// ReasonVerificationPending surfaces while people review the verification.
	// To do: wait; it takes days.
	ReasonVerificationPending = "VerificationPending"
	// ReasonVerificationRejected surfaces when the verification was refused.
	// To do: mend what the message names before the date that it names, and submit it again.
	ReasonVerificationRejected = "VerificationRejected"
	// ReasonRegistrationUnknown surfaces when the carrier does not tell, or tells in a word
	// that the operator does not know.
	// To do: look the registration up in the carrier's console.
	ReasonRegistrationUnknown = "RegistrationUnknown"
)

// Reasons of events that speak of money; they are always recorded.
const (
	// EventNumberPurchased tells that a number was bought. It is told at least once: an
	// operator that dies at the wrong moment tells it again.
	EventNumberPurchased = "NumberPurchased"
	// EventNumberFound tells that a number which bears the room's token was found in the
	// account and is the room's again, as in a cluster that was rebuilt.
	EventNumberFound = "NumberFound"
	// EventNumberReleased tells that a number was given back.
	EventNumberReleased = "NumberReleased"
	// EventNumberRetained tells that a deleted room's number stays in the account.
	EventNumberRetained = "NumberRetained"
	// EventRedisPasswordRotated tells that a managed Redis accepts its new password alone.
	EventRedisPasswordRotated = "RedisPasswordRotated"
	// EventDriftCorrected tells that changed webhooks were put right.
	EventDriftCorrected = "DriftCorrected"
)
