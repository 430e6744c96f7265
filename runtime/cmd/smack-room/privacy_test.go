package main

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"

	"github.com/smackdev/smack/runtime/room/roomtest"
	"github.com/smackdev/smack/runtime/store/redistest"
	"github.com/smackdev/smack/runtime/twiliosim"
)

// The people of this test, by nickname. No digits of theirs are an accident.
var people = map[string]string{
	"Quetzal": "+12125557316", "Axolotl": "+13125558427", "Narwhal": "+16175559538",
	"Okapi": "+17185552649", "Pangolin": "+12065553751", "Quokka": "whatsapp:+13055554862",
}

// visitors only look in, one for each trouble of the carrier.
var visitors = []string{
	"+16465556101", "+16465556112", "+16465556123", "+16465556134", "+16465556145",
	"+16465556156", "+16465556167", "+16465556178", "+16465556189", "+16465556190",
}

// secret are words that stand in what they text, and nowhere else.
var secret = []string{
	"rhubarb", "saffron", "tamarind", "turmeric", "cardamom", "juniper", "lavender", "marjoram", "oregano",
	"paprika", "rosemary", "sesame", "thyme", "vanilla", "wasabi",
}

// digits finds a number however it is written or grouped.
func digits(number string) *regexp.Regexp {
	national := number[len(number)-10:]
	return regexp.MustCompile(strings.Join(strings.Split(national, ""), `[^0-9A-Za-z]{0,3}`))
}

// tells says what a text tells of the people and of what they said.
func tells(text string) (told []string) {
	folded := strings.ToLower(text)
	for name, number := range people {
		if strings.Contains(folded, strings.ToLower(name)) {
			told = append(told, name)
		}
		if found := digits(number).FindString(text); found != "" {
			told = append(told, found)
		}
	}
	for _, number := range visitors {
		told = append(told, digits(number).FindAllString(text, 1)...)
	}
	for _, word := range secret {
		if strings.Contains(folded, word) {
			told = append(told, word)
		}
	}
	slices.Sort(told)
	return told
}

// metricsText is all that a pod tells of itself.
func (p *pod) metricsText() string {
	GinkgoHelper()
	res, err := http.Get("http://" + p.Private + "/metrics")
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	Expect(err).NotTo(HaveOccurred())
	return string(text)
}

