package kubelet

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
)

// errVolume is a kind of volume that processes of one machine can't have.
var errVolume = errors.New("the sandbox has no such kind of volume")

// content is what a volume holds: files by their path in it.
type content map[string][]byte

// volumeContent is what a volume shall hold now; nil is a directory that the pod
// itself fills.
func (o objects) volumeContent(pod *corev1.Pod, v corev1.Volume) (content, error) {
	switch {
	case v.ConfigMap != nil:
		data, err := o.configMap(pod.Namespace, v.ConfigMap.Name)
		return pick(data, v.ConfigMap.Items, v.ConfigMap.Optional, err)
	case v.Secret != nil:
		data, err := o.secret(pod.Namespace, v.Secret.SecretName)
		return pick(data, v.Secret.Items, v.Secret.Optional, err)
	case v.DownwardAPI != nil:
		return downward(pod, v.DownwardAPI.Items)
	case v.Projected != nil:
		return o.projected(pod, v.Projected.Sources)
	case v.EmptyDir != nil, v.PersistentVolumeClaim != nil, v.Ephemeral != nil:
		return nil, nil
	default:
		return nil, fmt.Errorf("volume %s: %w", v.Name, errVolume)
	}
}

func (o objects) projected(pod *corev1.Pod, sources []corev1.VolumeProjection) (content, error) {
	all := content{}
	for _, source := range sources {
		part, err := o.projection(pod, source)
		if err != nil {
			return nil, err
		}
		for file, data := range part {
			all[file] = data
		}
	}
	return all, nil
}

func (o objects) projection(pod *corev1.Pod, s corev1.VolumeProjection) (content, error) {
	switch {
	case s.ConfigMap != nil:
		data, err := o.configMap(pod.Namespace, s.ConfigMap.Name)
		return pick(data, s.ConfigMap.Items, s.ConfigMap.Optional, err)
	case s.Secret != nil:
		data, err := o.secret(pod.Namespace, s.Secret.Name)
		return pick(data, s.Secret.Items, s.Secret.Optional, err)
	case s.DownwardAPI != nil:
		return downward(pod, s.DownwardAPI.Items)
	default:
		// A pod that wants to talk to the API server gets no token here.
		return nil, nil
	}
}

// pick chooses the keys that a volume names, or all.
func pick(data map[string][]byte, items []corev1.KeyToPath, optional *bool, err error) (content, error) {
	allowed := optional != nil && *optional
	if errors.As(err, &missing{}) && allowed {
		return content{}, nil
	}
	if err != nil || len(items) == 0 {
		return data, err
	}
	picked := content{}
	for _, item := range items {
		value, ok := data[item.Key]
		if !ok && !allowed {
			return nil, missing{fmt.Sprintf("key %q of a mounted object", item.Key)}
		}
		if ok {
			picked[item.Path] = value
		}
	}
	return picked, nil
}

func downward(pod *corev1.Pod, items []corev1.DownwardAPIVolumeFile) (content, error) {
	files := content{}
	for _, item := range items {
		if item.FieldRef == nil {
			continue
		}
		value, err := podField(pod, item.FieldRef.FieldPath, "")
		if err != nil {
			return nil, err
		}
		files[item.Path] = []byte(value)
	}
	return files, nil
}

// rootFS is a container's view of its mounts: <root><mount path> stands for the mount
// path, so that relative ways between two mounts hold.
func rootFS(root, volumes string, c corev1.Container) error {
	if err := os.MkdirAll(root, 0o755); err != nil {
		return fmt.Errorf("making the container's directory: %w", err)
	}
	for _, mount := range c.VolumeMounts {
		target := filepath.Join(volumes, mount.Name, mount.SubPath)
		link := filepath.Join(root, path.Clean(mount.MountPath))
		if _, err := os.Lstat(link); err == nil {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
			return fmt.Errorf("mounting %s: %w", mount.Name, err)
		}
		if err := os.Symlink(target, link); err != nil {
			return fmt.Errorf("mounting %s: %w", mount.Name, err)
		}
	}
	return nil
}
