package smackroom_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/api/v1alpha1"
	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// way is how a room gets its number, and what comes of it.
type way struct {
	// number is the spec; account is what the account has before, and may name it.
	number  v1alpha1.PhoneNumber
	account func(*twiliosim.Account, *v1alpha1.PhoneNumber)
	// e164 begins the number that comes of it.
	e164   string
	origin v1alpha1.NumberOrigin
	kind   roomfile.NumberType
}

// stuck is a way that leads nowhere, and what is said of it.
type stuck struct {
	number         v1alpha1.PhoneNumber
	account        func(*twiliosim.Account, *v1alpha1.PhoneNumber)
	reason, advice string
}

func buying(p v1alpha1.Purchase) v1alpha1.PhoneNumber { return v1alpha1.PhoneNumber{Purchase: &p} }

func taking(a v1alpha1.Adopt) v1alpha1.PhoneNumber { return v1alpha1.PhoneNumber{Adopt: &a} }

// owning gives the account a number.
func owning(e164 string) func(*twiliosim.Account, *v1alpha1.PhoneNumber) {
	return func(a *twiliosim.Account, _ *v1alpha1.PhoneNumber) { a.Own(e164) }
}

// among puts the number into a Messaging Service, which the spec names.
func among(set twiliosim.ServiceSettings, in bool) func(*twiliosim.Account, *v1alpha1.PhoneNumber) {
	return func(a *twiliosim.Account, n *v1alpha1.PhoneNumber) {
		service := a.AddService(set)
		n.MessagingServiceSid = service.SID()
		if number := a.Own("+14155550123"); in {
			Expect(service.Add(number)).To(BeTrue())
		}
	}
}

