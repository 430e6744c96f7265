package smackroom

import (
	"errors"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

// scenario is a reconcile in which all went well, but for the phases named.
func scenario(failures map[phase]error) *scope {
	room := &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Name: "family", Namespace: "ns", Generation: 3}}
	room.Spec.Exposure.BaseURL = "https://sms.example.com"
	s := &scope{room: room, memory: &memory{}, results: map[phase]error{}, number: &numbers.Number{E164: "+14155550100", SID: "PN1"}}
	for _, name := range []phase{phaseCredentials, phasePhoneNumber, phaseRedis, phaseConfig, phaseWorkload, phaseExposure, phaseWebhook} {
		s.results[name] = failures[name]
	}
	return s
}

func like(status metav1.ConditionStatus, reason, message string) types.GomegaMatcher {
	return And(HaveField("Status", status), HaveField("Reason", reason), HaveField("Message", ContainSubstring(message)))
}

var _ = DescribeTable("each condition",
	func(condition func(*scope) metav1.Condition, s *scope, want types.GomegaMatcher) {
		Expect(condition(s)).To(want)
	},
	Entry(nil, credentialsValid, scenario(nil), like("True", v1alpha1.ReasonReady, "accepts")),
	Entry(nil, credentialsValid, scenario(map[phase]error{phaseCredentials: stuck}), like("False", v1alpha1.ReasonSecretNotFound, "create it")),
	Entry(nil, credentialsValid, scenario(map[phase]error{phaseWebhook: &stalled{reason: v1alpha1.ReasonCredentialsRejected, message: "no"}}),
		like("False", v1alpha1.ReasonCredentialsRejected, "no")),
	Entry(nil, phoneNumberReady, scenario(nil), like("True", v1alpha1.ReasonReady, "+14155550100")),
	Entry(nil, phoneNumberReady, scenario(map[phase]error{phasePhoneNumber: blocked("the credentials")}), like("Unknown", v1alpha1.ReasonWaiting, "credentials")),
	Entry(nil, phoneNumberReady, scenario(map[phase]error{phasePhoneNumber: errBroken}), like("False", v1alpha1.ReasonReconcileFailed, "broken")),
	Entry(nil, redisReady, scenario(nil), like("True", v1alpha1.ReasonReady, "managed")),
	Entry(nil, redisReady, scenario(map[phase]error{phaseRedis: redisState(nil)}), like("False", v1alpha1.ReasonRedisStarting, "starting")),
	Entry(nil, rulesAccepted, scenario(nil), like("True", v1alpha1.ReasonNoRules, "no rules")),
	Entry(nil, workloadAvailable, scenario(nil), like("True", v1alpha1.ReasonReady, "take texts")),
	Entry(nil, workloadAvailable, scenario(map[phase]error{phaseConfig: stuck, phaseWorkload: blocked("the room file")}),
		like("False", v1alpha1.ReasonSecretNotFound, "create it")),
	Entry(nil, workloadAvailable, scenario(map[phase]error{phaseWorkload: coming}), like("False", v1alpha1.ReasonPodsStarting, "")),
	Entry(nil, workloadAvailable, behind(), like("True", v1alpha1.ReasonWaitingForTurn, "its turn comes")),
	Entry(nil, exposed, scenario(nil), like("True", v1alpha1.ReasonReady, "https://sms.example.com")),
	Entry(nil, webhookConfigured, scenario(nil), like("True", v1alpha1.ReasonReady, "https://sms.example.com")),
	Entry(nil, webhookConfigured, scenario(map[phase]error{phaseWebhook: slower}), like("False", v1alpha1.ReasonThrottled, "")),
)

func badRule() *scope {
	s := scenario(nil)
	s.badRules = []roomfile.Problem{{Path: "rule noise.when", Message: "line 1, column 5: nonsense"}}
	return s
}

// behind is a room that runs a former image until its turn comes.
func behind() *scope {
	s := scenario(nil)
	s.putAside(phaseWorkload, &waiting{reason: v1alpha1.ReasonWaitingForTurn, message: "its turn comes"})
	return s
}

func beingDeleted(err error) *scope {
	s := scenario(nil)
	s.room.DeletionTimestamp = &metav1.Time{Time: time.Unix(1, 0)}
	s.results = map[phase]error{phaseCredentials: err}
	return s
}

