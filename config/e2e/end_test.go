package e2e_test

import (
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/v1alpha1"
)

// theEnd is what becomes of numbers, rooms and namespaces in the end.
func theEnd() {
	It("releases the number of a deleted room that wants it so", func(ctx SpecContext) {
		before := owned(ctx)
		Expect(kube.Create(ctx, newRoom("passing", released))).To(Succeed())
		Eventually(ready(ctx, "passing")).Should(HavePrefix("True"))
		Expect(owned(ctx)).To(HaveLen(len(before) + 1))
		Expect(kube.Delete(ctx, getRoom(ctx, "passing"))).To(Succeed())
		Eventually(gone(ctx, "passing")).Should(BeTrue())
		Expect(owned(ctx)).To(Equal(before))
	}, SpecTimeout(4*time.Minute))

	It("keeps the number of a deleted room by default, and has it lead nowhere", func(ctx SpecContext) {
		before := sids(owned(ctx))
		number := getRoom(ctx, "family").Status.PhoneNumber
		Expect(kube.Delete(ctx, getRoom(ctx, "family"))).To(Succeed())
		Eventually(gone(ctx, "family")).Should(BeTrue())
		Expect(sids(owned(ctx))).To(Equal(before))
		Expect(owned(ctx)).To(ContainElement(And(
			HaveField("SID", number.SID), HaveField("SmsURL", ""), HaveField("FriendlyName", Not(HavePrefix("smack:"))))))
		Eventually(func() ([]corev1.Pod, error) {
			var left corev1.PodList
			err := kube.List(ctx, &left, client.InNamespace(roomsNamespace))
			return left.Items, err
		}).Should(BeEmpty())
	}, SpecTimeout(3*time.Minute))

	It("lets a namespace go whose credentials are gone, and keeps the number", func(ctx SpecContext) {
		Expect(kube.Create(ctx, newRoom("orphan"))).To(Succeed())
		Eventually(ready(ctx, "orphan")).Should(HavePrefix("True"))
		before := sids(owned(ctx))
		Expect(kube.Delete(ctx, credentials(roomsNamespace))).To(Succeed())
		namespace := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: roomsNamespace}}
		Expect(kube.Delete(ctx, namespace)).To(Succeed())
		Eventually(missing(ctx, namespace)).Should(BeTrue())
		Expect(sids(owned(ctx))).To(Equal(before))
	}, SpecTimeout(5*time.Minute))

	It("leaves rooms and their kind when the chart is uninstalled", func(ctx SpecContext) {
		Expect(kube.Create(ctx, restrictedNamespace(roomsNamespace))).To(Succeed())
		Expect(kube.Create(ctx, newRoom("left"))).To(Succeed())
		helm(ctx, "uninstall", release, "--wait")
		Expect(getRoom(ctx, "left").DeletionTimestamp).To(BeNil())
		var operators corev1.PodList
		Eventually(func() ([]corev1.Pod, error) {
			err := kube.List(ctx, &operators, client.InNamespace(systemNamespace))
			return operators.Items, err
		}).Should(BeEmpty())
	}, SpecTimeout(2*time.Minute))
}

func released(room *v1alpha1.SmackRoom) {
	room.Spec.PhoneNumber.ReclaimPolicy = v1alpha1.ReclaimRelease
}
