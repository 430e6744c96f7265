package numbers_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/controllers/numbers"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("A number's life", func() {
	ctx := context.Background()
	var (
		sim     *twiliosim.Sim
		account *twiliosim.Account
		client  *carrier.Client
	)
	token := numbers.OwnerToken("cluster", "default", "family")
	webhook := numbers.Webhooks{SmsURL: "https://sms.example.com/sms#rc=3&rp=5xx,ct,rt", SmsMethod: "POST"}
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

	Describe("adopting", func() {
		It("finds a number by number and by SID, and a short code by its digits and by SID", func() {
			number, short := account.Own("+14155550100"), account.OwnShortCode("55155")
			for a, sid := range map[numbers.Adoption]string{
				{E164: "+14155550100"}: number.SID(), {SID: number.SID()}: number.SID(),
				{ShortCode: "55155"}: short.SID(), {SID: short.SID()}: short.SID(),
			} {
				n, err := numbers.Adopt(ctx, client, a)
				Expect(err).NotTo(HaveOccurred())
				Expect(n.SID).To(Equal(sid))
				Expect(n.ShortCode).To(Equal(sid == short.SID()))
			}
			Expect(sim.Counters().NumberUpdates).To(BeZero())
		})

		DescribeTable("says what the account does not own", func(a numbers.Adoption, what string) {
			account.Own("+14155550100")
			_, err := numbers.Adopt(ctx, client, a)
			Expect(err).To(Equal(&numbers.NotOwnedError{What: what}))
			Expect(err).To(MatchError(ContainSubstring("does not own " + what)))
		},
			Entry("a number", numbers.Adoption{E164: "+14155550199"}, "+14155550199"),
			Entry("a part of a number that it owns", numbers.Adoption{E164: "+1415555010"}, "+1415555010"),
			Entry("a SID", numbers.Adoption{SID: "PN00000000000000000000000000000000"}, "PN00000000000000000000000000000000"),
			Entry("a short code's SID", numbers.Adoption{SID: "SC00000000000000000000000000000000"}, "SC00000000000000000000000000000000"),
			Entry("another carrier's SID", numbers.Adoption{SID: "5f0d7a7e-0000-4000-8000-000000000000"}, "5f0d7a7e-0000-4000-8000-000000000000"),
			Entry("a short code", numbers.Adoption{ShortCode: "55155"}, "the short code 55155"),
		)

		It("knows a number that is gone", func() {
			for _, sid := range []string{"PN00000000000000000000000000000000", "SC00000000000000000000000000000000"} {
				_, err := numbers.Fetch(ctx, client, sid)
				Expect(err).To(Equal(&numbers.LostError{SID: sid}))
			}
		})

		It("finds the short codes of carriers whose SIDs tell nothing", func() {
			account.OwnShortCode("55155")
			n, err := numbers.Fetch(ctx, opaque{client}, "7d6b0e5c")
			Expect(err).NotTo(HaveOccurred())
			Expect(n.E164).To(Equal("55155"))
		})

		DescribeTable("leaves a number to the room whose token it bears", func(name string, held bool) {
			err := numbers.CheckHeld(numbers.Number{SID: "PN1", FriendlyName: name}, token)
			if !held {
				Expect(err).NotTo(HaveOccurred())
				return
			}
			Expect(err).To(Equal(&numbers.HeldError{SID: "PN1", FriendlyName: name}))
			Expect(err).To(MatchError(And(ContainSubstring("delete that room"), ContainSubstring("rename the number"))))
		},
			Entry("another cluster's", numbers.OwnerToken("elsewhere", "default", "family"), true),
			Entry("another room's", numbers.OwnerToken("cluster", "default", "other"), true),
			Entry("its own", token, false),
			Entry("a person's name", "our helpline", false),
			Entry("what merely looks like a token", "smack:family", false),
		)
	})

	Describe("pointing the webhooks at the room", func() {
		It("writes what differs, and nothing the second time", func() {
			n := fetch(account.Own("+14155550100"))
			Expect(numbers.Drift(n, webhook)).To(ConsistOf("SmsUrl"))
			n, err := numbers.Configure(ctx, client, n, webhook)
			Expect(err).NotTo(HaveOccurred())
			Expect(n.Webhooks.SmsURL).To(Equal(webhook.SmsURL))
			Expect(sim.Number("+14155550100").SmsURL()).To(Equal(webhook.SmsURL))
			Expect(numbers.Drift(n, webhook)).To(BeEmpty())

			_, err = numbers.Configure(ctx, client, n, webhook)
			Expect(err).NotTo(HaveOccurred())
			Expect(sim.Counters().NumberUpdates).To(BeEquivalentTo(1))
		})

		It("takes a foreign application and a foreign fallback away, and leaves calls alone", func() {
			number := account.Own("+14155550100")
			foreign := numbers.Webhooks{
				SmsURL: "https://other.example/", SmsMethod: "GET", SmsFallbackURL: "https://other.example/f", SmsFallbackMethod: "GET",
				StatusCallback: "https://calls.example/", StatusCallbackMethod: "POST",
			}
			_, err := client.UpdateNumber(ctx, number.SID(), numbers.Update{Webhooks: &foreign})
			Expect(err).NotTo(HaveOccurred())
			n, err := numbers.Configure(ctx, client, fetch(number), webhook)
			Expect(err).NotTo(HaveOccurred())
			Expect(n.Webhooks.SmsURL).To(Equal(webhook.SmsURL))
			Expect(n.Webhooks.SmsMethod).To(Equal("POST"))
			Expect(n.Webhooks.SmsFallbackURL).To(BeEmpty())
			Expect(n.Webhooks.StatusCallback).To(Equal("https://calls.example/"))
			Expect(numbers.Drift(n, webhook)).To(BeEmpty())
		})

		It("names an application that overrides the addresses", func() {
			n := numbers.Number{Webhooks: webhook}
			n.Webhooks.SmsApplicationSID = "AP1"
			Expect(numbers.Drift(n, webhook)).To(Equal([]string{"SmsApplicationSid"}))
			n.ShortCode = true
			Expect(numbers.Drift(n, webhook)).To(BeEmpty(), "short codes have none")
		})

		It("does the same for short codes", func() {
			n, err := numbers.Configure(ctx, client, fetch(account.OwnShortCode("55155")), webhook)
			Expect(err).NotTo(HaveOccurred())
			Expect(sim.Number("55155").SmsURL()).To(Equal(webhook.SmsURL))
			Expect(numbers.Drift(n, webhook)).To(BeEmpty())
		})
	})

	Describe("when the room goes", func() {
		var number *twiliosim.Number
		BeforeEach(func() {
			number = account.Own("+14155550100")
			number.SetFriendlyName(token)
			number.SetSmsURL(webhook.SmsURL)
		})

		It("retains a number without webhooks and without our name, once and again", func() {
			Expect(numbers.Retain(ctx, client, number.SID(), token, "")).To(Succeed())
			Expect(number.SmsURL()).To(BeEmpty())
			Expect(number.FriendlyName()).To(Equal("+14155550100"))
			Expect(numbers.Retain(ctx, client, number.SID(), token, "")).To(Succeed())
			Expect(sim.Counters().NumberUpdates).To(BeEquivalentTo(1))
		})

		It("releases a number, once and again", func() {
			Expect(numbers.Release(ctx, client, number.SID(), token)).To(Succeed())
			Expect(sim.Number("+14155550100")).To(BeNil())
			Expect(numbers.Release(ctx, client, number.SID(), token)).To(Succeed())
			Expect(numbers.Retain(ctx, client, number.SID(), token, "")).To(Succeed())
			Expect(sim.Counters().Releases).To(BeEquivalentTo(1))
		})

		It("takes a lost answer to a release for what it was, the next time", func() {
			sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultAcceptThenReset, Method: "DELETE", Path: "/IncomingPhoneNumbers/*", Times: 1})
			err := numbers.Release(ctx, client, number.SID(), token)
			kind, _ := numbers.Classify(err)
			Expect(kind).To(Equal(numbers.Ambiguous))
			Expect(numbers.Release(ctx, client, number.SID(), token)).To(Succeed())
		})

		It("leaves a number alone that another room has taken over", func() {
			number.SetFriendlyName(numbers.OwnerToken("cluster", "default", "other"))
			Expect(numbers.Retain(ctx, client, number.SID(), token, "")).To(BeAssignableToTypeOf(&numbers.NotOurError{}))
			Expect(numbers.Release(ctx, client, number.SID(), token)).To(BeAssignableToTypeOf(&numbers.NotOurError{}))
			Expect(number.SmsURL()).To(Equal(webhook.SmsURL))
			Expect(sim.Counters().Releases).To(BeZero())
		})

		It("never releases what a person has renamed", func() {
			number.SetFriendlyName("our helpline")
			err := numbers.Release(ctx, client, number.SID(), token)
			Expect(err).To(Equal(&numbers.NotOurError{SID: number.SID(), FriendlyName: "our helpline"}))
			Expect(numbers.Retain(ctx, client, number.SID(), token, "")).To(Succeed())
			Expect(number.SmsURL()).To(Equal(webhook.SmsURL), "it is theirs now")
		})

		It("gives an adopted number its previous webhooks back, unless it has others already", func() {
			before := numbers.Before{Webhooks: &numbers.Webhooks{SmsURL: "https://before.example/", SmsMethod: "GET"}}
			Expect(numbers.Restore(ctx, client, number.SID(), webhook.SmsURL, before)).To(Succeed())
			Expect(number.SmsURL()).To(Equal("https://before.example/"))
			Expect(fetch(number).Webhooks.SmsMethod).To(Equal("GET"))

			number.SetSmsURL("https://after.example/")
			Expect(numbers.Restore(ctx, client, number.SID(), webhook.SmsURL, before)).To(Succeed())
			Expect(number.SmsURL()).To(Equal("https://after.example/"))
			Expect(numbers.Restore(ctx, client, "PN00000000000000000000000000000000", webhook.SmsURL, before)).To(Succeed())
		})

		It("gives an adopted short code its previous webhooks back", func() {
			short := account.OwnShortCode("55155")
			short.SetSmsURL(webhook.SmsURL)
			Expect(numbers.Restore(ctx, client, short.SID(), webhook.SmsURL, numbers.Before{Webhooks: &numbers.Webhooks{SmsURL: "https://before.example/"}})).To(Succeed())
			Expect(short.SmsURL()).To(Equal("https://before.example/"))
		})

		DescribeTable("hands on what the carrier says", func(give func() error) {
			sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultTooManyRequests})
			kind, _ := numbers.Classify(give())
			Expect(kind).To(Equal(numbers.Throttled))
		},
			Entry("retaining", func() error { return numbers.Retain(ctx, client, number.SID(), token, "") }),
			Entry("releasing", func() error { return numbers.Release(ctx, client, number.SID(), token) }),
			Entry("restoring", func() error {
				return numbers.Restore(ctx, client, number.SID(), webhook.SmsURL, numbers.Before{})
			}),
			Entry("adopting", func() error { _, err := numbers.Adopt(ctx, client, numbers.Adoption{E164: "+1"}); return err }),
			Entry("checking credentials", func() error { _, err := numbers.CheckCredentials(ctx, client); return err }),
			Entry("joining a service", func() error { _, err := join(ctx, client, "MG1", numbers.Number{}); return err }),
			Entry("leaving a service", func() error { return numbers.LeaveService(ctx, client, "MG1", numbers.Number{}) }),
			Entry("reading the services", func() error { _, err := numbers.ReadPools(ctx, client); return err }),
		)
	})

	Describe("its credentials", func() {
		It("are good", func() {
			got, err := numbers.CheckCredentials(ctx, client)
			Expect(err).NotTo(HaveOccurred())
			Expect(got.SID).To(Equal(account.SID()))
		})

		It("are good with an API key, until it is revoked", func() {
			sid, secret := account.AddKey()
			keyed, err := carrier.New(carrier.Config{BaseURL: sim.BaseURL(), Credentials: carrier.NewKeyring(carrier.Credentials{
				AccountSID: account.SID(), AuthToken: account.AuthToken(), APIKeySID: sid, APIKeySecret: secret,
			}).Current})
			Expect(err).NotTo(HaveOccurred())
			DeferCleanup(keyed.Close)
			_, err = numbers.CheckCredentials(ctx, keyed)
			Expect(err).NotTo(HaveOccurred())
			account.RevokeKey(sid)
			_, err = numbers.CheckCredentials(ctx, keyed)
			kind, _ := numbers.Classify(err)
			Expect(kind).To(Equal(numbers.Auth))
		})

		It("are of no use while the account is suspended", func() {
			account.Suspend(true)
			_, err := numbers.CheckCredentials(ctx, client)
			Expect(err).To(Equal(&numbers.AccountNotActiveError{Status: "not active"}))

			_, err = numbers.CheckCredentials(ctx, closed{client})
			Expect(err).To(MatchError(ContainSubstring("the carrier account is closed")))
		})

		It("are refused", func() {
			account.SetAuthToken("other")
			_, err := numbers.CheckCredentials(ctx, client)
			kind, _ := numbers.Classify(err)
			Expect(kind).To(Equal(numbers.Auth))
		})
	})
})

// closed is a carrier that still tells of an account which may do nothing.
type closed struct{ numbers.Carrier }

func (closed) FetchAccount(context.Context) (numbers.Account, error) {
	return numbers.Account{SID: "AC1", Status: "closed"}, nil
}

// opaque is a carrier whose SIDs do not tell numbers from short codes.
type opaque struct{ numbers.Carrier }

func (o opaque) FetchShortCode(ctx context.Context, _ string) (numbers.Number, error) {
	found, err := o.ShortCodes(ctx, "55155")
	if err != nil {
		return numbers.Number{}, err
	}
	return found[0], nil
}
