package smackroom

import (
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/types"
	"pgregory.net/rapid"
	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/resources"
)

func parse(text string) any {
	var v any
	Expect(yaml.Unmarshal([]byte(text), &v)).To(Succeed())
	return v
}

var _ = DescribeTable("the difference of live and wanted",
	func(live, wanted, path string) { Expect(difference(parse(live), parse(wanted))).To(Equal(path)) },
	Entry("none", `{a: 1, b: {c: x}}`, `{a: 1, b: {c: x}}`, ""),
	Entry("what others added", `{a: 1, theirs: 2}`, `{a: 1}`, ""),
	Entry("what others added to an element", `{a: [{b: 1, theirs: 2}]}`, `{a: [{b: 1}]}`, ""),
	Entry("a changed value", `{a: {b: [{c: 1}]}}`, `{a: {b: [{c: 2}]}}`, ".a.b[0].c"),
	Entry("a missing value", `{a: {}}`, `{a: {b: 1}}`, ".a.b"),
	Entry("a longer list", `{a: [1, 2]}`, `{a: [1]}`, ".a"),
	Entry("a list instead of a map", `{a: [1]}`, `{a: {b: 1}}`, ".a"),
	Entry("nothing where nothing is wanted", `{}`, `{a: {}, b: []}`, ""),
	Entry("the kind, which typed objects do not carry", `{metadata: {name: x}}`, `{kind: Service, apiVersion: v1, metadata: {name: x}}`, ""),
	Entry("another kind", `{ref: {kind: A}}`, `{ref: {kind: B}}`, ".ref.kind"),
)

var _ = It("keeps the state of a purchase through annotations", func() {
	rapid.Check(GinkgoT(), func(t *rapid.T) {
		e164 := rapid.StringMatching(`\+1[0-9]{10}`)
		state := numbers.State{
			SID:       rapid.StringMatching(`(PN[0-9a-f]{32})?`).Draw(t, "sid"),
			Candidate: rapid.StringMatching(`(\+1[0-9]{10})?`).Draw(t, "candidate"),
			Attempts:  rapid.IntRange(0, 100).Draw(t, "attempts"),
		}
		if state.SID != "" {
			state.PurchasedAt = time.Unix(0, rapid.Int64Range(1, 1<<60).Draw(t, "purchased")).UTC()
		}
		if state.Attempts > 0 {
			state.FirstAttempt = time.Unix(0, rapid.Int64Range(1, 1<<60).Draw(t, "first")).UTC()
		}
		if list := rapid.SliceOfN(e164, 0, 5).Draw(t, "abandoned"); len(list) > 0 {
			state.Abandoned = list
		}
		annotations := map[string]string{"someone": "else", v1alpha1.PurchaseCandidateAnnotation: "stale"}
		writeState(annotations, state)
		read, err := stateOf(annotations)
		if err != nil {
			t.Fatal(err)
		}
		was, _ := json.Marshal(state)
		is, _ := json.Marshal(read)
		if string(was) != string(is) || annotations["someone"] != "else" {
			t.Fatalf("wrote %s, read %s", was, is)
		}
	})
})

func claimant(name string, age time.Duration, holds string) *v1alpha1.SmackRoom {
	room := &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{
		Namespace: "ns", Name: name, CreationTimestamp: metav1.NewTime(time.Unix(1_000_000, 0).Add(-age)),
	}}
	if holds != "" {
		room.Status.PhoneNumber = &v1alpha1.PhoneNumberStatus{E164: holds}
	}
	return room
}

var _ = DescribeTable("which of two rooms has a number",
	func(a, b *v1alpha1.SmackRoom, first bool) {
		Expect(precedes(a, b, "+14155550100")).To(Equal(first))
		Expect(precedes(b, a, "+14155550100")).To(Equal(!first))
	},
	Entry("the holder, though younger", claimant("a", time.Hour, "+14155550100"), claimant("b", 2*time.Hour, ""), true),
	Entry("not the holder of another number", claimant("a", time.Hour, "+14155550199"), claimant("b", 2*time.Hour, ""), false),
	Entry("the older", claimant("a", time.Hour, ""), claimant("b", 2*time.Hour, ""), false),
	Entry("the older of two holders", claimant("a", 2*time.Hour, "+14155550100"), claimant("b", time.Hour, "+14155550100"), true),
	Entry("the first by name", claimant("a", time.Hour, ""), claimant("b", time.Hour, ""), true),
)

