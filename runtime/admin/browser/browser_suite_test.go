package browser

import (
	"context"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/store/redistest"
)

func TestBrowser(t *testing.T) {
	RegisterFailHandler(Fail)
	SetDefaultEventuallyTimeout(20 * time.Second)
	RunSpecs(t, "the admin screen in a browser")
}

var (
	server *redistest.Server
	// chromium is one browser; every spec has a profile of its own in it.
	chromium context.Context
	axe      string
)

var _ = BeforeSuite(func(ctx context.Context) {
	program, script := os.Getenv("SMACK_CHROMIUM"), os.Getenv("SMACK_AXE")
	if program == "" || script == "" {
		Skip("SMACK_CHROMIUM and SMACK_AXE name no browser; config/envtest/browser prints them")
	}
	text, err := os.ReadFile(script)
	Expect(err).NotTo(HaveOccurred())
	axe = string(text)
	server, err = redistest.New()
	Expect(err).NotTo(HaveOccurred())
	Expect(server.Start(ctx)).To(Succeed())
	DeferCleanup(server.Stop)

	profile, err := os.MkdirTemp("", "chromium")
	Expect(err).NotTo(HaveOccurred())
	DeferCleanup(func() { Eventually(os.RemoveAll).WithArguments(profile).Should(Succeed()) })
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program), chromedp.UserDataDir(profile), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))...)
	DeferCleanup(stop)
	var close context.CancelFunc
	chromium, close = chromedp.NewContext(allocator)
	DeferCleanup(close)
	Expect(chromedp.Do(chromium)).To(Succeed())
})