var _ = Describe("the ways to a number", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	DescribeTable("lead to it, its webhook, and rest", func(ctx SpecContext, x way) {
		if x.account != nil {
			x.account(w.sim.Account(), &x.number)
		}
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber = x.number }))
		live := w.up(ctx, room)
		got := live.Status.PhoneNumber
		Expect(got.E164).To(HavePrefix(x.e164))
		Expect(got.Origin).To(Equal(x.origin))
		Expect(got.Type).To(Equal(x.kind))
		config := &corev1.ConfigMap{}
		Expect(k8s.Get(ctx, client.ObjectKey{Namespace: w.namespace, Name: "family-room"}, config)).To(Succeed())
		file, err := roomfile.Parse([]byte(config.Data["room.yaml"]))
		Expect(err).NotTo(HaveOccurred())
		Expect(file.Number).To(Equal(roomfile.Number{E164: got.E164, Type: x.kind, MessagingServiceSid: x.number.MessagingServiceSid}))
		if x.origin != v1alpha1.OriginExternal {
			number := w.sim.Number(got.E164)
			Expect(number.SID()).To(Equal(got.SID))
			Expect(number.SmsURL()).To(Equal(got.WebhookURL))
			Expect(got.WebhookURL).To(HavePrefix("https://sms.example.com/family/sms#"))
		}

		w.poll(ctx, room, "first")
		writes, counted := len(w.writes(room)), w.sim.Counters()
		w.poll(ctx, room, "second")
		Expect(w.writes(room)[writes:]).To(HaveExactElements(ContainSubstring("lastHandledReconcileAt")))
		now := w.sim.Counters()
		Expect(now.NumberUpdates).To(Equal(counted.NumberUpdates))
		Expect(now.Purchases).To(Equal(counted.Purchases))
	},
		Entry("a local number of the US", way{number: buying(v1alpha1.Purchase{Country: "US", AreaCode: "415"}),
			e164: "+1415", origin: v1alpha1.OriginPurchased, kind: roomfile.LongCode}),
		Entry("a toll-free number", way{number: buying(v1alpha1.Purchase{Country: "US", Type: v1alpha1.PurchaseTollFree}),
			e164: "+18", origin: v1alpha1.OriginPurchased, kind: roomfile.TollFree}),
		Entry("a mobile number, where they need no papers", way{number: buying(v1alpha1.Purchase{Country: "SE", Type: v1alpha1.PurchaseMobile}),
			e164: "+46769", origin: v1alpha1.OriginPurchased, kind: roomfile.LongCode}),
		Entry("a mobile number, with the papers that its country asks for", way{
			number: buying(v1alpha1.Purchase{Country: "DE", Type: v1alpha1.PurchaseMobile, AddressSid: "AD1", BundleSid: "BU1"}),
			e164:   "+491573", origin: v1alpha1.OriginPurchased, kind: roomfile.LongCode}),
		Entry("an exact number that is for sale", way{number: buying(v1alpha1.Purchase{Country: "US"}),
			account: func(_ *twiliosim.Account, n *v1alpha1.PhoneNumber) {
				n.Purchase.Contains = w.forSale(context.Background())
			},
			e164: "+1", origin: v1alpha1.OriginPurchased, kind: roomfile.LongCode}),
		Entry("one that the account has, by number", way{number: taking(v1alpha1.Adopt{E164: "+14155550123"}), account: owning("+14155550123"),
			e164: "+14155550123", origin: v1alpha1.OriginAdopted, kind: roomfile.LongCode}),
		Entry("one that the account has, by SID", way{number: taking(v1alpha1.Adopt{}),
			account: func(a *twiliosim.Account, n *v1alpha1.PhoneNumber) { n.Adopt.SID = a.Own("+14155550123").SID() },
			e164:    "+14155550123", origin: v1alpha1.OriginAdopted, kind: roomfile.LongCode}),
		Entry("a short code, by its digits", way{number: taking(v1alpha1.Adopt{ShortCode: "55155"}),
			account: func(a *twiliosim.Account, _ *v1alpha1.PhoneNumber) { a.OwnShortCode("55155") },
			e164:    "55155", origin: v1alpha1.OriginAdopted, kind: roomfile.ShortCode}),
		Entry("a short code, by SID", way{number: taking(v1alpha1.Adopt{}),
			account: func(a *twiliosim.Account, n *v1alpha1.PhoneNumber) { n.Adopt.SID = a.OwnShortCode("55155").SID() },
			e164:    "55155", origin: v1alpha1.OriginAdopted, kind: roomfile.ShortCode}),
		Entry("one that someone else looks after", way{number: v1alpha1.PhoneNumber{External: &v1alpha1.External{E164: "+14155550177"}},
			e164: "+14155550177", origin: v1alpha1.OriginExternal, kind: roomfile.LongCode}),
		Entry("one in a Messaging Service that leaves it its texts", way{number: taking(v1alpha1.Adopt{E164: "+14155550123"}),
			account: among(twiliosim.ServiceSettings{InboundRequestURL: "https://theirs.example.com", UseInboundWebhookOnNumber: true}, true),
			e164:    "+14155550123", origin: v1alpha1.OriginAdopted, kind: roomfile.LongCode}),
		Entry("one in a Messaging Service that would drop its texts", way{number: taking(v1alpha1.Adopt{E164: "+14155550123"}),
			account: among(twiliosim.ServiceSettings{}, true), e164: "+14155550123", origin: v1alpha1.OriginAdopted, kind: roomfile.LongCode}),
		Entry("one that joins a Messaging Service", way{number: taking(v1alpha1.Adopt{E164: "+14155550123"}),
			account: among(twiliosim.ServiceSettings{}, false), e164: "+14155550123", origin: v1alpha1.OriginAdopted, kind: roomfile.LongCode}),
	)

	DescribeTable("lead nowhere, and say why and what to do", func(ctx SpecContext, x stuck) {
		if x.account != nil {
			x.account(w.sim.Account(), &x.number)
		}
		room := w.create(ctx, w.room("family", func(r *v1alpha1.SmackRoom) { r.Spec.PhoneNumber = x.number }))
		w.eventually(ctx, room, v1alpha1.ConditionStalled, metav1.ConditionTrue, x.reason)
		w.stalled(ctx, room, x.reason, x.advice)
		Expect(w.sim.Counters().Purchases).To(BeZero())
	},
		Entry("a kind that the country does not have", stuck{number: buying(v1alpha1.Purchase{Country: "SE", Type: v1alpha1.PurchaseTollFree}),
			reason: v1alpha1.ReasonNoNumberFound, advice: "no TollFree number for sale in SE"}),
		Entry("a country that asks for an address", stuck{number: buying(v1alpha1.Purchase{Country: "DE", Type: v1alpha1.PurchaseMobile}),
			reason: v1alpha1.ReasonNoNumberFound, advice: "set spec.phoneNumber.purchase.addressSid"}),
		Entry("a country that asks for a bundle, too", stuck{number: buying(v1alpha1.Purchase{Country: "DE", Type: v1alpha1.PurchaseMobile, AddressSid: "AD1"}),
			reason: v1alpha1.ReasonPurchaseRefused, advice: "sets spec.phoneNumber.purchase.bundleSid"}),
		Entry("an exact number that is taken", stuck{number: buying(v1alpha1.Purchase{Country: "US", Contains: "+14155550123"}), account: owning("+14155550123"),
			reason: v1alpha1.ReasonNoNumberFound, advice: `pattern "+14155550123"`}),
		Entry("a SID of nothing", stuck{number: taking(v1alpha1.Adopt{SID: "SC00000000000000000000000000000000"}),
			reason: v1alpha1.ReasonNumberNotOwned, advice: "does not own SC00000000000000000000000000000000"}),
		Entry("a short code that the account does not have", stuck{number: taking(v1alpha1.Adopt{ShortCode: "55155"}),
			reason: v1alpha1.ReasonNumberNotOwned, advice: "the short code 55155"}),
	)
})

