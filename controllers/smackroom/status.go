package smackroom

import (
	"fmt"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
)

// Everything in this file decides what a condition says, from values to values.

func good(conditionType, reason, message string) metav1.Condition {
	return metav1.Condition{Type: conditionType, Status: metav1.ConditionTrue, Reason: reason, Message: message}
}

func bad(conditionType, reason, message string) metav1.Condition {
	return metav1.Condition{Type: conditionType, Status: metav1.ConditionFalse, Reason: reason, Message: message}
}

func unknown(conditionType, reason, message string) metav1.Condition {
	return metav1.Condition{Type: conditionType, Status: metav1.ConditionUnknown, Reason: reason, Message: message}
}

// ofPhase is what a phase's error makes of its condition, or of one if there is none.
func ofPhase(s *scope, name phase, conditionType string, ok metav1.Condition) metav1.Condition {
	err, ran := s.results[name]
	switch {
	case !ran:
		return unknown(conditionType, v1alpha1.ReasonWaiting, "not looked at yet")
	case err == nil && s.aside[name] != nil:
		return good(conditionType, reasonOf(s.aside[name]), messageOf(s.aside[name]))
	case err == nil:
		return ok
	case reasonOf(err) == v1alpha1.ReasonWaiting:
		return unknown(conditionType, v1alpha1.ReasonWaiting, messageOf(err))
	default:
		return bad(conditionType, reasonOf(err), messageOf(err))
	}
}

// credentialsValid: a carrier that refuses the credentials says so in whichever phase
// asks it first.
func credentialsValid(s *scope) metav1.Condition {
	const kind = v1alpha1.ConditionCredentialsValid
	for _, name := range []phase{phaseCredentials, phasePhoneNumber, phaseWebhook, phaseCloseWebhook, phaseRelease} {
		err := s.results[name]
		if err == nil {
			continue
		}
		switch reason := reasonOf(err); reason {
		case v1alpha1.ReasonCredentialsRejected, v1alpha1.ReasonAccountNotActive:
			return bad(kind, reason, messageOf(err))
		}
	}
	return ofPhase(s, phaseCredentials, kind, good(kind, v1alpha1.ReasonReady, "the carrier accepts the credentials"))
}

func phoneNumberReady(s *scope) metav1.Condition {
	const kind = v1alpha1.ConditionPhoneNumberReady
	message := ""
	if s.number != nil {
		message = "the room's number is " + s.number.E164
	}
	if s.renamed {
		// A person may have meant it, so nothing is put right.
		message += "; someone gave it another friendly name at the carrier, so that it is not released with the room"
	}
	return ofPhase(s, phasePhoneNumber, kind, good(kind, v1alpha1.ReasonReady, message))
}

func redisReady(s *scope) metav1.Condition {
	const kind = v1alpha1.ConditionRedisReady
	ok := good(kind, v1alpha1.ReasonReady, "the managed Redis is up")
	if s.room.ExternalRedis() != nil {
		ok.Message = "the external Redis is wholly described; the pods tell whether it answers"
	}
	return ofPhase(s, phaseRedis, kind, ok)
}

func rulesAccepted(s *scope) metav1.Condition {
	const kind = v1alpha1.ConditionRulesAccepted
	switch count := len(s.room.Spec.Rules); {
	case len(s.badRules) > 0:
		return bad(kind, v1alpha1.ReasonRuleInvalid, ruleMessage(s))
	case count == 0:
		return good(kind, v1alpha1.ReasonNoRules, "the room has no rules")
	default:
		return good(kind, v1alpha1.ReasonReady, fmt.Sprintf("%d rules compile", count))
	}
}

// ruleMessage names the broken rules by what people call them, not by their place.
func ruleMessage(s *scope) string {
	lines := make([]string, 0, len(s.badRules))
	for _, p := range s.badRules {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "; ") + ". Mend it in spec.rules; until then the room keeps the last rules that compiled"
}

func workloadAvailable(s *scope) metav1.Condition {
	const kind = v1alpha1.ConditionWorkloadAvailable
	if err := s.results[phaseConfig]; err != nil {
		return ofPhase(s, phaseConfig, kind, metav1.Condition{})
	}
	return ofPhase(s, phaseWorkload, kind, good(kind, v1alpha1.ReasonReady, "all pods that were asked for take texts"))
}

func exposed(s *scope) metav1.Condition {
	const kind = v1alpha1.ConditionExposed
	return ofPhase(s, phaseExposure, kind, good(kind, v1alpha1.ReasonReady, "Twilio reaches the room at "+s.room.PublicURL()))
}

func webhookConfigured(s *scope) metav1.Condition {
	const kind = v1alpha1.ConditionWebhookConfigured
	ok := good(kind, v1alpha1.ReasonReady, "the number sends its texts to "+s.room.PublicURL())
	if s.room.Spec.PhoneNumber.External != nil {
		ok = good(kind, v1alpha1.ReasonNotManaged,
			"set the number's messaging webhook to "+s.room.PublicURL()+"/sms by yourself: the number is external")
	}
	return ofPhase(s, phaseWebhook, kind, ok)
}

