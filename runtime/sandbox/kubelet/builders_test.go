package kubelet_test

import (
	"context"

	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// podNamed is a pod of the web program; change, if any, alters its container.
func podNamed(name string, change func(*corev1.Container)) *corev1.Pod {
	yes, grace := true, int64(10)
	settings := corev1.LocalObjectReference{Name: "settings"}
	container := corev1.Container{
		Name: "web", Image: "web", Command: []string{"/web"},
		Args:  []string{"--listen=:8080", "--file=/etc/web/greeting"},
		Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8080}},
		Env: []corev1.EnvVar{
			{Name: actAs, Value: "web"},
			{Name: "GREETING", ValueFrom: &corev1.EnvVarSource{ConfigMapKeyRef: &corev1.ConfigMapKeySelector{
				LocalObjectReference: settings, Key: "greeting",
			}}},
			{Name: "TWICE", Value: "$(GREETING), $(GREETING)"},
			{Name: "ABSENT", ValueFrom: &corev1.EnvVarSource{SecretKeyRef: &corev1.SecretKeySelector{
				LocalObjectReference: corev1.LocalObjectReference{Name: "none"}, Key: "none", Optional: &yes,
			}}},
			{Name: "MY_NAME", ValueFrom: field("metadata.name")},
			{Name: "MY_IP", ValueFrom: field("status.podIP")},
			{Name: "MEMORY", ValueFrom: &corev1.EnvVarSource{
				ResourceFieldRef: &corev1.ResourceFieldSelector{Resource: "limits.memory"},
			}},
		},
		VolumeMounts:   []corev1.VolumeMount{{Name: "settings", MountPath: "/etc/web"}},
		ReadinessProbe: probe("/readyz"),
		Resources: corev1.ResourceRequirements{
			Limits: corev1.ResourceList{corev1.ResourceMemory: resource.MustParse("64Mi")},
		},
		Lifecycle: &corev1.Lifecycle{PreStop: &corev1.LifecycleHandler{Sleep: &corev1.SleepAction{Seconds: 1}}},
	}
	if change != nil {
		change(&container)
	}
	no := false
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.PodSpec{
			TerminationGracePeriodSeconds: &grace, AutomountServiceAccountToken: &no,
			Containers: []corev1.Container{container},
			Volumes: []corev1.Volume{{Name: "settings", VolumeSource: corev1.VolumeSource{
				ConfigMap: &corev1.ConfigMapVolumeSource{LocalObjectReference: settings},
			}}},
		},
	}
}

// once is a pod that runs a shell line and is not started again.
func once(name, script string) *corev1.Pod {
	no := false
	return &corev1.Pod{
		ObjectMeta: metav1.ObjectMeta{Name: name},
		Spec: corev1.PodSpec{
			RestartPolicy: corev1.RestartPolicyNever, AutomountServiceAccountToken: &no,
			Containers: []corev1.Container{{Name: "sh", Image: "sh", Command: []string{"sh", "-c", script}}},
		},
	}
}

func field(path string) *corev1.EnvVarSource {
	return &corev1.EnvVarSource{FieldRef: &corev1.ObjectFieldSelector{FieldPath: path}}
}

func probe(path string) *corev1.Probe {
	return &corev1.Probe{
		ProbeHandler:  corev1.ProbeHandler{HTTPGet: &corev1.HTTPGetAction{Path: path, Port: intstr.FromString("http")}},
		PeriodSeconds: 1, FailureThreshold: 1,
	}
}

func settings(greeting string) *corev1.ConfigMap {
	return &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "settings"}, Data: map[string]string{"greeting": greeting}}
}

func create(object any) {
	var err error
	switch o := object.(type) {
	case *corev1.Pod:
		_, err = client.CoreV1().Pods(namespace).Create(context.Background(), o, metav1.CreateOptions{})
	case *corev1.ConfigMap:
		_, err = client.CoreV1().ConfigMaps(namespace).Create(context.Background(), o, metav1.CreateOptions{})
	}
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
}

func patchSettings(greeting string) {
	_, err := client.CoreV1().ConfigMaps(namespace).Update(context.Background(), settings(greeting), metav1.UpdateOptions{})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
}

func remove(name string) {
	err := client.CoreV1().Pods(namespace).Delete(context.Background(), name, metav1.DeleteOptions{})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	EventuallyWithOffset(1, exists(name)).Should(BeFalse())
}

func get(name string) *corev1.Pod {
	pod, err := client.CoreV1().Pods(namespace).Get(context.Background(), name, metav1.GetOptions{})
	ExpectWithOffset(1, err).NotTo(HaveOccurred())
	return pod
}

func exists(name string) func() bool {
	return func() bool {
		_, err := client.CoreV1().Pods(namespace).Get(context.Background(), name, metav1.GetOptions{})
		return !apierrors.IsNotFound(err)
	}
}

func ready(name string) func() bool {
	return func() bool {
		for _, condition := range get(name).Status.Conditions {
			if condition.Type == corev1.PodReady {
				return condition.Status == corev1.ConditionTrue
			}
		}
		return false
	}
}

func restarts(name string) int32 {
	statuses := get(name).Status.ContainerStatuses
	if len(statuses) == 0 {
		return 0
	}
	return statuses[0].RestartCount
}

func waitingMessage(name string) string {
	for _, status := range get(name).Status.ContainerStatuses {
		if status.State.Waiting != nil {
			return status.State.Waiting.Message
		}
	}
	return ""
}

// lastMessage is what the container's last end says.
func lastMessage(name string) string {
	for _, status := range get(name).Status.ContainerStatuses {
		for _, state := range []corev1.ContainerState{status.State, status.LastTerminationState} {
			if state.Terminated != nil {
				return state.Terminated.Message
			}
		}
	}
	return ""
}
