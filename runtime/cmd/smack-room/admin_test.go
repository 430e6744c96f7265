package main

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/gexec"
)

var _ = Describe("The admin screen", func() {
	It("lets an admin in with a code from the admin's own phone, on a port of its own", func(ctx context.Context) {
		p := newPlace()
		p.write(`chat: {admins: ["` + annNumber + `"]}`)
		pod := p.start(p.public)
		p.text(ctx, annNumber, "#join Ann")

		jar, err := cookiejar.New(nil)
		Expect(err).NotTo(HaveOccurred())
		client := &http.Client{Jar: jar}
		screen := "http://" + pod.Screen
		_, err = client.PostForm(screen+"/sign-in", url.Values{"who": {"ann"}})
		Expect(err).NotTo(HaveOccurred())
		var code []string
		Eventually(func() []string {
			texts := p.inbox(annNumber)()
			code = regexp.MustCompile(`^\d{6}`).FindStringSubmatch(texts[len(texts)-1])
			return code
		}).Should(HaveLen(1))
		res, err := client.PostForm(screen+"/sign-in/code", url.Values{"code": code})
		Expect(err).NotTo(HaveOccurred())
		Expect(res.Request.URL.Path).To(Equal("/"))
		res, err = client.Get(screen + "/settings")
		Expect(err).NotTo(HaveOccurred())
		Expect(res).To(HaveHTTPStatus(http.StatusOK))

		for _, path := range []string{"/sign-in", "/", "/settings", "/api/v1/overview", "/healthz"} {
			res, err := client.Get("http://" + p.public + path)
			Expect(err).NotTo(HaveOccurred())
			Expect(res).To(HaveHTTPStatus(http.StatusNotFound), "the carrier's port serves no screen")
		}
		client.CloseIdleConnections()
		pod.Terminate()
		Eventually(pod).Should(gexec.Exit(0))
	})
})
