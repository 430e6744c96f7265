package kubelet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/sets"
)

// environment is a container's environment as its spec says, KEY=value, later ones
// over earlier ones, plus PATH and HOME where the spec has none.
func (o objects) environment(pod *corev1.Pod, c corev1.Container, podIP, home string) ([]string, error) {
	env := map[string]string{}
	for _, source := range c.EnvFrom {
		if err := o.envFrom(pod.Namespace, source, env); err != nil {
			return nil, err
		}
	}
	for _, variable := range c.Env {
		value, set, err := o.value(pod, c, variable, podIP, env)
		if err != nil {
			return nil, err
		}
		if set {
			env[variable.Name] = value
		}
	}
	for name, value := range map[string]string{"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "HOSTNAME": pod.Name} {
		if _, ok := env[name]; !ok {
			env[name] = value
		}
	}
	return pairs(env), nil
}

func (o objects) envFrom(namespace string, source corev1.EnvFromSource, env map[string]string) error {
	var data map[string][]byte
	var optional *bool
	var err error
	switch {
	case source.ConfigMapRef != nil:
		optional = source.ConfigMapRef.Optional
		data, err = o.configMap(namespace, source.ConfigMapRef.Name)
	case source.SecretRef != nil:
		optional = source.SecretRef.Optional
		data, err = o.secret(namespace, source.SecretRef.Name)
	}
	data, err = pick(data, nil, optional, err)
	for key, value := range data {
		env[source.Prefix+key] = string(value)
	}
	return err
}

// value is one variable's value; not set when it comes from an optional key that
// isn't there.
func (o objects) value(
	pod *corev1.Pod, c corev1.Container, v corev1.EnvVar, podIP string, env map[string]string,
) (value string, set bool, err error) {
	from := v.ValueFrom
	switch {
	case from == nil:
		return expand(v.Value, env), true, nil
	case from.FieldRef != nil:
		value, err = podField(pod, from.FieldRef.FieldPath, podIP)
		return value, true, err
	case from.ResourceFieldRef != nil:
		return resourceField(c, from.ResourceFieldRef), true, nil
	case from.SecretKeyRef != nil:
		data, err := o.secret(pod.Namespace, from.SecretKeyRef.Name)
		return key(data, from.SecretKeyRef.Key, from.SecretKeyRef.Optional, err)
	case from.ConfigMapKeyRef != nil:
		data, err := o.configMap(pod.Namespace, from.ConfigMapKeyRef.Name)
		return key(data, from.ConfigMapKeyRef.Key, from.ConfigMapKeyRef.Optional, err)
	default:
		return "", false, fmt.Errorf("variable %s: no source of it is known here", v.Name)
	}
}

func key(data map[string][]byte, name string, optional *bool, err error) (string, bool, error) {
	value, ok := data[name]
	if err == nil && !ok {
		err = missing{fmt.Sprintf("key %q", name)}
	}
	if errors.As(err, &missing{}) && optional != nil && *optional {
		return "", false, nil
	}
	return string(value), ok, err
}

// podField is what the downward API gives for a field path.
func podField(pod *corev1.Pod, path, podIP string) (string, error) {
	switch path {
	case "metadata.name":
		return pod.Name, nil
	case "metadata.namespace":
		return pod.Namespace, nil
	case "metadata.uid":
		return string(pod.UID), nil
	case "spec.nodeName":
		return pod.Spec.NodeName, nil
	case "spec.serviceAccountName":
		return pod.Spec.ServiceAccountName, nil
	case "status.podIP", "status.podIPs":
		return podIP, nil
	case "status.hostIP", "status.hostIPs":
		return hostIP, nil
	case "metadata.labels":
		return labelLines(pod.Labels), nil
	case "metadata.annotations":
		return labelLines(pod.Annotations), nil
	}
	if name, ok := subscript(path, "metadata.labels"); ok {
		return pod.Labels[name], nil
	}
	if name, ok := subscript(path, "metadata.annotations"); ok {
		return pod.Annotations[name], nil
	}
	return "", fmt.Errorf("the pod field %q is not known here", path)
}

func subscript(path, field string) (string, bool) {
	rest, ok := strings.CutPrefix(path, field+"['")
	return strings.TrimSuffix(rest, "']"), ok
}

func labelLines(labels map[string]string) string {
	lines := make([]string, 0, len(labels))
	for _, name := range sets.List(sets.KeySet(labels)) {
		lines = append(lines, name+"="+strconv.Quote(labels[name]))
	}
	return strings.Join(lines, "\n")
}

func resourceField(c corev1.Container, ref *corev1.ResourceFieldSelector) string {
	list := c.Resources.Limits
	if strings.HasPrefix(ref.Resource, "requests.") {
		list = c.Resources.Requests
	}
	_, name, _ := strings.Cut(ref.Resource, ".")
	quantity := list[corev1.ResourceName(name)]
	divisor := ref.Divisor.MilliValue()
	if divisor == 0 {
		divisor = 1000
	}
	// Rounded up, as Kubernetes does.
	return strconv.FormatInt((quantity.MilliValue()+divisor-1)/divisor, 10)
}

func pairs(env map[string]string) []string {
	list := make([]string, 0, len(env))
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	slices.Sort(list)
	return list
}

// expand replaces $(NAME) by the variable; $$ is a dollar sign, and a name that is
// not known stays as it is.
func expand(text string, env map[string]string) string {
	var out strings.Builder
	for i := 0; i < len(text); i++ {
		rest := text[i:]
		end := strings.IndexByte(rest, ')')
		switch {
		case strings.HasPrefix(rest, "$$"):
			out.WriteByte('$')
			i++
		case strings.HasPrefix(rest, "$(") && end > 0:
			value, known := env[rest[2:end]]
			if !known {
				value = rest[:end+1]
			}
			out.WriteString(value)
			i += end
		default:
			out.WriteByte(text[i])
		}
	}
	return out.String()
}
