package controlplane_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/smackdev/smack/runtime/sandbox/controlplane"
)

func TestControlPlane(t *testing.T) {
	RegisterFailHandler(Fail)
	RunSpecs(t, "control plane")
}

var _ = Describe("the programs", func() {
	It("are found in a directory that is named", func() {
		dir := GinkgoT().TempDir()
		for _, name := range []string{"etcd", "kube-apiserver", "kube-controller-manager"} {
			Expect(os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"), 0o755)).To(Succeed())
		}
		Expect(controlplane.FindAssets(dir)).To(Equal(controlplane.Assets{
			Etcd:              filepath.Join(dir, "etcd"),
			APIServer:         filepath.Join(dir, "kube-apiserver"),
			ControllerManager: filepath.Join(dir, "kube-controller-manager"),
		}))
	})

	It("are asked for by name when they are nowhere", func() {
		GinkgoT().Setenv(controlplane.AssetsEnv, "")
		GinkgoT().Setenv("XDG_CACHE_HOME", GinkgoT().TempDir())
		GinkgoT().Setenv("PATH", "")
		_, err := controlplane.FindAssets("")
		Expect(err).To(MatchError(ContainSubstring("make assets")))
	})
})

var _ = Describe("a control plane", Ordered, func() {
	var (
		plane *controlplane.ControlPlane
		admin *kubernetes.Clientset
	)

	BeforeAll(func(ctx context.Context) {
		assets, err := controlplane.FindAssets("")
		Expect(err).NotTo(HaveOccurred())
		plane, err = controlplane.New(GinkgoT().TempDir(), assets)
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(plane.Stop)
		Expect(plane.StartEtcd()).To(Succeed())
		Expect(plane.StartAPIServer(ctx)).To(Succeed())
		Expect(plane.StartControllers()).To(Succeed())
		path, err := plane.WriteKubeconfig("admin", "admin", "system:masters")
		Expect(err).NotTo(HaveOccurred())
		config, err := clientcmd.BuildConfigFromFlags("", path)
		Expect(err).NotTo(HaveOccurred())
		admin, err = kubernetes.NewForConfig(config)
		Expect(err).NotTo(HaveOccurred())
	}, NodeTimeout(3*time.Minute))

	It("makes the pods of a Deployment and follows its scale", func(ctx context.Context) {
		deployments := admin.AppsV1().Deployments("default")
		_, err := deployments.Create(ctx, deployment(2), metav1.CreateOptions{})
		Expect(err).NotTo(HaveOccurred())
		Eventually(pods(ctx, admin)).WithTimeout(time.Minute).Should(HaveLen(2))

		scale, err := deployments.GetScale(ctx, "web", metav1.GetOptions{})
		Expect(err).NotTo(HaveOccurred())
		scale.Spec.Replicas = 1
		_, err = deployments.UpdateScale(ctx, "web", scale, metav1.UpdateOptions{})
		Expect(err).NotTo(HaveOccurred())
		Eventually(pods(ctx, admin)).WithTimeout(time.Minute).Should(HaveLen(1))
	}, SpecTimeout(3*time.Minute))

	It("collects what a deleted Deployment owned", func(ctx context.Context) {
		Expect(admin.AppsV1().Deployments("default").Delete(ctx, "web", metav1.DeleteOptions{})).To(Succeed())
		Eventually(pods(ctx, admin)).WithTimeout(time.Minute).Should(BeEmpty())
	}, SpecTimeout(2*time.Minute))

	It("lets a user do what RBAC allows and no more", func(ctx context.Context) {
		config, err := plane.RESTConfig("nobody")
		Expect(err).NotTo(HaveOccurred())
		nobody, err := kubernetes.NewForConfig(config)
		Expect(err).NotTo(HaveOccurred())
		_, err = nobody.CoreV1().Secrets("default").List(ctx, metav1.ListOptions{})
		Expect(apierrors.IsForbidden(err)).To(BeTrue(), "got %v", err)
	}, SpecTimeout(time.Minute))
})

func pods(ctx context.Context, client kubernetes.Interface) func() ([]corev1.Pod, error) {
	return func() ([]corev1.Pod, error) {
		list, err := client.CoreV1().Pods("default").List(ctx, metav1.ListOptions{})
		if err != nil {
			return nil, err
		}
		return list.Items, nil
	}
}

func deployment(replicas int32) *appsv1.Deployment {
	labels := map[string]string{"app": "web"}
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Name: "web"},
		Spec: appsv1.DeploymentSpec{
			Replicas: &replicas,
			Selector: &metav1.LabelSelector{MatchLabels: labels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: labels},
				Spec: corev1.PodSpec{
					Containers: []corev1.Container{{Name: "web", Image: "web", Command: []string{"true"}}},
				},
			},
		},
	}
}
