package smackroom

import (
	"context"
	"errors"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	clientscheme "k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

// podAs is a pod that is not ready, with a container in that state.
func podAs(name string, container corev1.ContainerStatus) corev1.Pod {
	container.Image = "example.com/smack:1"
	pod := corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: name, Labels: map[string]string{
		"app.kubernetes.io/name": resources.RoomApp, "app.kubernetes.io/instance": "family",
	}}}
	pod.Status.ContainerStatuses = []corev1.ContainerStatus{container}
	return pod
}

func waitingFor(reason, message string) corev1.ContainerStatus {
	return corev1.ContainerStatus{State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: reason, Message: message}}}
}

// crashed ended, and waits to be started again.
func crashed(code int32, reason, message string) corev1.ContainerStatus {
	status := waitingFor("CrashLoopBackOff", "back-off 40s restarting failed container=room pod=family_ns(1f)")
	status.RestartCount = 3
	status.LastTerminationState.Terminated = &corev1.ContainerStateTerminated{ExitCode: code, Reason: reason, Message: message}
	return status
}

// again runs since then, after it had ended.
func again(status corev1.ContainerStatus, since time.Time) corev1.ContainerStatus {
	status.State = corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: metav1.NewTime(since)}}
	return status
}

func unschedulable(name, message string) corev1.Pod {
	pod := corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: name}}
	pod.Status.Conditions = []corev1.PodCondition{{
		Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: corev1.PodReasonUnschedulable, Message: message,
	}}
	return pod
}

func with(pod corev1.Pod, change func(*corev1.Pod)) corev1.Pod {
	change(&pod)
	return pod
}

func readyPod(pod *corev1.Pod) {
	pod.Status.Conditions = []corev1.PodCondition{{Type: corev1.PodReady, Status: corev1.ConditionTrue}}
}

const pullMessage = "failed to resolve reference example.com/smack:1: not found"

var _ = DescribeTable("what pods say of themselves",
	func(p part, want string, pods ...corev1.Pod) {
		Expect(podTrouble(pods, p, began)).To(Equal(want))
	},
	Entry("nothing, if there are none", roomPart, ""),
	Entry("nothing while they are made", roomPart, "", podAs("a", waitingFor("ContainerCreating", ""))),
	Entry("nothing of those that serve, though they ended once", roomPart, "", with(podAs("a", crashed(1, "Error", "once")), readyPod)),
	Entry("nothing of those that are over", roomPart, "",
		with(podAs("a", crashed(1, "Error", "")), func(p *corev1.Pod) { p.Status.Phase = corev1.PodFailed }),
		with(podAs("b", crashed(1, "Error", "")), func(p *corev1.Pod) { p.DeletionTimestamp = &metav1.Time{Time: began} })),
	Entry("an image that is not there", roomPart,
		"pod a has no image example.com/smack:1 ("+pullMessage+"): correct spec.template.image or spec.template.imagePullSecrets",
		podAs("a", waitingFor("ErrImagePull", pullMessage))),
	Entry("the same while the kubelet waits", roomPart,
		"pod a has no image example.com/smack:1 ("+pullMessage+"): correct spec.template.image or spec.template.imagePullSecrets",
		podAs("a", waitingFor("ImagePullBackOff", `Back-off pulling image "example.com/smack:1": ErrImagePull: `+pullMessage))),
	Entry("and from a kubelet that does not say why", redisPart, "pod a has no image example.com/smack:1: correct spec.redis.managed.image",
		podAs("a", waitingFor("ImagePullBackOff", `Back-off pulling image "example.com/smack:1"`))),
	Entry("the last words of a program", roomPart,
		"pod a ended with exit code 2: room.yaml: chat.access: is wrong: see kubectl logs --previous a",
		podAs("a", crashed(2, "Error", "room.yaml:\n  chat.access: is wrong.\n"))),
	Entry("the same while it runs for the next time", roomPart,
		"pod a ended with exit code 2: no: see kubectl logs --previous a", podAs("a", again(crashed(2, "Error", "no"), began.Add(-time.Second)))),
	Entry("of a Redis, the end of its log without the time", redisPart,
		"pod a ended with exit code 1: Can't open the append-only file: Permission denied: see kubectl logs --previous a",
		podAs("a", crashed(1, "Error", "1:C 25 Nov 2026 17:00:00.123 * oO0OoO0OoO0Oo\n1:M 25 Nov 2026 17:00:00.200 # Can't open the append-only file: Permission denied\n"))),
	Entry("no words", roomPart, "pod a ended with exit code 137: see kubectl logs --previous a", podAs("a", crashed(137, "Error", ""))),
	Entry("too little memory", roomPart,
		"pod a was killed because it took more memory than it may: raise spec.template.resources.limits.memory", podAs("a", crashed(137, "OOMKilled", ""))),
	Entry("no node", roomPart,
		"pod a fits on no node: 0/3 nodes are available: 3 Insufficient cpu: correct spec.template (resources, nodeSelector, tolerations, affinity), or add nodes",
		unschedulable("a", "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 No victims.")),
	Entry("a Secret of a sidecar that is not there", roomPart,
		`pod a cannot be started: secret "x" not found: see kubectl describe pod a`, podAs("a", waitingFor("CreateContainerConfigError", `secret "x" not found`))),
	Entry("a pod that waits for its Redis", roomPart,
		"pod a runs and is not ready: see kubectl logs a for what it waits for, mostly its Redis", podAs("a", again(corev1.ContainerStatus{}, began))),
	Entry("also when it ended long ago", roomPart,
		"pod a runs and is not ready: see kubectl logs a for what it waits for, mostly its Redis",
		podAs("a", again(crashed(1, "Error", "old"), began.Add(-2*time.Minute)))),
	Entry("what tells most", roomPart, "pod d ended with exit code 1: no: see kubectl logs --previous d",
		unschedulable("a", "no node"), podAs("b", again(corev1.ContainerStatus{}, began)), podAs("c", waitingFor("ErrImagePull", "")), podAs("d", crashed(1, "Error", "no"))),
	Entry("of equals the first", roomPart, "pod b ended with exit code 1: no: see kubectl logs --previous b",
		podAs("c", crashed(1, "Error", "no")), podAs("b", crashed(1, "Error", "no"))),
	Entry("long words, cut", roomPart,
		"pod a ended with exit code 1: "+strings.Repeat("ü", maxWords-2)+" …: see kubectl logs --previous a", podAs("a", crashed(1, "Error", strings.Repeat("ü", 5000)))),
)

