package smackroom_test

import (
	"context"
	"encoding/json"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/scale"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// autoscaler finds and sets scales as Kubernetes' horizontal pod autoscaler does: by kind and
// name, through discovery, knowing nothing of rooms.
type autoscaler struct {
	mapper *restmapper.DeferredDiscoveryRESTMapper
	scales scale.ScalesGetter
}

func newAutoscaler() *autoscaler {
	GinkgoHelper()
	found, err := discovery.NewDiscoveryClientForConfig(cluster)
	Expect(err).NotTo(HaveOccurred())
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(found))
	scales, err := scale.NewForConfig(cluster, mapper, dynamic.LegacyAPIPathResolverFunc, scale.NewDiscoveryScaleKindResolver(found))
	Expect(err).NotTo(HaveOccurred())
	return &autoscaler{mapper: mapper, scales: scales}
}

func (a *autoscaler) scale(ctx context.Context, namespace string, target autoscalingv2.CrossVersionObjectReference) (schema.GroupResource, *autoscalingv1.Scale) {
	GinkgoHelper()
	version, err := schema.ParseGroupVersion(target.APIVersion)
	Expect(err).NotTo(HaveOccurred())
	mapping, err := a.mapper.RESTMapping(version.WithKind(target.Kind).GroupKind())
	Expect(err).NotTo(HaveOccurred())
	resource := mapping.Resource.GroupResource()
	found, err := a.scales.Scales(namespace).Get(ctx, resource, target.Name, metav1.GetOptions{})
	Expect(err).NotTo(HaveOccurred())
	return resource, found
}

func (a *autoscaler) set(ctx context.Context, namespace string, target autoscalingv2.CrossVersionObjectReference, replicas int32) {
	GinkgoHelper()
	Eventually(func() error {
		resource, found := a.scale(ctx, namespace, target)
		found.Spec.Replicas = replicas
		_, err := a.scales.Scales(namespace).Update(ctx, resource, found, metav1.UpdateOptions{FieldManager: "kube-controller-manager"})
		return err
	}).Should(Succeed())
}

var _ = Describe("a room's scale", func() {
	var (
		w      *world
		a      *autoscaler
		target autoscalingv2.CrossVersionObjectReference
	)
	BeforeEach(func(ctx SpecContext) {
		w, a = newWorld(ctx), newAutoscaler()
		target = autoscalingv2.CrossVersionObjectReference{APIVersion: "smack.dev/v1alpha1", Kind: "SmackRoom", Name: "family"}
	})

	eventuallyReplicas := func(ctx context.Context, want int32) {
		GinkgoHelper()
		Eventually(func(g Gomega) {
			d := &appsv1.Deployment{}
			g.Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, d)).To(Succeed())
			g.Expect(d.Spec.Replicas).To(HaveValue(Equal(want)))
		}).Should(Succeed())
	}
	// apply is what GitOps does with a manifest, again and again.
	apply := func(ctx context.Context, replicas *int32) error {
		manifest := w.room("family")
		manifest.Spec.Replicas = replicas
		return w.apply(ctx, manifest, "gitops")
	}

	It("is found by an autoscaler that knows only a kind and a name", func(ctx SpecContext) {
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) {
			r.Spec.Redis = nil
			r.Spec.Autoscaling = &v1alpha1.Autoscaling{MaxReplicas: 5}
		}))
		w.valkey(ctx, room)
		w.up(ctx, room)
		hpa := &autoscalingv2.HorizontalPodAutoscaler{}
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, hpa)).To(Succeed())
		Expect(hpa.Spec.ScaleTargetRef).To(Equal(target))
		_, found := a.scale(ctx, w.namespace, hpa.Spec.ScaleTargetRef)
		Expect(found.Spec.Replicas).To(BeEquivalentTo(2))
		Expect(found.Status.Replicas).To(BeEquivalentTo(2))

		By("whose pods it measures")
		selector, err := labels.Parse(found.Status.Selector)
		Expect(err).NotTo(HaveOccurred())
		d, s := &appsv1.Deployment{}, &appsv1.StatefulSet{}
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, d)).To(Succeed())
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-redis"}, s)).To(Succeed())
		Expect(selector.Matches(labels.Set(d.Spec.Template.Labels))).To(BeTrue())
		Expect(selector.Matches(labels.Set(s.Spec.Template.Labels))).To(BeFalse(), "a Redis would count as a pod of the room")

		By("and scaled by it")
		a.set(ctx, w.namespace, target, 4)
		eventuallyReplicas(ctx, 4)
		w.up(ctx, room)
		_, found = a.scale(ctx, w.namespace, target)
		Expect(found.Status.Replicas).To(BeEquivalentTo(4))
		w.poll(ctx, room, "look")
		Expect(w.get(ctx, room).Spec.Replicas).To(HaveValue(BeEquivalentTo(4)))
	})

	It("is not reset by a manifest that leaves replicas to others", func(ctx SpecContext) {
		Expect(apply(ctx, nil)).To(Succeed())
		room := w.letGo(w.room("family"))
		w.up(ctx, room)
		Expect(w.get(ctx, room).Spec.Replicas).To(HaveValue(BeEquivalentTo(2)), "the default")
		a.set(ctx, w.namespace, target, 5)
		eventuallyReplicas(ctx, 5)
		w.up(ctx, room)
		Expect(apply(ctx, nil)).To(Succeed())
		w.poll(ctx, room, "after the next sync")
		Expect(w.get(ctx, room).Spec.Replicas).To(HaveValue(BeEquivalentTo(5)))
		eventuallyReplicas(ctx, 5)
		Expect(owners(w.get(ctx, room))).NotTo(ContainElement(Or(HavePrefix("gitops"), HavePrefix("smack-operator"))))
	})

	It("stays when a manifest hands replicas over, and is a conflict with one that does not", func(ctx SpecContext) {
		three := int32(3)
		Expect(apply(ctx, &three)).To(Succeed())
		room := w.letGo(w.room("family"))
		w.up(ctx, room)
		Expect(owners(w.get(ctx, room))).To(HaveExactElements("gitops/"))
		a.set(ctx, w.namespace, target, 5)
		Expect(apply(ctx, &three)).To(Satisfy(apierrors.IsConflict))
		Expect(apply(ctx, nil)).To(Succeed())
		w.poll(ctx, room, "after the next sync")
		Expect(w.get(ctx, room).Spec.Replicas).To(HaveValue(BeEquivalentTo(5)))
		eventuallyReplicas(ctx, 5)
		Expect(owners(w.get(ctx, room))).To(HaveExactElements("kube-controller-manager/scale"))
	})
})

// owners are the managers, and the subresource that they wrote through, of spec.replicas.
func owners(room *v1alpha1.SmackRoom) []string {
	var all []string
	for _, entry := range room.ManagedFields {
		fields := struct {
			Spec struct {
				Replicas *struct{} `json:"f:replicas"`
			} `json:"f:spec"`
		}{}
		Expect(json.Unmarshal(entry.FieldsV1.GetRawBytes(), &fields)).To(Succeed())
		if fields.Spec.Replicas != nil {
			all = append(all, entry.Manager+"/"+entry.Subresource)
		}
	}
	return all
}
