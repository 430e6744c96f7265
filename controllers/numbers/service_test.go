package numbers_test

import (
	"context"
	"errors"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// join puts a number into a service without taking a note of it.
func join(ctx context.Context, c numbers.Carrier, serviceSID string, n numbers.Number) (numbers.Service, error) {
	return numbers.JoinService(ctx, c, serviceSID, n, func(context.Context) error { return nil })
}

var _ = Describe("A number in a Messaging Service", func() {
	ctx := context.Background()
	var (
		sim     *twiliosim.Sim
		account *twiliosim.Account
		client  *carrier.Client
	)
	token := numbers.OwnerToken("cluster", "default", "family")
	webhook := numbers.Webhooks{SmsURL: "https://sms.example.com/sms", SmsMethod: "POST"}
	BeforeEach(func() {
		sim = simulator()
		account = sim.Account()
		client = clientOf(sim, account)
	})
	fetch := func(n *twiliosim.Number) numbers.Number {
		got, err := numbers.Fetch(ctx, client, n.SID())
		Expect(err).NotTo(HaveOccurred())
		return got
	}

	It("joins it, and makes it leave texts to its numbers if it would drop them", func() {
		service := account.AddService(twiliosim.ServiceSettings{})
		n := fetch(account.Own("+14155550100"))
		joined, err := join(ctx, client, service.SID(), n)
		Expect(err).NotTo(HaveOccurred())
		Expect(joined).To(Equal(numbers.Service{SID: service.SID(), UseInboundWebhookOnNumber: true}))
		Expect(service.Numbers()).To(HaveLen(1))
		Expect(service.Settings().UseInboundWebhookOnNumber).To(BeTrue())
		_, err = join(ctx, client, service.SID(), n)
		Expect(err).NotTo(HaveOccurred())
	})

	It("joins it with a short code", func() {
		service := account.AddService(twiliosim.ServiceSettings{UseInboundWebhookOnNumber: true})
		_, err := join(ctx, client, service.SID(), fetch(account.OwnShortCode("55155")))
		Expect(err).NotTo(HaveOccurred())
		Expect(service.Numbers()).To(HaveLen(1))
	})

	It("never joins one that would take its texts away", func() {
		service := account.AddService(twiliosim.ServiceSettings{InboundRequestURL: "https://theirs.example/"})
		_, err := join(ctx, client, service.SID(), fetch(account.Own("+14155550100")))
		Expect(err).To(BeAssignableToTypeOf(&numbers.ServiceOverridesError{}))
		Expect(err).To(MatchError(ContainSubstring("Defer to sender's webhook")))
		Expect(service.Settings().UseInboundWebhookOnNumber).To(BeFalse())
		Expect(service.Numbers()).To(BeEmpty())
	})

	It("is in another service, or there is none such", func() {
		first, second := account.AddService(twiliosim.ServiceSettings{}), account.AddService(twiliosim.ServiceSettings{})
		number := account.Own("+14155550100")
		Expect(first.Add(number)).To(BeTrue())
		_, err := join(ctx, client, second.SID(), fetch(number))
		Expect(err).To(Equal(&numbers.InOtherServiceError{ServiceSID: second.SID()}))
		_, err = join(ctx, client, "MG00000000000000000000000000000000", fetch(number))
		Expect(err).To(Equal(&numbers.ServiceNotFoundError{SID: "MG00000000000000000000000000000000"}))
	})

	It("is noted before it joins, and only then joins", func() {
		service := account.AddService(twiliosim.ServiceSettings{UseInboundWebhookOnNumber: true})
		number := account.Own("+14155550100")
		unwritten := errors.New("not written")
		note := func(context.Context) error {
			Expect(service.Numbers()).To(BeEmpty())
			return unwritten
		}
		_, err := numbers.JoinService(ctx, client, service.SID(), fetch(number), note)
		Expect(err).To(MatchError(unwritten))
		Expect(service.Numbers()).To(BeEmpty())
		Expect(service.Add(number)).To(BeTrue())
		_, err = numbers.JoinService(ctx, client, service.SID(), fetch(number), note)
		Expect(err).NotTo(HaveOccurred(), "who was in it before needs no note")
	})

	It("leaves it, once and again", func() {
		service := account.AddService(twiliosim.ServiceSettings{})
		for _, number := range []*twiliosim.Number{account.Own("+14155550100"), account.OwnShortCode("55155")} {
			Expect(service.Add(number)).To(BeTrue())
			Expect(numbers.LeaveService(ctx, client, service.SID(), fetch(number))).To(Succeed())
			Expect(service.Numbers()).To(BeEmpty())
			Expect(numbers.LeaveService(ctx, client, service.SID(), fetch(number))).To(Succeed())
			Expect(numbers.LeaveService(ctx, client, "MG00000000000000000000000000000000", fetch(number))).To(Succeed())
		}
	})

	Describe("when its room goes", func() {
		var (
			number  *twiliosim.Number
			service *twiliosim.Service
		)
		BeforeEach(func() {
			number, service = account.Own("+14155550100"), account.AddService(twiliosim.ServiceSettings{})
			number.SetSmsURL(webhook.SmsURL)
			Expect(service.Add(number)).To(BeTrue())
		})

		DescribeTable("leaves it only if the room put it there", func(end func(joined string) error) {
			Expect(end("")).To(Succeed())
			Expect(service.Numbers()).To(HaveLen(1))
			number.SetSmsURL(webhook.SmsURL)
			number.SetFriendlyName(token)
			Expect(end(service.SID())).To(Succeed())
			Expect(service.Numbers()).To(BeEmpty())
		},
			Entry("retained", func(joined string) error {
				number.SetFriendlyName(token)
				return numbers.Retain(ctx, client, number.SID(), token, joined)
			}),
			Entry("adopted", func(joined string) error {
				return numbers.Restore(ctx, client, number.SID(), webhook.SmsURL, numbers.Before{Webhooks: &numbers.Webhooks{}, JoinedService: joined})
			}),
			Entry("adopted, its webhooks unchanged", func(joined string) error {
				return numbers.Restore(ctx, client, number.SID(), webhook.SmsURL, numbers.Before{JoinedService: joined})
			}),
		)

		It("stays in it when someone has given it another task", func() {
			number.SetSmsURL("https://after.example/")
			number.SetFriendlyName("our helpline")
			Expect(numbers.Restore(ctx, client, number.SID(), webhook.SmsURL, numbers.Before{JoinedService: service.SID()})).To(Succeed())
			Expect(numbers.Retain(ctx, client, number.SID(), token, service.SID())).To(Succeed())
			Expect(service.Numbers()).To(HaveLen(1))
		})

		It("leaves it at the next try when the carrier fails in between", func() {
			number.SetFriendlyName(token)
			sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Method: "DELETE", Path: "/v1/Services", Times: 1})
			Expect(numbers.Retain(ctx, client, number.SID(), token, service.SID())).NotTo(Succeed())
			Expect(number.FriendlyName()).To(Equal(token), "what says that there is work left goes last")
			Expect(numbers.Retain(ctx, client, number.SID(), token, service.SID())).To(Succeed())
			Expect(service.Numbers()).To(BeEmpty())
		})
	})

	It("is found in the account's pools", func() {
		service := account.AddService(twiliosim.ServiceSettings{FriendlyName: "chat"})
		account.AddService(twiliosim.ServiceSettings{})
		in, out := account.Own("+14155550100"), account.Own("+14155550101")
		Expect(service.Add(in)).To(BeTrue())
		pools, err := numbers.ReadPools(ctx, client)
		Expect(err).NotTo(HaveOccurred())
		found, ok := pools.Of(in.SID())
		Expect(ok).To(BeTrue())
		Expect(found).To(Equal(numbers.Service{SID: service.SID(), Name: "chat"}))
		_, ok = pools.Of(out.SID())
		Expect(ok).To(BeFalse())

		_, ok = pools.Without(in.SID()).Of(in.SID())
		Expect(ok).To(BeFalse())
		moved, _ := pools.With(out.SID(), numbers.Service{SID: "MG1"}).Of(out.SID())
		Expect(moved.SID).To(Equal("MG1"))
		_, ok = pools.Of(in.SID())
		Expect(ok).To(BeTrue(), "others may be reading it")
		_, ok = numbers.Pools{}.Without("PN1").Of("PN1")
		Expect(ok).To(BeFalse())
	})

	DescribeTable("gets its texts", func(s numbers.Service, wrong error, advice string) {
		err := numbers.CheckService(s)
		if wrong == nil {
			Expect(err).NotTo(HaveOccurred())
			return
		}
		Expect(err).To(Equal(wrong))
		Expect(err).To(MatchError(ContainSubstring(advice)))
	},
		Entry("if the service leaves them to it", numbers.Service{SID: "MG1", UseInboundWebhookOnNumber: true, InboundRequestURL: "https://a/"}, nil, ""),
		Entry("but not if it has an address", numbers.Service{SID: "MG1", InboundRequestURL: "https://a/"},
			&numbers.ServiceOverridesError{Service: numbers.Service{SID: "MG1", InboundRequestURL: "https://a/"}}, "Defer to sender's webhook"),
		Entry("and not if it has none", numbers.Service{SID: "MG1"},
			&numbers.ServiceDropsError{Service: numbers.Service{SID: "MG1"}}, "set spec.phoneNumber.messagingServiceSid to MG1"),
	)
})