// deploymentState is what the pods' Deployment tells of the phase.
func deploymentState(d *appsv1.Deployment, want int32) error {
	switch {
	case d == nil || d.UID == "":
		return underWay(v1alpha1.ReasonPodsStarting, "the Deployment was just made")
	case want == 0:
		return stall(v1alpha1.ReasonScaledToZero, "no pods were asked for: set spec.replicas, or scale the room up, to take texts")
	case d.Status.ObservedGeneration < d.Generation:
		return underWay(v1alpha1.ReasonPodsStarting, "the Deployment was just changed")
	}
	for _, c := range d.Status.Conditions {
		if c.Type == appsv1.DeploymentProgressing && c.Status == corev1.ConditionFalse {
			return stall(v1alpha1.ReasonRolloutStuck, "the pods do not start: %s; see kubectl describe pods", c.Message)
		}
		if c.Type == appsv1.DeploymentReplicaFailure && c.Status == corev1.ConditionTrue {
			return stall(v1alpha1.ReasonRefused, "pods are refused: %s; correct spec.template, or raise the namespace's quota", c.Message)
		}
	}
	if d.Status.UpdatedReplicas < want || d.Status.AvailableReplicas < want {
		return underWay(v1alpha1.ReasonPodsStarting, "%d of %d pods take texts", min(d.Status.UpdatedReplicas, d.Status.AvailableReplicas), want)
	}
	return nil
}

// redisState is what the managed Redis's StatefulSet tells.
func redisState(s *appsv1.StatefulSet) error {
	switch {
	case s == nil || s.UID == "":
		return underWay(v1alpha1.ReasonRedisStarting, "the managed Redis was just made and is starting")
	case s.Status.ObservedGeneration < s.Generation || s.Status.UpdatedReplicas < 1:
		return underWay(v1alpha1.ReasonRedisStarting, "the managed Redis was just changed and is restarting")
	case s.Status.ReadyReplicas < 1:
		return underWay(v1alpha1.ReasonRedisStarting, "the managed Redis is starting")
	}
	return nil
}

// components are the conditions that Ready sums up, in the order in which their trouble
// is told: what comes first causes what comes after.
func components(s *scope) []metav1.Condition {
	return []metav1.Condition{
		credentialsValid(s), phoneNumberReady(s), rulesAccepted(s), redisReady(s),
		workloadAvailable(s), exposed(s), webhookConfigured(s),
	}
}

// summary is Ready, and Reconciling or Stalled where they apply.
func summary(s *scope, parts []metav1.Condition) []metav1.Condition {
	culprit := firstTrouble(parts)
	if culprit == nil {
		out := []metav1.Condition{good(v1alpha1.ConditionReady, v1alpha1.ReasonReady, "texts to "+s.number.E164+" reach the room")}
		for _, err := range s.asides() {
			return append(out, good(v1alpha1.ConditionReconciling, reasonOf(err), messageOf(err)))
		}
		return out
	}
	reason, message := culprit.Reason, culprit.Message
	out := []metav1.Condition{bad(v1alpha1.ConditionReady, reason, message)}
	stuck := firstStall(s)
	if stuck == nil && len(s.badRules) > 0 {
		stuck = &stalled{reason: v1alpha1.ReasonRuleInvalid, message: ruleMessage(s)}
	}
	if stuck != nil {
		out[0].Reason, out[0].Message = stuck.reason, stuck.message
		return append(out, good(v1alpha1.ConditionStalled, stuck.reason, stuck.message))
	}
	return append(out, good(v1alpha1.ConditionReconciling, progress(reason), message))
}

func firstTrouble(parts []metav1.Condition) *metav1.Condition {
	for _, want := range []metav1.ConditionStatus{metav1.ConditionFalse, metav1.ConditionUnknown} {
		for i := range parts {
			if parts[i].Status == want {
				return &parts[i]
			}
		}
	}
	return nil
}

// firstStall is the stall of the earliest phase.
func firstStall(s *scope) *stalled {
	for _, name := range phaseOrder {
		if err := s.results[name]; isStalled(err) {
			return asStalled(err)
		}
	}
	return nil
}

// progress keeps reasons of failure out of Reconciling, which speaks of work under way.
func progress(reason string) string {
	if reason == v1alpha1.ReasonReconcileFailed {
		return reason
	}
	return v1alpha1.ReasonProgressing
}

// deleting are the conditions of a room that is going. What holds it up is the reason of
// Ready as well, so that an event tells it.
func deleting(s *scope) []metav1.Condition {
	reason, message := v1alpha1.ReasonDeleting, "the room is taken down"
	if errs := s.errors(); len(errs) > 0 {
		message = messageOf(errs[0])
		if held := reasonOf(errs[0]); held == v1alpha1.ReasonReleaseBlocked {
			reason = held
		}
	}
	stuck := firstStall(s)
	if stuck != nil {
		reason, message = stuck.reason, stuck.message
	}
	ready := bad(v1alpha1.ConditionReady, reason, message)
	if stuck != nil {
		return []metav1.Condition{ready, good(v1alpha1.ConditionStalled, reason, message)}
	}
	return []metav1.Condition{ready, good(v1alpha1.ConditionReconciling, v1alpha1.ReasonDeleting, message)}
}
