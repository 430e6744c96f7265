package smackroom

import (
	"context"
	"errors"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/tools/events"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"
	"sigs.k8s.io/controller-runtime/pkg/client/interceptor"

	"github.com/smackdev/smack/api/v1alpha1"
)

var _ = Describe("a room's first readiness", func() {
	made := time.Unix(1_000_000, 0)
	var (
		r       *Reconciler
		server  client.WithWatch
		now     time.Time
		sink    prometheus.Histogram
		answers error
	)
	BeforeEach(func(ctx SpecContext) {
		r, now, answers = &Reconciler{Recorder: events.NewFakeRecorder(100), Clock: func() time.Time { return now }}, made, nil
		r.Metrics = NewMetrics(prometheus.NewRegistry())
		sink = r.Metrics.ready
		b := newBystander()
		server = fake.NewClientBuilder().WithScheme(b.server.Scheme()).WithStatusSubresource(&v1alpha1.SmackRoom{}).Build()
		r.Client = interceptor.NewClient(server, interceptor.Funcs{
			SubResourcePatch: func(ctx context.Context, c client.Client, sub string, o client.Object, p client.Patch, opts ...client.SubResourcePatchOption) error {
				return errors.Join(c.SubResource(sub).Patch(ctx, o, p, opts...), answers)
			},
		})
		room := scenario(nil).room
		room.UID, room.CreationTimestamp = "uid", metav1.NewTime(made)
		Expect(server.Create(ctx, room)).To(Succeed())
	})
	// reconcile ends one in which some phases failed, a while after the last.
	reconcile := func(ctx context.Context, after time.Duration, webhook string, failures map[phase]error) error {
		now = now.Add(after)
		s := scenario(failures)
		Expect(server.Get(ctx, client.ObjectKeyFromObject(s.room), s.room)).To(Succeed())
		s.memory, s.webhookURL = r.memories.of(s.room), webhook
		_, err := r.settle(ctx, s)
		return err
	}
	histogram := func() *dto.Histogram {
		out := &dto.Metric{}
		Expect(sink.Write(out)).To(Succeed())
		return out.GetHistogram()
	}
	counted := func() uint64 { return histogram().GetSampleCount() }
	external := func(ctx context.Context) {
		room := scenario(nil).room
		Expect(server.Get(ctx, client.ObjectKeyFromObject(room), room)).To(Succeed())
		room.Spec.PhoneNumber.External = &v1alpha1.External{E164: "+14155550100"}
		Expect(server.Update(ctx, room)).To(Succeed())
	}
	const url = "https://sms.example.com/sms"
	starting := map[phase]error{phaseWorkload: coming, phaseWebhook: blocked("a pod")}
	noRedis := map[phase]error{phaseRedis: coming}

	It("is counted once", func(ctx SpecContext) {
		Expect(reconcile(ctx, time.Second, "", starting)).To(Succeed())
		Expect(counted()).To(BeZero())
		Expect(reconcile(ctx, 4*time.Second, url, nil)).To(Succeed())
		Expect(counted()).To(BeEquivalentTo(1))
		Expect(histogram().GetSampleSum()).To(BeNumerically("~", 5, 0.1))

		By("later ups and downs")
		Expect(reconcile(ctx, time.Second, url, noRedis)).To(Succeed())
		Expect(reconcile(ctx, time.Second, url, nil)).To(Succeed())
		Expect(counted()).To(BeEquivalentTo(1))
	})

	It("is counted when the webhook was set before Redis was up", func(ctx SpecContext) {
		Expect(reconcile(ctx, time.Second, "", starting)).To(Succeed())
		Expect(reconcile(ctx, time.Second, url, noRedis)).To(Succeed())
		Expect(counted()).To(BeZero())
		Expect(reconcile(ctx, time.Second, url, nil)).To(Succeed())
		Expect(counted()).To(BeEquivalentTo(1))
	})

	It("is counted of a number whose webhook is not the operator's", func(ctx SpecContext) {
		external(ctx)
		Expect(reconcile(ctx, time.Second, "", starting)).To(Succeed())
		Expect(reconcile(ctx, time.Second, "", nil)).To(Succeed())
		Expect(counted()).To(BeEquivalentTo(1))
	})

	It("is counted when the operator did not learn that it was written", func(ctx SpecContext) {
		Expect(reconcile(ctx, time.Second, "", starting)).To(Succeed())
		answers = errors.New("the connection broke")
		Expect(reconcile(ctx, 4*time.Second, url, nil)).NotTo(Succeed())
		Expect(counted()).To(BeZero())
		answers = nil
		Expect(reconcile(ctx, time.Hour, url, nil)).To(Succeed())
		Expect(counted()).To(BeEquivalentTo(1))
		Expect(histogram().GetSampleSum()).To(BeNumerically("~", 5, 1), "when it was, not when it was noticed")
	})

	It("is counted by the next operator, if it comes before the webhook", func(ctx SpecContext) {
		Expect(reconcile(ctx, time.Second, "", starting)).To(Succeed())
		r.memories = memories{}
		Expect(reconcile(ctx, time.Second, url, nil)).To(Succeed())
		Expect(counted()).To(BeEquivalentTo(1))
	})

	It("is not counted again by the next operator", func(ctx SpecContext) {
		Expect(reconcile(ctx, time.Second, url, nil)).To(Succeed())
		Expect(counted()).To(BeEquivalentTo(1))
		r.memories = memories{}
		Expect(reconcile(ctx, time.Second, url, noRedis)).To(Succeed())
		Expect(reconcile(ctx, time.Second, url, nil)).To(Succeed())
		Expect(counted()).To(BeEquivalentTo(1))
	})
})