func deployment(image string, replicas, updated, available int32) *appsv1.Deployment {
	d := &appsv1.Deployment{ObjectMeta: metav1.ObjectMeta{UID: "d", Generation: 2}}
	d.Spec.Template.Spec.Containers = []corev1.Container{{Name: resources.ContainerName, Image: image}}
	d.Status = appsv1.DeploymentStatus{ObservedGeneration: 2, Replicas: replicas, UpdatedReplicas: updated, AvailableReplicas: available}
	return d
}

var _ = Describe("a new image", func() {
	start := time.Unix(1_000_000, 0)
	var r *rollouts
	BeforeEach(func() { r = &rollouts{} })

	room := func(name string) *v1alpha1.SmackRoom {
		return &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{UID: types.UID(name), Namespace: "ns", Name: name}}
	}
	// rest is how long a room must wait at most while others are seen on their way.
	rest := func(name string, after time.Duration, seen ...types.UID) time.Duration {
		GinkgoHelper()
		rest, err := r.turn(room(name), func() ([]types.UID, error) { return seen, nil }, start.Add(after))
		Expect(err).NotTo(HaveOccurred())
		return rest
	}
	next := func(name string, after time.Duration) string {
		key, _ := r.done(types.UID(name), start.Add(after))
		return key.Name
	}

	It("reaches one room at a time, and wakes one at a time", func() {
		Expect(rest("a", 0)).To(BeZero())
		Expect(rest("c", 0)).To(Equal(rolloutPatience), "before anything is seen of a")
		Expect(rest("b", time.Minute, "a")).To(Equal(rolloutPatience - time.Minute))
		Expect(rest("a", time.Minute, "a")).To(BeZero())
		Expect(next("a", 2*time.Minute)).To(Equal("b"))
		Expect(rest("b", 2*time.Minute)).To(BeZero())
		Expect(rest("c", 2*time.Minute)).NotTo(BeZero())
		Expect(next("x", 2*time.Minute)).To(BeEmpty(), "b is on its way")
		Expect(next("b", 3*time.Minute)).To(Equal("c"))
	})

	It("waits for a room that an earlier operator set on its way", func() {
		Expect(rest("b", 0, "a")).To(Equal(rolloutPatience))
		Expect(next("a", time.Minute)).To(Equal("b"))
		Expect(rest("b", time.Minute)).To(BeZero())
	})

	It("does not wait for ever for one that does not start", func() {
		Expect(rest("a", 0)).To(BeZero())
		Expect(rest("b", rolloutPatience-time.Second, "a")).To(Equal(time.Second))
		Expect(rest("b", rolloutPatience, "a")).To(BeZero())
		Expect(rest("c", rolloutPatience, "a")).To(Equal(rolloutPatience), "b has the turn of its own")
	})

	It("wakes another when the one that was woken needs no turn any more", func() {
		Expect(rest("a", 0)).To(BeZero())
		Expect(rest("b", 0)).NotTo(BeZero())
		Expect(rest("c", 0)).NotTo(BeZero())
		Expect(next("a", 0)).To(Equal("b"))
		Expect(next("b", 0)).To(Equal("c"), "b is gone")
		Expect(rest("c", 0)).To(BeZero())
		Expect(next("c", 0)).To(BeEmpty())
	})

	It("gives no turn when it cannot see who is on the way", func() {
		_, err := r.turn(room("a"), func() ([]types.UID, error) { return nil, errBroken }, start)
		Expect(err).To(MatchError(errBroken))
		Expect(rest("b", 0)).To(BeZero())
	})
})

