package browser

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"time"

	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/extension/sample/random"
)

// lateService is a service whose owner learns its secret from the screen.
type lateService struct {
	behind atomic.Pointer[random.Service]
}

func (s *lateService) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if behind := s.behind.Load(); behind != nil {
		behind.ServeHTTP(w, r)
		return
	}
	http.Error(w, "<html>not yet</html>", http.StatusServiceUnavailable)
}

var _ = Describe("A command made on the admin screen", func() {
	It("is added, tried, texted and answered", func(ctx context.Context) {
		service := &lateService{}
		server := httptest.NewServer(service)
		DeferCleanup(server.Close)
		p := newPlace(ctx, "services: {allowedNetworks: [127.0.0.0/8]}\n")
		p.join(ctx, annNumber, "Ann")
		p.join(ctx, bobNumber, "Bob")
		v := p.person(desktop)
		v.signIn(p)
		v.click("Commands")
		v.click("Add a command")
		v.fill("name", "random")
		v.fill("summary", "picks from a list")
		v.fill("url", server.URL)
		v.press("Preview #help")
		Expect(v.reads()).To(And(ContainSubstring("#help will say, in 1 segment:"), ContainSubstring("picks from a list")))
		v.blameless("command-previewed")
		v.press("Add the command")
		Expect(v.reads()).To(ContainSubstring("It is shown this once and never again"))
		v.blameless("command-secret")
		secret := asks(v, chromedp.Text(chromedp.ID("secret")))

		v.fill("args", "lunch")
		v.press("Try it")
		Expect(v.reads()).To(And(ContainSubstring("failed"), ContainSubstring("503"), ContainSubstring("can't be used right now")),
			"the service does not know the secret yet")
		service.behind.Store(random.New(secret, func(int) int { return 0 }))
		v.fill("args", "add lunch pizza")
		v.press("Try it")
		Expect(v.reads()).To(And(ContainSubstring("lunch: 1 on the list."), ContainSubstring("1 segment"),
			ContainSubstring("webhook-signature"), Not(ContainSubstring(secret))))
		v.blameless("command-tried")
		known := len(p.inbox(annNumber)())

		p.text(ctx, bobNumber, "#random lunch")
		Eventually(p.inbox(bobNumber)).Should(ContainElement("pizza"))
		Expect(p.inbox(annNumber)()).To(HaveLen(known), "a try sends nothing, and the answer is Bob's")
		p.text(ctx, bobNumber, "#help random")
		Eventually(p.inbox(bobNumber)).Should(ContainElement(ContainSubstring("picks from a list")))

		v.open("/commands/random")
		v.follow(`//button[starts-with(@aria-label, "Redeliver")]`)
		Eventually(func() []string { return p.inbox(bobNumber)() }).Should(HaveLen(4), "the answer again")
		v.click("Audit")
		Expect(v.reads()).To(ContainSubstring("#random"))
		v.open("/commands/random")
		v.press("Delete")
		p.text(ctx, bobNumber, "#random lunch")
		Eventually(p.inbox(bobNumber)).Should(ContainElement(ContainSubstring("There is no command #random")))
	}, SpecTimeout(2*time.Minute))
})
