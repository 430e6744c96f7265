package config_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// account is one at a carrier of its own.
type account struct {
	sim *twiliosim.Sim
	url string
}

// newAccount has its credentials in the namespaces.
func newAccount(ctx context.Context, namespaces ...string) *account {
	GinkgoHelper()
	sim := twiliosim.New(twiliosim.Options{})
	url, err := sim.Start("127.0.0.1:0")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(sim.Close)
	for _, namespace := range namespaces {
		secret := &corev1.Secret{
			ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: "twilio"},
			StringData: map[string]string{"accountSid": twiliosim.DefaultAccountSID, "authToken": twiliosim.DefaultAuthToken},
		}
		Expect(cluster.Create(ctx, secret)).To(Succeed())
		DeferCleanup(cluster.Delete, secret)
	}
	return &account{sim: sim, url: url}
}

// room owns one of every kind.
func (a *account) room(namespace, name string) *v1alpha1.SmackRoom {
	return &v1alpha1.SmackRoom{
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name},
		Spec: v1alpha1.SmackRoomSpec{
			Carrier:     v1alpha1.Carrier{CredentialsSecretRef: v1alpha1.SecretRef{Name: "twilio"}, BaseURL: a.url},
			PhoneNumber: v1alpha1.PhoneNumber{Purchase: &v1alpha1.Purchase{Country: "US", AreaCode: "415"}},
			Exposure:    v1alpha1.Exposure{Ingress: &v1alpha1.IngressExposure{Host: "sms.example.com"}},
			Autoscaling: &v1alpha1.Autoscaling{MaxReplicas: 3},
		},
	}
}
