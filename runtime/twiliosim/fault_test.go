package twiliosim_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"syscall"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

// bought counts the numbers that were bought.
func bought(w *world) int { return int(w.Counters().Purchases) }

var _ = Describe("Faults of requests", func() {
	buy := func(w *world, ctx context.Context) (*http.Response, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.base+w.path("IncomingPhoneNumbers.json"), strings.NewReader("AreaCode=415"))
		if err != nil {
			return nil, err
		}
		request.SetBasicAuth(w.account.SID(), w.account.AuthToken())
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return http.DefaultClient.Do(request)
	}

	DescribeTable("that cut the connection",
		func(ctx SpecContext, kind twiliosim.FaultKind, want error, effect int) {
			w := start(twiliosim.Options{})
			fault := w.Inject(twiliosim.Fault{Kind: kind, Method: "POST", Path: "/IncomingPhoneNumbers.json", Times: 1})
			_, err := buy(w, ctx)
			Expect(errors.Is(err, want)).To(BeTrue(), "%v", err)
			Expect(bought(w)).To(Equal(effect))
			Expect(fault.Hits()).To(Equal(1))
			response, err := buy(w, ctx)
			Expect(err).NotTo(HaveOccurred())
			Expect(response.Body.Close()).To(Succeed())
			Expect(response.StatusCode).To(Equal(http.StatusCreated), "only the first was to be hit")
		},
		Entry("before it takes effect", twiliosim.FaultReset, syscall.ECONNRESET, 0),
		Entry("after it took effect", twiliosim.FaultAcceptThenReset, syscall.ECONNRESET, 1))

	It("may cut an answer in half", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultAcceptThenTruncate, Times: 1})
		response, err := buy(w, ctx)
		Expect(err).NotTo(HaveOccurred())
		defer response.Body.Close()
		Expect(response.StatusCode).To(Equal(http.StatusCreated))
		_, err = io.ReadAll(response.Body)
		Expect(err).To(HaveOccurred())
		Expect(bought(w)).To(Equal(1))
	})

	DescribeTable("that never answer",
		func(kind twiliosim.FaultKind, effect int) {
			w := start(twiliosim.Options{})
			fault := w.Inject(twiliosim.Fault{Kind: kind, Times: 1})
			ctx, cancel := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() { _, err := buy(w, ctx); done <- err }()
			Eventually(fault.Hits).Should(Equal(1))
			Eventually(func() int { return bought(w) }).Should(Equal(effect))
			Consistently(done, 50*time.Millisecond).ShouldNot(Receive())
			cancel()
			Eventually(done).Should(Receive(MatchError(context.Canceled)))
		},
		Entry("before", twiliosim.FaultHang, 0),
		Entry("after", twiliosim.FaultAcceptThenHang, 1))

	DescribeTable("that answer wrongly",
		func(fault twiliosim.Fault, status, code, effect int) {
			w := start(twiliosim.Options{})
			fault.Times = 1
			w.Inject(fault)
			a := w.post("IncomingPhoneNumbers.json", "AreaCode", "415")
			Expect(a.status).To(Equal(status))
			Expect(a.code()).To(Equal(code))
			Expect(bought(w)).To(Equal(effect))
		},
		Entry("bought, then 500", twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500}, 500, 20500, 1),
		Entry("bought, then 503", twiliosim.Fault{Kind: twiliosim.FaultAcceptThen500, Status: 503, Code: 20503}, 503, 20503, 1),
		Entry("500", twiliosim.Fault{Kind: twiliosim.FaultRefuse}, 500, 20500, 0),
		Entry("refused", twiliosim.Fault{Kind: twiliosim.FaultRefuse, Status: 400, Code: 21422}, 400, 21422, 0),
		Entry("unauthorized", twiliosim.Fault{Kind: twiliosim.FaultRefuse, Status: 401, Code: 20003}, 401, 20003, 0),
		Entry("bought, then HTML", twiliosim.Fault{Kind: twiliosim.FaultAcceptThenHTML}, 502, 0, 1),
		Entry("bought, then a hang that ends", twiliosim.Fault{Kind: twiliosim.FaultAcceptThenHang, Delay: time.Millisecond}, 504, 20504, 1),
		Entry("slow", twiliosim.Fault{Kind: twiliosim.FaultSlow, Delay: time.Millisecond}, 201, 0, 1))

	It("may be 429 with Retry-After, and HTML", func() {
		w := start(twiliosim.Options{})
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultTooManyRequests, RetryAfter: 1500 * time.Millisecond, Times: 1})
		a := w.send(ann, "x")
		Expect(a.status).To(Equal(http.StatusTooManyRequests))
		Expect(a.code()).To(Equal(20429))
		Expect(a.header.Get("Retry-After")).To(Equal("2"))
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultBadGateway, Times: 1})
		b := w.send(ann, "x")
		Expect(b.status).To(Equal(http.StatusBadGateway))
		Expect(b.header.Get("Content-Type")).To(Equal("text/html"))
		Expect(b.text).To(HavePrefix("<html>"))
		Expect(w.Counters().Messages).To(BeZero())
	})

	It("hit what they are aimed at, in order, and can be cleared", func() {
		w := start(twiliosim.Options{})
		second := w.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Method: "POST", Path: "/*/Accounts/*/Messages.json", Skip: 1, Times: 1})
		Expect(w.get("Messages.json").status).To(Equal(http.StatusOK))
		Expect(w.send(ann, "1").status).To(Equal(http.StatusCreated))
		Expect(w.send(ann, "2").status).To(Equal(http.StatusInternalServerError))
		Expect(w.send(ann, "3").status).To(Equal(http.StatusCreated))
		Expect(second.Hits()).To(Equal(1))
		always := w.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Path: "Messages"})
		Expect(w.get("Messages.json").status).To(Equal(http.StatusInternalServerError))
		Expect(w.Faults()).To(HaveLen(2))
		always.Clear()
		Expect(w.get("Messages.json").status).To(Equal(http.StatusOK))
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse})
		w.ClearFaults()
		Expect(w.get("Messages.json").status).To(Equal(http.StatusOK))
	})

	It("let a message through whose answer was lost, so that it is found by its callback and in the list", func() {
		w := start(twiliosim.Options{})
		hooks := serve(nil)
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultAcceptThenReset, Path: "Messages", Method: "POST", Times: 1})
		_, err := w.try(http.MethodPost, w.path("Messages.json"), form("From", room, "To", ann, "Body", "doubt", "StatusCallback", hooks.URL+"?d=1"))
		Expect(err).To(HaveOccurred())
		Eventually(hooks.statuses).Should(Equal([]string{"sent", "delivered"}))
		Expect(w.get("Messages.json").body["messages"]).To(HaveLen(1))
	})

	It("hide fresh numbers from lists", func() {
		w := start(twiliosim.Options{})
		w.Inject(twiliosim.Fault{Kind: twiliosim.FaultListLag, Path: "IncomingPhoneNumbers", Delay: time.Hour, Times: 1})
		Expect(w.get("IncomingPhoneNumbers.json").body["incoming_phone_numbers"]).To(BeEmpty())
		Expect(w.get("IncomingPhoneNumbers.json").body["incoming_phone_numbers"]).To(HaveLen(1))
	})

	It("can be armed while others strike", func() {
		w := start(twiliosim.Options{})
		first := w.Inject(twiliosim.Fault{Kind: twiliosim.FaultRefuse, Path: "Messages"})
		done := make(chan struct{})
		go func() {
			defer GinkgoRecover()
			defer close(done)
			for range 20 {
				w.get("Messages.json")
			}
		}()
		for range 20 {
			w.Inject(twiliosim.Fault{Kind: twiliosim.FaultCallbackTwice})
		}
		Eventually(done).Should(BeClosed())
		Expect(first.Hits()).To(Equal(20))
		Expect(w.Counters().Faults).To(Equal(int64(20)))
	})

	It("travel as JSON with durations as people write them", func() {
		fault := twiliosim.Fault{Kind: twiliosim.FaultSlow, Delay: 90 * time.Second, RetryAfter: time.Second, Times: 2}
		text, err := json.Marshal(fault)
		Expect(err).NotTo(HaveOccurred())
		Expect(string(text)).To(Equal(`{"kind":"slow","times":2,"retryAfter":"1s","delay":"1m30s"}`))
		var back twiliosim.Fault
		Expect(json.Unmarshal(text, &back)).To(Succeed())
		Expect(back).To(Equal(fault))
		Expect(json.Unmarshal([]byte(`{"delay":"soon"}`), &back)).NotTo(Succeed())
	})
})
