package smackroom

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
)

var _ = DescribeTable("what is to be done about a number's Messaging Service",
	func(wanted, joined string, in *numbers.Service, todo move, wrong error) {
		s := &scope{number: &numbers.Number{SID: "PN1"}, room: &v1alpha1.SmackRoom{
			ObjectMeta: metav1.ObjectMeta{Annotations: map[string]string{v1alpha1.JoinedServiceAnnotation: joined}},
			Spec:       v1alpha1.SmackRoomSpec{PhoneNumber: v1alpha1.PhoneNumber{MessagingServiceSid: wanted}},
		}}
		var pools numbers.Pools
		if in != nil {
			pools = pools.With("PN1", *in)
		}
		got, err := place(s, pools.With("PN2", *drops))
		if wrong != nil {
			Expect(err).To(Equal(wrong))
			return
		}
		Expect(err).NotTo(HaveOccurred())
		Expect(got).To(Equal(todo))
	},
	Entry("none wanted, in none", "", "", nil, stayInService, nil),
	Entry("none wanted, in one that defers", "", "", defers, stayInService, nil),
	Entry("none wanted, in one that drops", "", "", drops, stayInService, &numbers.ServiceDropsError{Service: *drops}),
	Entry("none wanted, in one with an address", "", "", takesAway, stayInService, &numbers.ServiceOverridesError{Service: *takesAway}),
	Entry("none wanted any more", "", "MG1", defers, leaveService, nil),
	Entry("none wanted any more, and nobody knows where it is", "", "MG1", nil, leaveService, nil),
	Entry("wanted, in none", "MG1", "", nil, joinService, nil),
	Entry("wanted, in it", "MG1", "", defers, stayInService, nil),
	Entry("wanted, in it, but it drops", "MG1", "", &numbers.Service{SID: "MG1"}, joinService, nil),
	Entry("wanted, in it, but it has an address: the look at it says what is wrong", "MG1", "", &numbers.Service{SID: "MG1", InboundRequestURL: "https://a/"}, joinService, nil),
	Entry("wanted, in another of an earlier spec", "MG1", "MG2", drops, joinService, nil),
	Entry("wanted, in another that someone else chose", "MG1", "", drops, stayInService, &numbers.InOtherServiceError{ServiceSID: "MG1", OtherSID: "MG2"}),
	Entry("wanted, in a third one", "MG1", "MG9", drops, stayInService, &numbers.InOtherServiceError{ServiceSID: "MG1", OtherSID: "MG2"}),
)

var (
	defers    = &numbers.Service{SID: "MG1", UseInboundWebhookOnNumber: true}
	drops     = &numbers.Service{SID: "MG2"}
	takesAway = &numbers.Service{SID: "MG3", InboundRequestURL: "https://theirs.example/"}
)
