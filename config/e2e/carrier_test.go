package e2e_test

import (
	"context"
	"fmt"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/client-go/rest"
	"k8s.io/utils/ptr"

	"github.com/smackdev/smack/runtime/sandbox/conversation"
	"github.com/smackdev/smack/runtime/sandbox/talk"
)

// carrierURL is where pods reach the carrier.
const carrierURL = "http://carrier." + carrierNamespace + ".svc:8071"

// carrierRate is how many segments a second its long codes send; people would have to
// wait for a real one, which sends one.
const carrierRate = 20

// carrier is the simulator, reached through the API server.
var carrier talk.Carrier

// startCarrier runs the simulator as a pod, and waits until it answers.
func startCarrier(ctx context.Context) {
	GinkgoHelper()
	Expect(kube.Create(ctx, carrierService())).To(Succeed())
	Expect(kube.Create(ctx, carrierDeployment())).To(Succeed())
	through, err := rest.HTTPClientFor(kubeconfig)
	Expect(err).NotTo(HaveOccurred())
	carrier = talk.Carrier{
		URL:  kubeconfig.Host + "/api/v1/namespaces/" + carrierNamespace + "/services/carrier:http/proxy",
		HTTP: through,
	}
	Eventually(func() error {
		_, err := carrier.Numbers(ctx)
		return err
	}).Should(Succeed())
	for _, phone := range conversation.Phones() {
		Expect(carrier.AddPhone(ctx, phone.Number)).To(Succeed())
	}
}

// owned are the numbers that are owned at the carrier.
func owned(ctx context.Context) []talk.Number {
	GinkgoHelper()
	numbers, err := carrier.Numbers(ctx)
	Expect(err).NotTo(HaveOccurred())
	return numbers
}

// phones are those of people who text a room.
func phones(room string) talk.Phones {
	return talk.Phones{Carrier: carrier, Room: room, Broken: func(err error) { Fail("looking at a phone: " + err.Error()) }}
}

var carrierLabels = map[string]string{"app": "carrier"}

func carrierService() *corev1.Service {
	return &corev1.Service{
		ObjectMeta: metav1.ObjectMeta{Namespace: carrierNamespace, Name: "carrier"},
		Spec: corev1.ServiceSpec{
			Selector: carrierLabels,
			Ports:    []corev1.ServicePort{{Name: "http", Port: 8071, TargetPort: intstr.FromInt32(8071)}},
		},
	}
}

func carrierDeployment() *appsv1.Deployment {
	return &appsv1.Deployment{
		ObjectMeta: metav1.ObjectMeta{Namespace: carrierNamespace, Name: "carrier"},
		Spec: appsv1.DeploymentSpec{
			Selector: &metav1.LabelSelector{MatchLabels: carrierLabels},
			Template: corev1.PodTemplateSpec{
				ObjectMeta: metav1.ObjectMeta{Labels: carrierLabels},
				Spec: corev1.PodSpec{
					AutomountServiceAccountToken: ptr.To(false),
					SecurityContext: &corev1.PodSecurityContext{
						RunAsNonRoot:   ptr.To(true),
						SeccompProfile: &corev1.SeccompProfile{Type: corev1.SeccompProfileTypeRuntimeDefault},
					},
					Containers: []corev1.Container{{
						Name: "carrier", Image: carrierImage,
						Args:  []string{"--listen=:8071", "--base-url=" + carrierURL, fmt.Sprintf("--rate=%d", carrierRate)},
						Ports: []corev1.ContainerPort{{Name: "http", ContainerPort: 8071}},
						SecurityContext: &corev1.SecurityContext{
							AllowPrivilegeEscalation: ptr.To(false),
							ReadOnlyRootFilesystem:   ptr.To(true),
							Capabilities:             &corev1.Capabilities{Drop: []corev1.Capability{"ALL"}},
						},
					}},
				},
			},
		},
	}
}