// client is a person's own access to the carrier account.
func (w *world) client() *carrier.Client {
	GinkgoHelper()
	c, err := carrier.New(carrier.Config{BaseURL: w.url, Credentials: func() carrier.Credentials {
		return carrier.Credentials{AccountSID: twiliosim.DefaultAccountSID, AuthToken: twiliosim.DefaultAuthToken}
	}})
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(c.Close)
	return c
}

// forSale is a number that the carrier sells.
func (w *world) forSale(ctx context.Context) string {
	GinkgoHelper()
	found, err := w.client().SearchNumbers(ctx, carrier.Search{Country: "US", AreaCode: "212", Limit: 7})
	Expect(err).NotTo(HaveOccurred())
	return found[6]
}

var _ = Describe("an adopted number's end", func() {
	var w *world
	BeforeEach(func(ctx SpecContext) { w = newWorld(ctx) })

	DescribeTable("is what it was before, even if the room's status was lost", func(ctx SpecContext, adopt v1alpha1.Adopt, before numbers.Webhooks) {
		c := w.client()
		update, fetch := c.UpdateNumber, c.FetchNumber
		number := w.sim.Account().Own("+14155550123")
		if adopt.E164 == "" {
			update, fetch, number = c.UpdateShortCode, c.FetchShortCode, w.sim.Account().OwnShortCode("55155")
		}
		if adopt == (v1alpha1.Adopt{}) {
			adopt.SID = number.SID()
		}
		_, err := update(ctx, number.SID(), numbers.Update{Webhooks: &before})
		Expect(err).NotTo(HaveOccurred())
		room := w.create(ctx, w.room("family", adopting(adopt)))
		w.up(ctx, room)
		n, err := fetch(ctx, number.SID())
		Expect(err).NotTo(HaveOccurred())
		Expect(n.Webhooks.SmsURL).To(HavePrefix("https://sms.example.com/family/sms"))
		Expect(n.Webhooks.SmsApplicationSID).To(BeEmpty())

		live := w.get(ctx, room)
		live.Status = v1alpha1.SmackRoomStatus{}
		Expect(k8s.Status().Update(ctx, live)).To(Succeed())
		Expect(k8s.Delete(ctx, room)).To(Succeed())
		w.eventuallyGone(ctx, room)
		n, err = fetch(ctx, number.SID())
		Expect(err).NotTo(HaveOccurred())
		Expect(n.Webhooks).To(Equal(before))
	},
		Entry("an address", v1alpha1.Adopt{E164: "+14155550123"}, numbers.Webhooks{
			SmsURL: "https://before.example.com/sms", SmsMethod: "POST", SmsFallbackMethod: "POST", StatusCallbackMethod: "POST"}),
		Entry("nothing", v1alpha1.Adopt{E164: "+14155550123"}, numbers.Webhooks{
			SmsMethod: "POST", SmsFallbackMethod: "POST", StatusCallbackMethod: "POST"}),
		Entry("methods, a fallback and a callback", v1alpha1.Adopt{E164: "+14155550123"}, numbers.Webhooks{
			SmsURL: "https://before.example.com/sms#rc=1", SmsMethod: "GET", SmsFallbackURL: "https://before.example.com/else", SmsFallbackMethod: "GET",
			StatusCallback: "https://before.example.com/calls", StatusCallbackMethod: "GET"}),
		Entry("an application", v1alpha1.Adopt{E164: "+14155550123"}, numbers.Webhooks{
			SmsMethod: "POST", SmsFallbackMethod: "POST", StatusCallbackMethod: "POST", SmsApplicationSID: "AP00000000000000000000000000000001"}),
		Entry("a short code", v1alpha1.Adopt{ShortCode: "55155"}, numbers.Webhooks{
			SmsURL: "https://before.example.com/sms", SmsMethod: "GET", SmsFallbackURL: "https://before.example.com/else", SmsFallbackMethod: "GET"}),
		Entry("a short code adopted by SID", v1alpha1.Adopt{}, numbers.Webhooks{
			SmsURL: "https://before.example.com/sms", SmsMethod: "POST", SmsFallbackMethod: "POST"}),
	)
})