var _ = DescribeTable("what a room is, summed up",
	func(s *scope, ready types.GomegaMatcher, extra string) {
		conditions := conditionsOf(s)
		Expect(*meta.FindStatusCondition(conditions, v1alpha1.ConditionReady)).To(ready)
		for _, kind := range []string{v1alpha1.ConditionReconciling, v1alpha1.ConditionStalled} {
			Expect(meta.IsStatusConditionTrue(conditions, kind)).To(Equal(kind == extra), kind)
		}
	},
	Entry("all well", scenario(nil), like("True", v1alpha1.ReasonReady, "reach the room"), ""),
	Entry("all well, and something goes on behind", behind(), like("True", v1alpha1.ReasonReady, "reach the room"), v1alpha1.ConditionReconciling),
	Entry("starting", scenario(map[phase]error{phaseWorkload: coming}), like("False", v1alpha1.ReasonPodsStarting, ""), v1alpha1.ConditionReconciling),
	Entry("failing", scenario(map[phase]error{phaseExposure: errBroken}), like("False", v1alpha1.ReasonReconcileFailed, "broken"), v1alpha1.ConditionReconciling),
	Entry("stuck", scenario(map[phase]error{phaseRedis: stuck}), like("False", v1alpha1.ReasonSecretNotFound, ""), v1alpha1.ConditionStalled),
	Entry("starting and stuck: what someone must do counts", scenario(map[phase]error{phaseCredentials: errBroken, phaseExposure: stuck}),
		like("False", v1alpha1.ReasonSecretNotFound, ""), v1alpha1.ConditionStalled),
	Entry("a bad rule", badRule(), like("False", v1alpha1.ReasonRuleInvalid, "noise"), v1alpha1.ConditionStalled),
	Entry("going", beingDeleted(nil), like("False", v1alpha1.ReasonDeleting, "taken down"), v1alpha1.ConditionReconciling),
	Entry("going, and stuck", beingDeleted(stuck), like("False", v1alpha1.ReasonSecretNotFound, "create it"), v1alpha1.ConditionStalled),
)

var _ = Describe("the status", func() {
	first, later := metav1.NewTime(time.Unix(1000, 0)), metav1.NewTime(time.Unix(2000, 0))

	It("does not change when nothing changes", func() {
		s := scenario(nil)
		s.room.Status = statusOf(s, first)
		Expect(statusOf(s, later)).To(Equal(s.room.Status))
	})

	It("observes a generation with what waits and what is stuck, not with what failed", func() {
		Expect(statusOf(scenario(map[phase]error{phaseRedis: stuck, phaseWorkload: coming}), first).ObservedGeneration).To(BeEquivalentTo(3))
		failed := statusOf(scenario(map[phase]error{phaseRedis: errors.New("timeout")}), first)
		Expect(failed.ObservedGeneration).To(BeZero())
		Expect(meta.FindStatusCondition(failed.Conditions, v1alpha1.ConditionReady)).NotTo(BeNil())
	})

	It("drops Reconciling and Stalled when they are over", func() {
		s := scenario(map[phase]error{phaseRedis: stuck})
		s.room.Status = statusOf(s, first)
		s.results[phaseRedis] = nil
		Expect(meta.FindStatusCondition(statusOf(s, later).Conditions, v1alpha1.ConditionStalled)).To(BeNil())
	})

	It("bounds a message", func() {
		s := scenario(map[phase]error{phaseRedis: stall(v1alpha1.ReasonRefused, "%s", strings.Repeat("ü", 10000))})
		for _, c := range statusOf(s, first).Conditions {
			Expect(len([]rune(c.Message))).To(BeNumerically("<=", maxMessage))
		}
	})

	It("says nothing of a number that the room may not have", func() {
		s := scenario(map[phase]error{phasePhoneNumber: stuck})
		s.number = nil
		s.room.Status.PhoneNumber = &v1alpha1.PhoneNumberStatus{E164: "+14155550100"}
		Expect(statusOf(s, first).PhoneNumber).To(BeNil())
	})
})

var _ = DescribeTable("which transitions are told, and how loudly",
	func(before, after []metav1.Condition, want ...string) {
		var told []string
		for _, c := range transitions(before, after) {
			told = append(told, severity(c)+" "+c.Type)
		}
		Expect(told).To(HaveExactElements(want))
	},
	Entry("none", []metav1.Condition{good("Ready", "Ready", "")}, []metav1.Condition{good("Ready", "Ready", "other words")}),
	Entry("ready", []metav1.Condition{bad("Ready", v1alpha1.ReasonPodsStarting, "")}, []metav1.Condition{good("Ready", "Ready", "")}, corev1.EventTypeNormal+" Ready"),
	Entry("another reason", []metav1.Condition{bad("Ready", v1alpha1.ReasonPodsStarting, "")}, []metav1.Condition{bad("Ready", v1alpha1.ReasonNumberLost, "")},
		corev1.EventTypeWarning+" Ready"),
	Entry("progress is no warning", nil, []metav1.Condition{bad("Ready", v1alpha1.ReasonPodsStarting, "")}, corev1.EventTypeNormal+" Ready"),
	Entry("what Ready tells is told once", nil,
		[]metav1.Condition{bad("Ready", v1alpha1.ReasonNumberLost, ""), bad("PhoneNumberReady", v1alpha1.ReasonNumberLost, ""), good("Stalled", v1alpha1.ReasonNumberLost, "")},
		corev1.EventTypeWarning+" Ready"),
	Entry("waiting is no news", nil, []metav1.Condition{unknown("Exposed", v1alpha1.ReasonWaiting, "")}),
)
