package kubelet_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/intstr"
)

const namespace = "default"

var _ = Describe("a pod", Ordered, func() {
	ctx := context.Background()

	It("is a process on an address of its own, with its files and environment", func() {
		create(settings("hello"))
		create(podNamed("web", nil))
		Eventually(ready("web")).Should(BeTrue())
		pod := get("web")
		Expect(pod.Status.PodIP).To(HavePrefix("127.1.77."))
		Expect(pod.Status.Phase).To(Equal(corev1.PodRunning))
		Expect(pod.Spec.NodeName).To(Equal("here"))
		Expect(fetch(pod, "/file")).To(Equal("hello"))
		Expect(fetch(pod, "/env")).To(And(
			ContainSubstring("GREETING=hello"), ContainSubstring("TWICE=hello, hello"),
			ContainSubstring("MY_NAME=web"), ContainSubstring("MY_IP="+pod.Status.PodIP),
			ContainSubstring("MEMORY=67108864"), Not(ContainSubstring("ABSENT"))))
	})

	It("sees a changed ConfigMap, and loses readiness by what its probe says", func() {
		patchSettings("sick")
		Eventually(ready("web")).Should(BeFalse())
		Expect(fetch(get("web"), "/file")).To(Equal("sick"))
		patchSettings("well")
		Eventually(ready("web")).Should(BeTrue())
	})

	It("is started again when its process ends", func() {
		pod := get("web")
		_, _ = http.Get("http://" + pod.Status.PodIP + ":8080/exit")
		Eventually(func() int32 { return get("web").Status.ContainerStatuses[0].RestartCount }).Should(BeEquivalentTo(1))
		Expect(get("web").Status.ContainerStatuses[0].LastTerminationState.Terminated.ExitCode).To(BeEquivalentTo(3))
		Eventually(ready("web")).Should(BeTrue())
	})

	It("runs its preStop hook, ends politely and is gone", func() {
		pod := get("web")
		began := time.Now()
		Expect(client.CoreV1().Pods(namespace).Delete(ctx, "web", metav1.DeleteOptions{})).To(Succeed())
		Eventually(exists("web")).Should(BeFalse())
		Expect(time.Since(began)).To(BeNumerically(">", time.Second), "the preStop hook sleeps a second")
		log, err := os.ReadFile(node.LogFile(pod, "web"))
		Expect(err).NotTo(HaveOccurred())
		Expect(string(log)).To(ContainSubstring("goodbye"))
		_, err = http.Get("http://" + pod.Status.PodIP + ":8080/file")
		Expect(err).To(HaveOccurred())
	})

	It("waits for the ConfigMap it mounts and says so", func() {
		Expect(client.CoreV1().ConfigMaps(namespace).Delete(ctx, "settings", metav1.DeleteOptions{})).To(Succeed())
		create(podNamed("early", nil))
		Eventually(func() string { return waitingMessage("early") }).Should(ContainSubstring(`configmap "settings" not found`))
		create(settings("late"))
		Eventually(ready("early")).Should(BeTrue())
		remove("early")
	})

	It("is restarted when its liveness probe fails", func() {
		create(podNamed("ill", func(c *corev1.Container) {
			c.ReadinessProbe = nil
			c.LivenessProbe = probe("/nowhere")
		}))
		Eventually(func() int32 { return restarts("ill") }).Should(BeNumerically(">=", 1))
		remove("ill")
	})

	It("that runs once is Succeeded or Failed by its exit code", func() {
		create(once("good", "exit 0"))
		create(once("bad", "exit 4"))
		Eventually(func() corev1.PodPhase { return get("good").Status.Phase }).Should(Equal(corev1.PodSucceeded))
		Eventually(func() corev1.PodPhase { return get("bad").Status.Phase }).Should(Equal(corev1.PodFailed))
		remove("good")
		remove("bad")
	})

	It("says when no program stands in for its image", func() {
		create(podNamed("strange", func(c *corev1.Container) { c.Command, c.Image = nil, "example.com/strange:1" }))
		Eventually(func() string { return lastMessage("strange") }).Should(ContainSubstring("no program of this machine"))
		remove("strange")
	})

	It("deleted by force is killed", func() {
		create(podNamed("forced", nil))
		Eventually(ready("forced")).Should(BeTrue())
		address := get("forced").Status.PodIP
		options := metav1.DeleteOptions{GracePeriodSeconds: new(int64)}
		Expect(client.CoreV1().Pods(namespace).Delete(ctx, "forced", options)).To(Succeed())
		Eventually(func() error {
			_, err := http.Get("http://" + address + ":8080/file")
			return err
		}).Should(HaveOccurred())
	})
})

var _ = Describe("a Deployment", func() {
	It("scales and rolls without losing its last ready pod", func(ctx SpecContext) {
		labels := map[string]string{"app": "rolling"}
		rolling := settings("rolling")
		rolling.Name = "rolling"
		create(rolling)
		template := podNamed("", func(c *corev1.Container) { c.Env[1].ValueFrom.ConfigMapKeyRef.Name = "rolling" })
		template.Spec.Volumes[0].ConfigMap.Name = "rolling"
		template.Labels = labels
		two := int32(2)
		none := intstr.FromInt32(0)
		deployment := &appsv1.Deployment{
			ObjectMeta: metav1.ObjectMeta{Name: "rolling"},
			Spec: appsv1.DeploymentSpec{
				Replicas: &two, Selector: &metav1.LabelSelector{MatchLabels: labels},
				Strategy: appsv1.DeploymentStrategy{RollingUpdate: &appsv1.RollingUpdateDeployment{MaxUnavailable: &none}},
				Template: corev1.PodTemplateSpec{ObjectMeta: metav1.ObjectMeta{Labels: labels}, Spec: template.Spec},
			},
		}
		_, err := client.AppsV1().Deployments(namespace).Create(ctx, deployment, metav1.CreateOptions{})
		Expect(err).NotTo(HaveOccurred())
		status := func() appsv1.DeploymentStatus {
			found, err := client.AppsV1().Deployments(namespace).Get(ctx, "rolling", metav1.GetOptions{})
			Expect(err).NotTo(HaveOccurred())
			return found.Status
		}
		Eventually(status).Should(HaveField("ReadyReplicas", BeEquivalentTo(2)))

		patch := []byte(`{"spec":{"template":{"metadata":{"annotations":{"roll":"1"}}}}}`)
		_, err = client.AppsV1().Deployments(namespace).Patch(ctx, "rolling", types.MergePatchType, patch, metav1.PatchOptions{})
		Expect(err).NotTo(HaveOccurred())
		Eventually(func(g Gomega) {
			now := status()
			g.Expect(now.AvailableReplicas).To(BeNumerically(">=", 2))
			g.Expect(now.UpdatedReplicas).To(BeEquivalentTo(2))
			g.Expect(now.Replicas).To(BeEquivalentTo(2))
		}).Should(Succeed())
	}, SpecTimeout(2*time.Minute))
})

func fetch(pod *corev1.Pod, path string) string {
	response, err := http.Get("http://" + pod.Status.PodIP + ":8080" + path)
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(response.Body)
	Expect(err).NotTo(HaveOccurred())
	return string(body)
}
