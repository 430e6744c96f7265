package browser

import (
	"context"
	"fmt"
	"strings"

	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// lively is a room with something on every page.
func lively(ctx context.Context) *place {
	GinkgoHelper()
	p := newPlace(ctx, `
rules:
- {name: no-pictures-at-night, when: "int(sms.NumMedia) > 0 && now.getHours(room.timeZone) >= 22", reply: Pictures after ten wait until morning., then: Drop}
- {name: thanks, when: "sms.Body.startsWith('thank')", tag: thanks}
commands:
- {name: weather, summary: tells the weather of a city., usage: <city>, url: "https://weather.example/hook", aliases: [w]}
`)
	names := []string{"Ann", "Bob", "Cid", "Dora", "Eve", "Frank", "Grace", "Heidi", "Ivan", "Judy", "Kim", "Lou"}
	numbers := map[string]string{}
	for i, name := range names {
		numbers[name] = fmt.Sprintf("+141555501%02d", i+1)
		p.text(ctx, numbers[name], "#join "+name)
		Eventually(p.inbox(numbers[name])).ShouldNot(BeEmpty())
	}
	p.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, Code: 30007, To: numbers["Kim"]})
	p.sim.Inject(twiliosim.Fault{Kind: twiliosim.FaultOutcome, Code: 30003, To: numbers["Lou"]})
	p.text(ctx, numbers["Bob"], "Who brings the cake on Saturday?")
	p.text(ctx, numbers["Dora"], "I do. Chocolate or carrot?")
	p.text(ctx, numbers["Eve"], "thank you Dora, carrot please!")
	p.text(ctx, numbers["Frank"], "#stop")
	st := p.store(ctx)
	Eventually(func() int64 { s, err := st.Stats(ctx); Expect(err).NotTo(HaveOccurred()); return s.Failed }).Should(BeNumerically(">=", 4))
	return p
}

// pages are all that an admin can look at, by the names of their pictures.
var pages = []struct{ name, path string }{
	{"overview", "/"}, {"overview-30d", "/?span=30d"}, {"members", "/members"}, {"members-none", "/members?q=zebra"},
	{"member", "/members/2"}, {"banned", "/banned"}, {"commands", "/commands"}, {"command", "/commands/weather"}, {"command-add", "/add-command"}, {"rules", "/rules"}, {"queue-waiting", "/queue"}, {"queue-failed", "/queue?list=failed"},
	{"queue-doubt", "/queue?list=doubt"}, {"log", "/log"}, {"audit", "/audit"}, {"settings", "/settings"}, {"nothing", "/nothing"},
}

var _ = Describe("Every page", func() {
	It("is one that anybody can use, on a desk, at night and on a phone", func(ctx context.Context) {
		p := lively(ctx)
		for _, l := range []look{desktop, night, phone} {
			out := p.person(l)
			out.open("/sign-in")
			out.blameless("sign-in")
			out.open("/sign-in/code")
			out.blameless("code")
			in := p.person(l)
			in.signInByToken()
			for _, one := range pages {
				in.open(one.path)
				Expect(in.reads()).NotTo(ContainSubstring("Not to be had"), one.name)
				in.blameless(one.name)
			}
		}
	})

	It("works without JavaScript", func(ctx context.Context) {
		p := newPlace(ctx, "")
		p.text(ctx, annNumber, "#join Ann")
		p.text(ctx, bobNumber, "#join Bob")
		v := p.person(look{width: 1024, height: 768, noJS: true, tag: "nojs"})
		v.signIn(p)
		v.open("/members")
		v.fill("q", "bo")
		v.press("Search")
		Expect(v.reads()).To(And(ContainSubstring("1 member found"), Not(ContainSubstring("Ann ("))))
		v.click("Bob")
		v.press("Mute")
		Expect(v.reads()).To(ContainSubstring("Bob is muted."))
		v.press("Kick")
		Expect(v.reads()).To(ContainSubstring("Bob was removed"))
		v.open("/")
		Expect(v.reads()).To(ContainSubstring("Members"))
		v.press("Sign out")
		Expect(v.path()).To(Equal("/sign-in"))
	})

	It("is walked with the keyboard alone", func(ctx context.Context) {
		p := newPlace(ctx, "")
		p.text(ctx, annNumber, "#join Ann")
		p.text(ctx, bobNumber, "#join Bob")
		v := p.person(desktop)
		v.open("/sign-in")
		v.tabTo("who")
		v.keys("ann\r")
		Eventually(v.path).Should(Equal("/sign-in/code"))
		Eventually(v.focused).Should(HavePrefix("code"), "the code can be typed at once")
		v.keys(p.code(annNumber) + "\r")
		Eventually(v.path).Should(Equal("/"))
		v.keys("\t")
		Expect(v.focused()).To(ContainSubstring("Skip to the content"))
		v.tabTo("Members")
		v.keys("\r")
		Eventually(v.path).Should(Equal("/members"))
		v.tabTo("Bob")
		v.keys("\r")
		Eventually(v.path).Should(Equal("/members/2"))
		v.tabTo("Mute")
		v.keys("\r")
		Eventually(v.reads).Should(ContainSubstring("Bob is muted."))
		v.tabTo("Sign out")
		v.keys("\r")
		Eventually(v.path).Should(Equal("/sign-in"))
	})

	It("shows names that look like markup as text", func(ctx context.Context) {
		p := newPlace(ctx, "")
		p.text(ctx, annNumber, "#join Ann")
		Expect(p.sim.Phone(annNumber)).NotTo(BeNil())
		p.text(ctx, annNumber, `<script>document.title="owned"</script><img src=x onerror="document.title='owned'">`)
		v := p.person(desktop)
		v.signIn(p)
		v.open("/log")
		Expect(v.reads()).To(ContainSubstring(`<script>document.title="owned"</script>`))
		Expect(asks(v, chromedp.Title())).To(HavePrefix("Log"))
	})
})

// signInByToken is quicker than a code, and no admin needs to be there.
func (v *person) signInByToken() {
	GinkgoHelper()
	v.open("/sign-in")
	v.do(unfold("Sign in with a token"))
	v.fill("token", token)
	v.follow(`//form[@action="/sign-in/token"]//button`)
	Expect(v.path()).To(Equal("/"))
}

// focused is the id and the name of what has the focus.
func (v *person) focused() string {
	GinkgoHelper()
	return asks(v, chromedp.Evaluate[string](`(e => e.id + " " + (e.textContent ?? "").trim())(document.activeElement)`))
}

// tabTo presses the tab key until something of that id or name has the focus.
func (v *person) tabTo(name string) {
	GinkgoHelper()
	for range 80 {
		v.keys("\t")
		if id, text, _ := strings.Cut(v.focused(), " "); id == name || text == name {
			visible := asks(v, chromedp.Evaluate[bool](`getComputedStyle(document.activeElement).outlineStyle !== "none" || getComputedStyle(document.activeElement).boxShadow !== "none"`))
			Expect(visible).To(BeTrue(), name+" shows that it has the focus")
			return
		}
	}
	Fail("the tab key never comes to " + name)
}

func (v *person) keys(keys string) {
	GinkgoHelper()
	v.do(chromedp.KeyEvent(keys))
}