var _ = Describe("What a room tells of its people", func() {
	It("is known where it should be, for this test can fail", func() {
		Expect(tells(`{"to":"+1 (212) 555-7316"}`)).To(Equal([]string{"212) 555-7316"}))
		Expect(tells("Messages.json?To=%2B13125558427&x=1")).To(Equal([]string{"3125558427"}))
		Expect(tells("QUETZAL: see the Rhubarb")).To(Equal([]string{"Quetzal", "rhubarb"}))
		Expect(tells(`"from":"+1212•••7316"`)).To(BeEmpty())
	})

	It("is nothing, in logs, metrics and lists, whatever they text and whatever goes wrong", func(ctx SpecContext) {
		own, err := redistest.New()
		Expect(err).NotTo(HaveOccurred())
		DeferCleanup(own.Stop)
		Expect(own.Start(ctx)).To(Succeed())
		was := server
		server = own
		DeferCleanup(func() { server = was })

		p := newPlace()
		configure := func(more string) {
			GinkgoHelper()
			p.write(more)
			text, err := os.ReadFile(p.file)
			Expect(err).NotTo(HaveOccurred())
			hurried := strings.Replace(string(text), "messagesPerSecond: 1000", "messagesPerSecond: 1000, doubtGrace: 1s", 1)
			Expect(os.WriteFile(p.file, []byte(hurried), 0o600)).To(Succeed())
		}
		configure(`chat: {admins: ["` + people["Quetzal"] + `"]}`)
		pods := []*pod{p.start(p.public, "--log-level", "debug"), p.start(roomtest.FreeAddress(), "--log-level", "debug")}
		logs := func() string { return pods[0].log() + pods[1].log() }
		say := func(name, body string) {
			GinkgoHelper()
			p.text(ctx, people[name], body)
		}

		for _, name := range []string{"Quetzal", "Axolotl", "Narwhal", "Okapi", "Pangolin", "Quokka"} {
			say(name, "#join "+name)
			if name != "Quokka" { // the carrier takes no texts to there
				Eventually(p.inbox(people[name])).ShouldNot(BeEmpty())
			}
		}
		p.sim.Phone(people["Narwhal"]).SetLandline(true)
		p.sim.Phone(people["Okapi"]).SwitchOff(true)
		say("Pangolin", "STOP")

		for _, body := range []string{
			"hello rhubarb", "#dm axolotl saffron", "#me turmeric", "#topic cardamom", "#topic", "#who axolotl", "#who Axoltl", "#private off",
			"#list", "#resend 2", "#mute axolotl on", "#mute", "#mute axolotl off", "#admin axolotl on", "#admin axolotl off", "#quiet 1-2 juniper/land",
			"#quiet", "#stats", "#help lavender", "#marjoram oregano", "#invite 212 555 7316", "#invite +1 646 555 0199", "#update quetzal", "#stop", "#start",
			"Liked “hello rhubarb”", "Loved an image", "#kick nobody", "#ban paprika on", "#help", "#join Quetzal", "HELP", strings.Repeat("rosemary ", 170),
		} {
			say("Quetzal", body)
		}
		_, err = p.sim.Phone(people["Axolotl"]).Text(ctx, roomNumber, "see sesame", twiliosim.Media{ContentType: "image/png", Data: []byte("a picture")})
		Expect(err).NotTo(HaveOccurred())

		// The carrier in trouble, of every kind, with every list that is searched for a doubt.
		for i, fault := range []twiliosim.Fault{
			{Kind: twiliosim.FaultRefuse, Method: http.MethodPost, Times: 1},
			{Kind: twiliosim.FaultReset, Method: http.MethodPost, Times: 1},
			{Kind: twiliosim.FaultTooManyRequests, Method: http.MethodPost, Times: 1, RetryAfter: time.Second},
			{Kind: twiliosim.FaultOutcome, Times: 1, Code: 14107},
			{Kind: twiliosim.FaultOutcome, Times: 1, Code: 30003},
			{Kind: twiliosim.FaultRefuse, Method: http.MethodPost, Times: 1, Status: http.StatusBadRequest, Code: 21614},
			{Kind: twiliosim.FaultReset, Method: http.MethodGet, Path: "Messages", Times: 3},
			{Kind: twiliosim.FaultAcceptThenReset, Method: http.MethodPost, Times: 1},
			{Kind: twiliosim.FaultCallbackTwice, Times: 2},
			{Kind: twiliosim.FaultWebhookTwice, Times: 1},
		} {
			armed := p.sim.Inject(fault)
			say("Axolotl", "vanilla")
			p.text(ctx, visitors[i], "thyme") // to whom nothing is in doubt yet
			if fault.Method == http.MethodPost {
				Eventually(armed.Hits).Should(BeNumerically(">", 0), string(fault.Kind))
			}
		}
		looked := func() string {
			return pods[0].Metric("smack_doubt_looks_total") + pods[1].Metric("smack_doubt_looks_total")
		}
		Eventually(looked).Should(MatchRegexp(`[1-9]`))
		p.sim.ClearFaults()

		// Requests that are not the carrier's.
		for _, path := range []string{"/family/sms", "/family/status", "/family/media/wasabi", "/wasabi"} {
			for _, signature := range []string{"", "wasabi"} {
				form := url.Values{"From": {people["Axolotl"]}, "To": {roomNumber}, "Body": {"wasabi"}, "MessageSid": {"SMwasabi"}}
				q, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+p.public+path, strings.NewReader(form.Encode()))
				Expect(err).NotTo(HaveOccurred())
				q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				q.Header.Set("X-Twilio-Signature", signature)
				res, err := http.DefaultClient.Do(q)
				Expect(err).NotTo(HaveOccurred())
				_ = res.Body.Close()
				Expect(res.StatusCode).To(BeNumerically(">=", 400))
			}
		}

		// A room file that is refused, and one that is not; Redis that goes away.
		configure(`chat: {admins: ["` + people["Quetzal"] + `x"]}`)
		Eventually(logs).Should(ContainSubstring("a changed file was refused"))
		configure(`chat: {admins: ["` + people["Quetzal"] + `"], language: de}`)
		Eventually(logs).Should(ContainSubstring("the room file has changed and is in force"))
		say("Quetzal", "#kick axolotl")
		say("Quetzal", "#ban narwhal on")
		say("Quetzal", "#leave")
		Expect(own.Kill()).To(Succeed())
		Eventually(pods[0].Status).WithArguments("/readyz").Should(Equal(http.StatusServiceUnavailable))
		say("Quokka", "rhubarb")
		Expect(own.Start(ctx)).To(Succeed())
		Eventually(pods[0].Status).WithArguments("/readyz").Should(Equal(http.StatusOK))
		say("Quokka", "#join Quokka")

		for _, list := range []string{"default", "failed", "doubt"} {
			Expect(tells(p.does("list", list))).To(BeEmpty(), list)
			Expect(tells(p.does("list", list, "-o", "json"))).To(BeEmpty(), list)
		}
		Expect(p.letters("failed")).NotTo(BeEmpty())
		Expect(tells(p.does("stats"))).To(BeEmpty())
		for _, pod := range pods {
			Expect(tells(pod.metricsText())).To(BeEmpty())
			pod.Terminate()
			Eventually(pod).WithTimeout(40 * time.Second).Should(gexec.Exit(0))
		}
		Expect(logs()).To(And(ContainSubstring("took a text"), ContainSubstring("+1212•••7316")))
		for line := range strings.Lines(logs()) {
			Expect(tells(line)).To(BeEmpty(), line)
		}
	}, SpecTimeout(3*time.Minute))
})
