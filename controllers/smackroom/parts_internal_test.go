package smackroom

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	clientscheme "k8s.io/client-go/kubernetes/scheme"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/controllers/resources"
	"github.com/smackdev/smack/runtime/carrier"
)

var _ = Describe("carrier clients", func() {
	now := time.Unix(1_000_000, 0)
	source := func() *Carriers { return &Carriers{Clock: func() time.Time { return now }} }
	one := carrier.Credentials{AccountSID: "AC1", AuthToken: "a"}

	It("are shared by rooms of one account, and by no others", func() {
		c := source()
		DeferCleanup(c.Close)
		first, err := c.Carrier(one, "")
		Expect(err).NotTo(HaveOccurred())
		Expect(c.Carrier(one, "")).To(BeIdenticalTo(first))
		Expect(c.Carrier(carrier.Credentials{AccountSID: "AC1", AuthToken: "b"}, "")).NotTo(BeIdenticalTo(first))
		Expect(c.Carrier(one, "https://other.example.com")).NotTo(BeIdenticalTo(first))
	})

	It("go when no room asks for them any more", func() {
		c := source()
		DeferCleanup(c.Close)
		first, err := c.Carrier(one, "")
		Expect(err).NotTo(HaveOccurred())
		now = now.Add(idleClient + time.Second)
		Expect(c.Carrier(one, "")).NotTo(BeIdenticalTo(first))
		Expect(c.clients).To(HaveLen(1))
	})

	It("refuse a base URL that is none", func() {
		_, err := source().Carrier(one, "ftp://example.com")
		Expect(err).To(HaveOccurred())
	})
})

var _ = Describe("the metrics", func() {
	It("tell of a room until it is gone", func() {
		registry := prometheus.NewRegistry()
		m := NewMetrics(registry)
		s := scenario(nil)
		m.room(s.room, statusOf(s, metav1.NewTime(time.Unix(1, 0))))
		Expect(testutil.GatherAndCount(registry, "smackroom_operator_room_condition")).To(Equal(8))
		Expect(testutil.GatherAndCount(registry, "smackroom_operator_numbers")).To(Equal(1))
		m.forget(client.ObjectKeyFromObject(s.room))
		Expect(testutil.GatherAndCount(registry, "smackroom_operator_room_condition")).To(BeZero())
	})

	It("count requests by the carrier's code", func() {
		registry := prometheus.NewRegistry()
		m := NewMetrics(registry)
		m.Request(carrier.Observation{Operation: "GET IncomingPhoneNumbers", Status: 429, Code: 20429})
		Expect(testutil.ToFloat64(m.requests.WithLabelValues("GET IncomingPhoneNumbers", "20429"))).To(BeEquivalentTo(1))
	})
})

var _ = Describe("an observation", func() {
	start := time.Unix(1_000_000, 0)
	setting := func() (*observations, *scope) {
		s := scenario(nil)
		s.room.UID = "uid"
		s.credentials = &carrier.Credentials{AccountSID: "AC1", AuthToken: "a"}
		o := &observations{}
		o.see(s, numbers.Number{SID: "PN1"}, start)
		return o, s
	}

	It("holds for its time", func() {
		o, s := setting()
		Expect(o.number(s, start.Add(time.Minute), time.Hour)).To(HaveValue(HaveField("SID", "PN1")))
		Expect(o.number(s, start.Add(time.Hour), time.Hour)).To(BeNil())
	})

	DescribeTable("does not outlive what it rests on",
		func(change func(*scope)) {
			o, s := setting()
			change(s)
			Expect(o.number(s, start, time.Hour)).To(BeNil())
		},
		Entry("the token", func(s *scope) { s.credentials.AuthToken = "b" }),
		Entry("the carrier", func(s *scope) { s.room.Spec.Carrier.BaseURL = "https://other.example.com" }),
		Entry("the SID", func(s *scope) { s.room.Annotations = map[string]string{v1alpha1.PhoneNumberSIDAnnotation: "PN2"} }),
		Entry("the room", func(s *scope) { s.room.UID = "another" }),
		Entry("the adopted number", func(s *scope) { s.room.Spec.PhoneNumber.Adopt = &v1alpha1.Adopt{SID: "PN2"} }),
	)

	It("is not good enough for who asks for a new one", func() {
		r := &Reconciler{Options: Options{PollInterval: time.Hour}}
		s := scenario(nil)
		Expect(r.maxAge(s, true)).To(Equal(time.Hour))
		s.room.Annotations = map[string]string{v1alpha1.ReconcileRequestedAtAnnotation: "now"}
		Expect(r.maxAge(s, true)).To(BeZero())
		s.room.Status.LastHandledReconcileAt = "now"
		Expect(r.maxAge(s, true)).To(Equal(time.Hour))
	})
})

var _ = Describe("a room behind a Gateway", func() {
	It("gets an HTTPRoute, waits for it to be taken, and loses it with the exposure", func(ctx SpecContext) {
		scheme := runtime.NewScheme()
		Expect(clientscheme.AddToScheme(scheme)).To(Succeed())
		Expect(v1alpha1.AddToScheme(scheme)).To(Succeed())
		mapper := meta.NewDefaultRESTMapper(nil)
		mapper.Add(resources.HTTPRouteKind, meta.RESTScopeNamespace)
		for kind := range clientscheme.Scheme.AllKnownTypes() {
			if kind.Kind == "Ingress" {
				mapper.Add(kind, meta.RESTScopeNamespace)
			}
		}
		c := fake.NewClientBuilder().WithScheme(scheme).WithRESTMapper(mapper).
			WithIndex(&v1alpha1.SmackRoom{}, addressIndex, func(o client.Object) []string { return []string{addressOf(o.(*v1alpha1.SmackRoom))} }).Build()
		r := &Reconciler{Client: c, APIReader: c, Metrics: NewMetrics(prometheus.NewRegistry()), Clock: time.Now}
		s := scenario(nil)
		s.room.UID = "uid"
		s.room.Spec.Exposure = v1alpha1.Exposure{Gateway: &v1alpha1.GatewayExposure{
			Hostname: "sms.example.com", ParentRefs: []v1alpha1.ParentRef{{Name: "public"}},
		}}
		Expect(reasonOf(r.exposure(ctx, s))).To(Equal(v1alpha1.ReasonRouteNotAccepted))
		route := emptyRoute()
		key := client.ObjectKey{Namespace: "ns", Name: resources.Name(s.room)}
		Expect(c.Get(ctx, key, route)).To(Succeed())

		By("a Gateway takes it")
		Expect(unstructured.SetNestedSlice(route.Object, []any{map[string]any{
			"conditions": []any{map[string]any{"type": "Accepted", "status": "True"}},
		}}, "status", "parents")).To(Succeed())
		Expect(c.Update(ctx, route)).To(Succeed())
		Expect(r.exposure(ctx, s)).To(Succeed())

		By("another exposure")
		s.room.Spec.Exposure = v1alpha1.Exposure{BaseURL: "https://sms.example.com"}
		Expect(r.exposure(ctx, s)).To(Succeed())
		Expect(c.Get(ctx, key, emptyRoute())).To(MatchError(ContainSubstring("not found")))
	})
})