var _ = DescribeTable("what a Deployment tells",
	func(d *appsv1.Deployment, want int32, reason string, stuck bool) {
		err := deploymentState(d, want)
		if reason == "" {
			Expect(err).NotTo(HaveOccurred())
			return
		}
		Expect(reasonOf(err)).To(Equal(reason))
		Expect(isStalled(err)).To(Equal(stuck))
	},
	Entry("just made", &appsv1.Deployment{}, int32(2), v1alpha1.ReasonPodsStarting, false),
	Entry("all up", deployment("i", 2, 2, 2), int32(2), "", false),
	Entry("some up", deployment("i", 2, 2, 1), int32(2), v1alpha1.ReasonPodsStarting, false),
	Entry("old pods up, new ones not", deployment("i", 3, 1, 3), int32(2), v1alpha1.ReasonPodsStarting, false),
	Entry("none wanted", deployment("i", 0, 0, 0), int32(0), v1alpha1.ReasonScaledToZero, true),
	Entry("given up", failing(appsv1.DeploymentProgressing, corev1.ConditionFalse), int32(2), v1alpha1.ReasonRolloutStuck, true),
	Entry("pods refused", failing(appsv1.DeploymentReplicaFailure, corev1.ConditionTrue), int32(2), v1alpha1.ReasonRefused, true),
)

func failing(kind appsv1.DeploymentConditionType, status corev1.ConditionStatus) *appsv1.Deployment {
	d := deployment("i", 2, 1, 1)
	d.Status.Conditions = []appsv1.DeploymentCondition{{Type: kind, Status: status, Message: "why"}}
	return d
}

var _ = DescribeTable("what an HTTPRoute tells",
	func(status string, accepted bool, message string) {
		route := &unstructured.Unstructured{}
		Expect(yaml.Unmarshal([]byte(`{apiVersion: gateway.networking.k8s.io/v1, kind: HTTPRoute, metadata: {generation: 2}, status: `+status+`}`), route)).To(Succeed())
		err := routeState(route)
		if accepted {
			Expect(err).NotTo(HaveOccurred())
			return
		}
		Expect(err).To(MatchError(ContainSubstring(message)))
		Expect(reasonOf(err)).To(Equal(v1alpha1.ReasonRouteNotAccepted))
	},
	Entry("nothing yet", `{}`, false, "yet"),
	Entry("accepted", `{parents: [{conditions: [{type: Accepted, status: "True"}]}]}`, true, ""),
	Entry("accepted by one of two", `{parents: [{conditions: [{type: Accepted, status: "False"}]}, {conditions: [{type: Accepted, status: "True"}]}]}`, true, ""),
	Entry("refused", `{parents: [{conditions: [{type: Accepted, status: "False", message: "no listener"}]}]}`, false, "no listener"),
	Entry("accepted and resolved", `{parents: [{conditions: [{type: Accepted, status: "True", observedGeneration: 2}, {type: ResolvedRefs, status: "True", observedGeneration: 2}]}]}`, true, ""),
	Entry("accepted as it was before", `{parents: [{conditions: [{type: Accepted, status: "True", observedGeneration: 1}]}]}`, false, "yet"),
	Entry("refused as it was before", `{parents: [{conditions: [{type: Accepted, status: "False", observedGeneration: 1, message: "old"}]}]}`, false, "yet"),
	Entry("leading nowhere", `{parents: [{conditions: [{type: Accepted, status: "True"}, {type: ResolvedRefs, status: "False", message: "no such Service"}]}]}`, false, "no such Service"),
)

var _ = DescribeTable("an event's note",
	func(text string, limit int) {
		got := note(text)
		Expect(len(got)).To(BeNumerically("<=", limit))
		Expect(utf8.ValidString(got)).To(BeTrue())
		if len(text) <= limit {
			Expect(got).To(Equal(text))
		} else {
			Expect(got).To(HaveSuffix(" …"))
			Expect(text).To(HavePrefix(strings.TrimSuffix(got, " …")))
		}
	},
	Entry("short", "Ready: well", 1024),
	Entry("as long as may be", strings.Repeat("x", 1024), 1024),
	Entry("too long", strings.Repeat("x", 1025), 1024),
	Entry("too long, of long characters", "x"+strings.Repeat("€", 700), 1024),
)
