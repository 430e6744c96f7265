package browser

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// person is somebody at a browser, with cookies of their own.
type person struct {
	ctx  context.Context
	base string
	// tag tells the screenshots of one person's browser from others'.
	tag string
}

// look is what a person's browser is like.
type look struct {
	width, height int64
	dark, noJS    bool
	tag           string
}

var (
	desktop = look{width: 1280, height: 900, tag: "desktop"}
	phone   = look{width: 375, height: 812, tag: "phone"}
	night   = look{width: 1280, height: 900, dark: true, tag: "dark"}
)

func (p *place) person(l look) *person {
	GinkgoHelper()
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	DeferCleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, 4*time.Minute)
	DeferCleanup(stop)
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	v := &person{ctx: ctx, base: "http://" + p.Screen, tag: l.tag}
	v.do(
		chromedp.EmulateViewport(l.width, l.height),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
				{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
			}})
			return err
		}),
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: l.noJS})
			return err
		}),
		// Whoever is asked whether it is meant says yes.
		chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
			_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument,
				page.AddScriptToEvaluateOnNewDocumentParams{Source: "window.confirm = () => true"})
			return err
		}),
	)
	return v
}

func (v *person) do(actions ...chromedp.Action[chromedp.Void]) {
	GinkgoHelper()
	Expect(chromedp.Do(v.ctx, actions...)).To(Succeed())
}

// asks gives what an action reads.
func asks[T any](v *person, action chromedp.Action[T]) T {
	GinkgoHelper()
	got, err := chromedp.Run(v.ctx, action)
	Expect(err).NotTo(HaveOccurred())
	return got
}

// open loads a page.
func (v *person) open(path string) {
	GinkgoHelper()
	v.do(chromedp.Navigate(v.base+path), chromedp.WaitReady(chromedp.CSS("main")))
}

// fill types into a field that its label names.
func (v *person) fill(id, text string) {
	GinkgoHelper()
	v.do(chromedp.Clear(chromedp.ID(id)), chromedp.SendKeys(chromedp.ID(id), text))
}

// press presses the button with that name and waits for the page that follows.
func (v *person) press(name string) {
	GinkgoHelper()
	v.follow(`//button[normalize-space()="` + name + `" or @aria-label="` + name + `"]`)
}

func (v *person) click(link string) {
	GinkgoHelper()
	v.follow(`//a[normalize-space()="` + link + `"]`)
}

func (v *person) follow(xpath string) {
	GinkgoHelper()
	_, err := chromedp.RunResponse(v.ctx, chromedp.Click(xpath))
	Expect(err).NotTo(HaveOccurred(), xpath)
	v.do(chromedp.WaitReady(chromedp.CSS("main")))
}

// reads is the text of the page.
func (v *person) reads() string {
	text, err := chromedp.Run(v.ctx, chromedp.Text(chromedp.CSS("body")))
	if err != nil {
		return err.Error()
	}
	return text
}

func (v *person) path() string {
	GinkgoHelper()
	return strings.TrimPrefix(asks(v, chromedp.Location()), v.base)
}

// signIn signs Ann in with the code that her phone shows.
func (v *person) signIn(p *place) {
	GinkgoHelper()
	v.open("/sign-in")
	v.fill("who", "ann")
	v.press("Send me a code")
	v.fill("code", p.code(annNumber))
	v.press("Sign in")
	Expect(v.path()).To(Equal("/"))
}

// violation is one thing that axe-core finds.
type violation struct {
	ID    string `json:"id"`
	Help  string `json:"help"`
	Nodes []struct {
		HTML    string `json:"html"`
		Summary string `json:"failureSummary"`
	} `json:"nodes"`
}

// blameless holds the page against axe-core, lets nothing stick out sideways, and keeps what it
// saw.
func (v *person) blameless(name string) {
	GinkgoHelper()
	v.do(chromedp.Evaluate[chromedp.Void](axe))
	found := asks(v, chromedp.Evaluate[string](
		`axe.run(document, {resultTypes: ["violations"]}).then(r => JSON.stringify(r.violations))`, chromedp.EvalAwaitPromise))
	var list []violation
	Expect(json.Unmarshal([]byte(found), &list)).To(Succeed())
	Expect(list).To(BeEmpty(), name)
	wide := asks(v, chromedp.Evaluate[bool](`document.documentElement.scrollWidth > document.documentElement.clientWidth + 1`))
	Expect(wide).To(BeFalse(), name+" is wider than the window")
	v.shoot(name)
}

// shoot writes a picture of the whole page where SMACK_SCREENSHOTS says.
func (v *person) shoot(name string) {
	GinkgoHelper()
	dir := os.Getenv("SMACK_SCREENSHOTS")
	if dir == "" {
		return
	}
	picture := asks(v, chromedp.FullScreenshot(100))
	Expect(os.MkdirAll(dir, 0o755)).To(Succeed())
	Expect(os.WriteFile(filepath.Join(dir, name+"-"+v.tag+".png"), picture, 0o600)).To(Succeed())
}

// tick ticks the first box of that name.
func tick(name string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(`input[name="` + name + `"]`))
}

// unfold opens what is folded behind its summary.
func unfold(summary string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(`//summary[normalize-space()="` + summary + `"]`)
}
