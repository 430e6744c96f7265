package kubelet

import (
	"fmt"
	"maps"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// objects are the ConfigMaps and Secrets of the cluster, as last seen.
type objects struct {
	configMaps, secrets cache.SharedIndexInformer
}

// missing is a ConfigMap, a Secret or one of their keys that a pod waits for.
type missing struct{ what string }

func (m missing) Error() string { return m.what + " not found" }

// configMap is the content of a ConfigMap.
func (o objects) configMap(namespace, name string) (map[string][]byte, error) {
	obj, ok, err := o.configMaps.GetStore().GetByKey(namespace + "/" + name)
	if err != nil {
		return nil, fmt.Errorf("reading configmap %s: %w", name, err)
	}
	if !ok {
		return nil, missing{fmt.Sprintf("configmap %q", name)}
	}
	found := obj.(*corev1.ConfigMap)
	content := maps.Clone(found.BinaryData)
	if content == nil {
		content = map[string][]byte{}
	}
	for key, value := range found.Data {
		content[key] = []byte(value)
	}
	return content, nil
}

// secret is the content of a Secret.
func (o objects) secret(namespace, name string) (map[string][]byte, error) {
	obj, ok, err := o.secrets.GetStore().GetByKey(namespace + "/" + name)
	if err != nil {
		return nil, fmt.Errorf("reading secret %s: %w", name, err)
	}
	if !ok {
		return nil, missing{fmt.Sprintf("secret %q", name)}
	}
	return obj.(*corev1.Secret).Data, nil
}
