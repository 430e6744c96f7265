package carrier_test

import (
	"context"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("Registration for texts to the US", func() {
	ctx := context.Background()

	It("is read as the carrier has it", func() {
		sim := twiliosim.New(twiliosim.Options{})
		_, err := sim.Start("127.0.0.1:0")
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(sim.Close)
		account := sim.Account()
		c := client(sim.BaseURL(), func(c *carrier.Config) {
			c.Credentials = func() carrier.Credentials {
				return carrier.Credentials{AccountSID: account.SID(), AuthToken: account.AuthToken()}
			}
		})
		service, number := account.AddService(twiliosim.ServiceSettings{}), account.Own("+18335550100")
		Expect(c.Campaigns(ctx, service.SID())).To(BeEmpty())
		Expect(c.Verifications(ctx)).To(BeEmpty())

		service.SetCampaign(twiliosim.Campaign{UseCase: "PROXY", Status: "FAILED", Errors: []string{"no opt-in"}})
		number.SetVerification("TWILIO_REJECTED", "no consent", "no website")
		campaigns, err := c.Campaigns(ctx, service.SID())
		Expect(err).NotTo(HaveOccurred())
		Expect(campaigns).To(HaveExactElements(And(HaveField("UseCase", "PROXY"), HaveField("Status", "FAILED"),
			HaveField("Errors", []string{"no opt-in"}), HaveField("SID", HavePrefix("QE")))))
		verifications, err := c.Verifications(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(verifications).To(HaveExactElements(And(HaveField("NumberSID", number.SID()), HaveField("Status", "TWILIO_REJECTED"),
			HaveField("Reasons", []string{"no consent", "no website"}), HaveField("EditUntil", BeTemporally(">", time.Now())))))
	})

	It("is read in whatever shape its reasons have, without phone numbers", func() {
		c := serve(answering(200, `{"verifications":[{"sid":"HH1","rejection_reasons":["call +14155550100",{"code":7}]},
			{"sid":"HH2","rejection_reason":"late","rejection_reasons":null}]}`)).client()
		found, err := c.Verifications(ctx)
		Expect(err).NotTo(HaveOccurred())
		Expect(found[0].Reasons).To(Equal([]string{"call +1415•••0100", "map[code:7]"}))
		Expect(found[1].Reasons).To(Equal([]string{"late"}))
	})

	It("is unknown to carriers that do not have it", func() {
		c := serve(answering(404, `{"code":20404,"message":"no"}`)).client()
		_, err := c.Campaigns(ctx, "MG1")
		Expect(carrier.IsNotFound(err)).To(BeTrue())
		_, err = c.Verifications(ctx)
		Expect(carrier.IsNotFound(err)).To(BeTrue())
	})
})
