package twiliosim_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"reflect"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	messaging "github.com/twilio/twilio-go/rest/messaging/v1"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// expectFields checks that an object has the fields that twilio-go reads, and no others.
func expectFields[T any](body any) T {
	GinkgoHelper()
	text, err := json.Marshal(body)
	Expect(err).NotTo(HaveOccurred())
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	var into T
	Expect(decoder.Decode(&into)).To(Succeed())
	for _, field := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		Expect(body).To(HaveKey(name))
	}
	return into
}

var _ = Describe("Registration for texts to the US", func() {
	const tollFree = "+18335550100"

	It("of a campaign is read from its Messaging Service", func() {
		w := start(twiliosim.Options{})
		service := w.account.AddService(twiliosim.ServiceSettings{})
		path := "/v1/Services/" + service.SID()
		Expect(w.ask(http.MethodGet, path+"/Compliance/Usa2p", nil).body).To(HaveKeyWithValue("compliance", BeEmpty()))
		Expect(w.ask(http.MethodGet, path, nil).body).To(HaveKeyWithValue("us_app_to_person_registered", false))

		service.SetCampaign(twiliosim.Campaign{UseCase: "PROXY", Status: "FAILED", Errors: []string{"no opt-in"}})
		list := w.ask(http.MethodGet, path+"/Compliance/Usa2p", nil).body["compliance"].([]any)
		Expect(list).To(HaveLen(1))
		c := expectFields[messaging.MessagingV1UsAppToPersonResponse](list[0])
		Expect(c.Sid).To(HaveValue(MatchRegexp(`^QE[0-9a-f]{32}$`)))
		Expect(c.CampaignStatus).To(HaveValue(Equal("FAILED")))
		Expect(c.UsAppToPersonUsecase).To(HaveValue(Equal("PROXY")))
		Expect(*c.Errors).To(ConsistOf(HaveKeyWithValue("description", "no opt-in")))

		service.SetCampaign(twiliosim.Campaign{UseCase: "PROXY", Status: "VERIFIED"})
		one := w.ask(http.MethodGet, path+"/Compliance/Usa2p/"+*c.Sid, nil)
		Expect(one.body).To(HaveKeyWithValue("campaign_status", "VERIFIED"), "the same campaign, changed")
		Expect(w.ask(http.MethodGet, path, nil).body).To(HaveKeyWithValue("us_app_to_person_registered", true))
		service.SetCampaign(twiliosim.Campaign{})
		Expect(w.ask(http.MethodGet, path+"/Compliance/Usa2p/"+*c.Sid, nil).status).To(Equal(http.StatusNotFound))
		Expect(w.ask(http.MethodGet, path+"/Compliance/Else", nil).status).To(Equal(http.StatusNotFound))
	})

	It("of a toll-free number is read by number and by status", func() {
		w := start(twiliosim.Options{})
		number, other := w.account.Own(tollFree), w.account.Own("+18335550101")
		read := func(query string) []any {
			a := w.ask(http.MethodGet, "/v1/Tollfree/Verifications"+query, nil)
			Expect(a.status).To(Equal(http.StatusOK))
			return a.body["verifications"].([]any)
		}
		Expect(read("")).To(BeEmpty())
		number.SetVerification("TWILIO_REJECTED", "no consent", "no website")
		other.SetVerification("IN_REVIEW")
		Expect(read("")).To(HaveLen(2))
		Expect(read("?Status=IN_REVIEW")).To(HaveLen(1))
		found := read("?TollfreePhoneNumberSid=" + number.SID())
		Expect(found).To(HaveLen(1))
		v := expectFields[messaging.MessagingV1TollfreeVerification](found[0])
		Expect(v.Status).To(HaveValue(Equal("TWILIO_REJECTED")))
		Expect(v.TollfreePhoneNumber).To(HaveValue(Equal(tollFree)))
		Expect(*v.RejectionReasons).To(HaveLen(2))
		Expect(v.EditExpiration).NotTo(BeNil())
		number.SetVerification("")
		Expect(read("?TollfreePhoneNumberSid=" + number.SID())).To(BeEmpty())
		refused, err := w.tryAs("AC1", "wrong", http.MethodGet, "/v1/Tollfree/Verifications", nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(refused.status).To(Equal(http.StatusUnauthorized))
	})

	DescribeTable("decides whether phones get anything", func(from, to string, prepare func(*world, *twiliosim.Number), code int) {
		w := start(twiliosim.Options{EnforceRegistration: true, Unpaced: true})
		var number *twiliosim.Number
		if strings.HasPrefix(from, "+") {
			number = w.account.Own(from)
		} else {
			number = w.account.OwnShortCode(from)
		}
		prepare(w, number)
		sent := w.post("Messages.json", "From", from, "To", to, "Body", "hello")
		Expect(sent.status).To(Equal(http.StatusCreated))
		if code == 0 {
			Eventually(func() string { return w.status(sent) }).Should(Equal("delivered"))
			return
		}
		Eventually(func() string { return w.status(sent) }).Should(Equal("undelivered"))
		Expect(w.get("Messages/" + sent.body["sid"].(string) + ".json").body).To(HaveKeyWithValue("error_code", BeNumerically("==", code)))
		Expect(w.Phone(to).Bodies()).To(BeEmpty())
	},
		Entry("a long code without service", room, ann, nothing, 30034),
		Entry("without campaign", room, ann, campaign(""), 30034),
		Entry("with a campaign in review", room, ann, campaign("IN_PROGRESS"), 30035),
		Entry("with one that failed", room, ann, campaign("FAILED"), 30034),
		Entry("with one that is suspended", room, ann, campaign("SUSPENDED"), 30033),
		Entry("with a verified one", room, ann, campaign("VERIFIED"), 0),
		Entry("to another country", room, "+447700900123", nothing, 0),
		Entry("from another country", "+46769000000", ann, nothing, 0),
		Entry("toll-free, not verified", tollFree, ann, nothing, 30032),
		Entry("toll-free, in review", tollFree, ann, verification("IN_REVIEW"), 30032),
		Entry("toll-free, verified", tollFree, ann, verification("TWILIO_APPROVED"), 0),
		Entry("a short code, registered when it was got", "55155", ann, nothing, 0),
	)

	It("is not asked of anyone unless a test wants it", func() {
		w := start(twiliosim.Options{})
		sent := w.post("Messages.json", "From", room, "To", ann, "Body", "hello")
		Eventually(func() string { return w.status(sent) }).Should(Equal("delivered"))
	})

	It("is set from outside by the control API", func() {
		w := start(twiliosim.Options{})
		made := w.control("POST", "/sim/services", object{"friendlyName": "chats", "useInboundWebhookOnNumber": true})
		Expect(made.status).To(Equal(http.StatusCreated))
		path := "/sim/services/" + made.body["sid"].(string) + "/campaign"
		Expect(w.control("POST", path, object{"useCase": "PROXY", "status": "VERIFIED"}).body).To(
			HaveKeyWithValue("campaign", And(HaveKeyWithValue("useCase", "PROXY"), HaveKeyWithValue("status", "VERIFIED"))))
		Expect(w.ask(http.MethodPost, "/v1/Services/"+made.body["sid"].(string)+"/PhoneNumbers", form("PhoneNumberSid", w.number.SID())).status).To(Equal(http.StatusCreated))
		Expect(w.control("GET", "/sim/services", nil).body["services"]).To(ConsistOf(And(
			HaveKeyWithValue("friendlyName", "chats"), HaveKeyWithValue("numbers", ConsistOf(room)))))
		Expect(w.control("POST", "/sim/services/MG1/campaign", object{}).status).To(Equal(http.StatusNotFound))

		w.account.Own(tollFree)
		Expect(w.control("POST", "/sim/numbers/"+tollFree+"/verification", object{"status": "TWILIO_APPROVED"}).status).To(Equal(http.StatusOK))
		Expect(w.ask(http.MethodGet, "/v1/Tollfree/Verifications?Status=TWILIO_APPROVED", nil).body["verifications"]).To(HaveLen(1))
		Expect(w.control("POST", "/sim/numbers/"+room+"/verification", object{"status": "x"}).status).To(Equal(http.StatusBadRequest))
		Expect(w.control("POST", "/sim/numbers/+14155550999/verification", object{}).status).To(Equal(http.StatusNotFound))
	})
})

func nothing(*world, *twiliosim.Number) {}

func campaign(status string) func(*world, *twiliosim.Number) {
	return func(w *world, n *twiliosim.Number) {
		service := w.account.AddService(twiliosim.ServiceSettings{})
		service.SetCampaign(twiliosim.Campaign{UseCase: "PROXY", Status: status})
		Expect(service.Add(n)).To(BeTrue())
	}
}

func verification(status string) func(*world, *twiliosim.Number) {
	return func(_ *world, n *twiliosim.Number) { n.SetVerification(status) }
}

var _ = It("A number with an emergency address is not released before that is gone", func() {
	w := start(twiliosim.Options{})
	path := w.path("IncomingPhoneNumbers/" + w.number.SID() + ".json")
	w.ask(http.MethodPost, path, form("EmergencyAddressSid", "AD1"))
	Expect(w.ask(http.MethodDelete, path, nil).status).To(Equal(http.StatusBadRequest))
	Expect(w.account.Numbers()).To(HaveLen(1))
	w.ask(http.MethodPost, path, form("EmergencyAddressSid", ""))
	Expect(w.ask(http.MethodDelete, path, nil).status).To(Equal(http.StatusNoContent))
})
