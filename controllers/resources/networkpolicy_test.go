package resources_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	networkingv1 "k8s.io/api/networking/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/resources"
)

var _ = Describe("the room's NetworkPolicy", func() {
	// open are the ports that a rule of the policy opens, by who may call them.
	open := func(room *v1alpha1.SmackRoom) (all, same []string) {
		policy := typed[networkingv1.NetworkPolicy](resources.NetworkPolicy(inputOf(room)))
		Expect(policy.Name).To(Equal("family-room"))
		Expect(policy.Spec.PodSelector.MatchLabels).To(HaveKeyWithValue("app.kubernetes.io/name", "smack-room"))
		Expect(policy.Spec.PolicyTypes).To(ConsistOf(networkingv1.PolicyTypeIngress))
		for _, rule := range policy.Spec.Ingress {
			ports := &all
			if len(rule.From) > 0 {
				Expect(rule.From).To(ConsistOf(And(HaveField("NamespaceSelector", BeNil()), HaveField("IPBlock", BeNil()),
					HaveField("PodSelector", HaveValue(BeZero())))))
				ports = &same
			}
			for _, p := range rule.Ports {
				*ports = append(*ports, p.Port.StrVal)
			}
		}
		return all, same
	}

	It("opens the admin screen to its own namespace alone", func() {
		all, same := open(family())
		Expect(all).To(ConsistOf("http", "metrics"))
		Expect(same).To(ConsistOf("admin"))
	})

	It("opens no admin screen that is off", func() {
		all, same := open(family(func(r *v1alpha1.SmackRoom) { r.Spec.Admin.Enabled = ptr(false) }))
		Expect(all).To(ConsistOf("http", "metrics"))
		Expect(same).To(BeEmpty())
	})
})