var _ = Describe("asking pods what is wrong", func() {
	var (
		r     *Reconciler
		room  *v1alpha1.SmackRoom
		lists int
		fails error
	)
	BeforeEach(func() {
		lists, fails = 0, nil
		pod := podAs("family-room-a", crashed(2, "Error", "no"))
		stranger := podAs("another-room-a", crashed(2, "Error", "of another room"))
		stranger.Labels["app.kubernetes.io/instance"] = "another"
		c := fake.NewClientBuilder().WithScheme(clientscheme.Scheme).WithObjects(&pod, &stranger).WithInterceptorFuncs(interceptor.Funcs{
			List: func(ctx context.Context, c client.WithWatch, list client.ObjectList, options ...client.ListOption) error {
				lists++
				if fails != nil {
					return fails
				}
				return c.List(ctx, list, options...)
			},
		}).Build()
		r = &Reconciler{APIReader: c, Clock: func() time.Time { return began }}
		room = &v1alpha1.SmackRoom{ObjectMeta: metav1.ObjectMeta{Namespace: "ns", Name: "family"}}
	})
	late := func(since time.Duration) {
		room.Status.Conditions = []metav1.Condition{{
			Type: v1alpha1.ConditionWorkloadAvailable, Status: metav1.ConditionFalse, LastTransitionTime: metav1.NewTime(began.Add(-since)),
		}}
	}
	starting := underWay(v1alpha1.ReasonPodsStarting, "0 of 2 pods take texts")

	It("adds what they say, and comes again", func(ctx SpecContext) {
		late(podPatience)
		err := r.explain(ctx, room, roomPart, starting)
		Expect(messageOf(err)).To(Equal("0 of 2 pods take texts; pod family-room-a ended with exit code 2: no: see kubectl logs --previous family-room-a"))
		after, failed := followUp(err)
		Expect(failed).To(BeFalse())
		Expect(after).To(BeNumerically("~", podRecheck, podRecheck/5))
	})

	It("leaves a stall a stall", func(ctx SpecContext) {
		late(time.Hour)
		err := r.explain(ctx, room, roomPart, stall(v1alpha1.ReasonRolloutStuck, "the pods do not start"))
		Expect(isStalled(err)).To(BeTrue())
		Expect(reasonOf(err)).To(Equal(v1alpha1.ReasonRolloutStuck))
		Expect(messageOf(err)).To(ContainSubstring("; pod family-room-a ended"))
	})

	DescribeTable("asks nobody",
		func(ctx SpecContext, since time.Duration, state error) {
			late(since)
			r.explain(ctx, room, roomPart, state) //nolint:errcheck // it is about the question
			Expect(lists).To(BeZero())
		},
		Entry("while all is well", time.Hour, nil),
		Entry("about what is no matter of pods", time.Hour, stuck),
		Entry("while pods may well be starting", podPatience-1, starting),
	)

	It("comes when they had their time", func(ctx SpecContext) {
		late(podPatience - time.Second)
		after, _ := followUp(r.explain(ctx, room, roomPart, starting))
		Expect(after).To(Equal(time.Second))
	})

	It("goes on without their words if it may not ask", func(ctx SpecContext) {
		late(time.Hour)
		fails = errors.New("forbidden")
		err := r.explain(ctx, room, roomPart, starting)
		Expect(messageOf(err)).To(Equal("0 of 2 pods take texts"))
		Expect(isWaiting(err)).To(BeTrue())
	})
})
