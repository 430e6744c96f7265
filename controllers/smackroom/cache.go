package smackroom

import (
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// managedBy is the label that every owned object bears (see controllers/resources).
const managedBy = "app.kubernetes.io/managed-by"

// bare says of which owned kinds only the metadata is cached: those of which the operator
// wants to know nothing but whether they are as it left them, which their version tells.
// There are ten objects of them to a room.
func bare(kind client.Object) bool {
	switch kind.(type) {
	case *corev1.ConfigMap, *corev1.Service, *corev1.ServiceAccount, *networkingv1.Ingress, *networkingv1.NetworkPolicy,
		*policyv1.PodDisruptionBudget:
		return true
	}
	return false
}

// CacheOptions keep in memory what the reconciler watches, and no more: of owned kinds
// only what bears the operator's label, of Secrets only metadata and not those of Helm.
// A read of anything else fails instead of starting a watch. No namespaces means all.
func CacheOptions(namespaces []string) cache.Options {
	mine := cache.ByObject{Label: labels.SelectorFromSet(labels.Set{managedBy: v1alpha1.FieldOwner})}
	named := mine
	named.Transform = identity
	options := cache.Options{
		ReaderFailOnMissingInformer: true,
		DefaultTransform:            cache.TransformStripManagedFields(),
		ByObject: map[client.Object]cache.ByObject{
			&appsv1.Deployment{}:                     mine,
			&appsv1.StatefulSet{}:                    mine,
			&corev1.ConfigMap{}:                      named,
			&corev1.Service{}:                        named,
			&corev1.ServiceAccount{}:                 named,
			&policyv1.PodDisruptionBudget{}:          mine,
			&autoscalingv2.HorizontalPodAutoscaler{}: mine,
			&networkingv1.Ingress{}:                  mine,
			&networkingv1.NetworkPolicy{}:            named,
			&corev1.Secret{}: {
				Field: fields.OneTermNotEqualSelector("type", "helm.sh/release.v1"), Transform: identity,
			},
		},
	}
	if len(namespaces) > 0 {
		options.DefaultNamespaces = map[string]cache.Config{}
		for _, namespace := range namespaces {
			options.DefaultNamespaces[namespace] = cache.Config{}
		}
	}
	return options
}

// ClientOptions read HTTPRoutes, which have no types here, from the cache as well, and
// Secrets never.
func ClientOptions() client.Options {
	return client.Options{Cache: &client.CacheOptions{
		Unstructured: true,
		DisableFor:   []client.Object{&corev1.Secret{}},
	}}
}

// identity leaves of metadata which object it is, in which version, and whose. Labels and
// annotations are most of the rest, and where they matter the version tells of a change.
func identity(o any) (any, error) {
	m, is := o.(*metav1.PartialObjectMetadata)
	if !is {
		return o, nil
	}
	m.ObjectMeta = metav1.ObjectMeta{
		Namespace: m.Namespace, Name: m.Name, UID: m.UID, ResourceVersion: m.ResourceVersion, Generation: m.Generation,
		DeletionTimestamp: m.DeletionTimestamp, OwnerReferences: m.OwnerReferences,
	}
	return m, nil
}
