package smackroom

import (
	appsv1 "k8s.io/api/apps/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	policyv1 "k8s.io/api/policy/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/labels"
	"sigs.k8s.io/controller-runtime/pkg/cache"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// managedBy is the label that every owned object bears (see controllers/resources).
const managedBy = "app.kubernetes.io/managed-by"

// CacheOptions keep in memory what the reconciler watches, and no more: of owned kinds
// only what bears the operator's label, of Secrets only metadata and not those of Helm.
// A read of anything else fails instead of starting a watch. No namespaces means all.
func CacheOptions(namespaces []string) cache.Options {
	mine := cache.ByObject{Label: labels.SelectorFromSet(labels.Set{managedBy: v1alpha1.FieldOwner})}
	named, drawn := mine, mine
	named.Transform, drawn.Transform = identity, outline
	options := cache.Options{
		ReaderFailOnMissingInformer: true,
		DefaultTransform:            cache.TransformStripManagedFields(),
		ByObject: map[client.Object]cache.ByObject{
			&appsv1.Deployment{}:                     drawn,
			&appsv1.StatefulSet{}:                    drawn,
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
