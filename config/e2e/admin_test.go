package e2e_test

import (
	"net/http"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"k8s.io/client-go/rest"

	"github.com/smackdev/smack/runtime/sandbox/talk"
)

// visit is a browser on a room's admin screen, reached through the API server.
func visit(name string) *talk.Visitor {
	GinkgoHelper()
	through, err := rest.HTTPClientFor(kubeconfig)
	Expect(err).NotTo(HaveOccurred())
	base := kubeconfig.Host + "/api/v1/namespaces/" + roomsNamespace + "/services/" + name + "-admin:admin/proxy"
	visitor, err := talk.NewVisitor(base, through)
	Expect(err).NotTo(HaveOccurred())
	return visitor
}

func adminScreen() {
	It("lets its admin sign in on the admin screen by a code on the phone", func(ctx SpecContext) {
		people, browser := phones(getRoom(ctx, "family").Status.PhoneNumber.E164), visit("family")
		status, _, err := browser.Page(ctx, "/", nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(status).To(Equal(http.StatusSeeOther), "to the page for signing in")
		Expect(browser.SignIn(ctx, "Ann", func() []string { return people.Inbox(talk.Ann) })).To(Succeed())
		status, body, err := browser.Page(ctx, "/", nil)
		Expect(err).NotTo(HaveOccurred())
		Expect(status).To(Equal(http.StatusOK))
		Expect(body).To(And(ContainSubstring("Sign out"), ContainSubstring("Ann")))
	}, SpecTimeout(time.Minute))
}
