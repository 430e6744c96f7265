package extension_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/extension"
	"github.com/smackdev/smack/runtime/store"
)

// says is a handler that answers so.
func says(status int, contentType, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// selfSigned is the address of a server whose certificate nobody vouches for.
func selfSigned() string {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	s.Config.ErrorLog = nil
	DeferCleanup(s.Close)
	return s.URL
}

func contextFor(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, d)
}

// count reads a counter.
func (w *world) count(command, result string) float64 {
	GinkgoHelper()
	families, err := w.registry.Gather()
	Expect(err).NotTo(HaveOccurred())
	for _, family := range families {
		for _, metric := range family.GetMetric() {
			labels := map[string]string{}
			for _, label := range metric.GetLabel() {
				labels[label.GetName()] = label.GetValue()
			}
			if family.GetName() == "smack_command_calls_total" && labels["command"] == command && labels["result"] == result {
				return metric.GetCounter().GetValue()
			}
		}
	}
	return 0
}

var _ = Describe("A service that keeps failing", func() {
	var w *world
	BeforeEach(func() {
		w = newWorld()
		w.service.says(503, "text/plain", "")
	})
	result := func(ctx context.Context) string { return w.calls(ctx).Record.Result }

	It("is left alone for a while, then tried by one call", func(ctx SpecContext) {
		w.declare(nil)
		for range 5 {
			Expect(result(ctx)).To(Equal(extension.ResultStatus))
		}
		Expect(result(ctx)).To(Equal(extension.ResultOpen))
		Expect(w.service.hits()).To(HaveLen(5))
		w.now = w.now.Add(31 * time.Second)
		Expect(result(ctx)).To(Equal(extension.ResultStatus))
		Expect(result(ctx)).To(Equal(extension.ResultOpen))
		w.now = w.now.Add(31 * time.Second)
		w.service.says(200, "text/plain", "well again")
		Expect(result(ctx)).To(Equal(extension.ResultOK))
		w.service.says(503, "text/plain", "")
		Expect(result(ctx)).To(Equal(extension.ResultStatus))
	})

	It("and one that refuses single calls are not the same", func(ctx SpecContext) {
		w.declare(nil)
		w.service.says(422, "text/plain", "no such city")
		for range 8 {
			Expect(result(ctx)).To(Equal(extension.ResultStatus))
		}
	})

	DescribeTable("is switched off if it was made on the screen", func(ctx SpecContext, result string, fails int, want string) {
		Expect(w.PutCommand(ctx, store.Command{Command: roomfile.Command{Name: "weather", URL: w.service.URL}})).To(Succeed())
		w.client.Ended(ctx, w.call(), store.CallEnd{Record: &store.CallRecord{Result: result, Reason: "it said so"}}, fails)
		all, err := w.Commands(ctx)
		Expect(err).NotTo(HaveOccurred())
		if want == "" {
			Expect(all[0].Disabled).To(BeNil())
			return
		}
		Expect(all[0].Disabled.Reason).To(Equal(want))
		Expect(w.client.Call(ctx, w.call()).Record.Result).To(Equal(extension.ResultUnknown))
	},
		Entry("after 410, at once", extension.ResultGone, 1, "it said so"),
		Entry("after twenty failures in a row", extension.ResultTimeout, 20, "20 calls in a row have failed; the last one: it said so"),
		Entry("and not before", extension.ResultTimeout, 19, ""),
	)

	It("stays as it is if it was declared", func(ctx SpecContext) {
		w.declare(nil)
		w.client.Ended(ctx, w.call(), store.CallEnd{Record: &store.CallRecord{Result: extension.ResultGone}}, 1)
		w.service.says(200, "text/plain", "well")
		Expect(result(ctx)).To(Equal(extension.ResultOK))
	})
})
