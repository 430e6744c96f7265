package e2e_test

import (
	"context"
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/talk"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// money is what an operator buys that is killed in the middle.
func money() {
	DescribeTable("buys one number, and finds it again, when the operator is killed",
		func(ctx SpecContext, name, path string, kind twiliosim.FaultKind) {
			DeferCleanup(carrier.Behave)
			before, purchases := owned(ctx), counters(ctx).Purchases
			Expect(carrier.Inject(ctx, twiliosim.Fault{Kind: kind, Method: http.MethodPost, Path: path, Times: 1})).To(Succeed())
			Expect(kube.Create(ctx, newRoom(name, released))).To(Succeed())
			Eventually(func() (int, error) { return carrier.Struck(ctx) }).Should(Equal(1))
			kill(ctx, systemNamespace, operatorPod(ctx))
			Expect(carrier.Behave(ctx)).To(Succeed())

			Eventually(ready(ctx, name)).Should(HavePrefix("True"))
			Expect(counters(ctx).Purchases).To(Equal(purchases + 1))
			Expect(owned(ctx)).To(HaveLen(len(before) + 1))
			Expect(sids(owned(ctx))).To(ContainElement(getRoom(ctx, name).Status.PhoneNumber.SID))

			Expect(kube.Delete(ctx, getRoom(ctx, name))).To(Succeed())
			Eventually(gone(ctx, name)).Should(BeTrue())
			Expect(owned(ctx)).To(Equal(before))
		},
		Entry("while it waits for the answer to an order that was taken", "taken", orders, twiliosim.FaultAcceptThenHang, SpecTimeout(4*time.Minute)),
		Entry("while it waits for the answer to an order that was not taken", "untaken", orders, twiliosim.FaultHang, SpecTimeout(4*time.Minute)),
		Entry("while it leads the number to the room", "led", changes, twiliosim.FaultAcceptThenHang, SpecTimeout(4*time.Minute)),
	)
}

// Parts of the paths to which numbers are ordered and changed.
const (
	orders  = "/IncomingPhoneNumbers.json"
	changes = "/IncomingPhoneNumbers/PN"
)

func counters(ctx context.Context) twiliosim.Counters {
	GinkgoHelper()
	counted, err := carrier.Counters(ctx)
	Expect(err).NotTo(HaveOccurred())
	return counted
}

func sids(numbers []talk.Number) []string {
	all := make([]string, 0, len(numbers))
	for _, number := range numbers {
		all = append(all, number.SID)
	}
	return all
}
