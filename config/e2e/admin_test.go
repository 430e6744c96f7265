package e2e_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/client-go/rest"
)

var codeInText = regexp.MustCompile(`\b\d{6}\b`)

// visitor is a browser on a room's admin screen, reached through the API server.
type visitor struct {
	base string
	http *http.Client
}

func visit(name string) visitor {
	GinkgoHelper()
	through, err := rest.HTTPClientFor(kubeconfig)
	Expect(err).NotTo(HaveOccurred())
	through.Jar, err = cookiejar.New(nil)
	Expect(err).NotTo(HaveOccurred())
	through.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return visitor{kubeconfig.Host + "/api/v1/namespaces/" + roomsNamespace + "/services/" + name + "-admin:admin/proxy", through}
}

// page asks for a page, or sends a form to it, and gives what came back.
func (v visitor) page(ctx context.Context, path string, form url.Values) (status int, body string) {
	GinkgoHelper()
	method, content := http.MethodGet, ""
	if form != nil {
		method, content = http.MethodPost, form.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, method, v.base+path, strings.NewReader(content))
	Expect(err).NotTo(HaveOccurred())
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer, err := v.http.Do(request)
	Expect(err).NotTo(HaveOccurred())
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	Expect(err).NotTo(HaveOccurred())
	return answer.StatusCode, string(text)
}

// signsIn proves that the admin screen lets in the person whose phone gets its code.
func signsIn(ctx context.Context, room string, inbox func() []string) {
	GinkgoHelper()
	browser, known := visit(room), len(inbox())
	status, body := browser.page(ctx, "/", nil)
	Expect(status).To(Equal(http.StatusSeeOther), body)
	status, body = browser.page(ctx, "/sign-in", url.Values{"who": {"Ann"}})
	Expect(status).To(Equal(http.StatusSeeOther), body)
	Eventually(inbox).Should(HaveLen(known + 1))
	code := codeInText.FindString(inbox()[known])
	Expect(code).NotTo(BeEmpty())
	status, body = browser.page(ctx, "/sign-in/code", url.Values{"code": {code}})
	Expect(status).To(Equal(http.StatusSeeOther), body)
	status, body = browser.page(ctx, "/", nil)
	Expect(status).To(Equal(http.StatusOK))
	Expect(body).To(And(ContainSubstring("Sign out"), ContainSubstring("Ann")))
}
