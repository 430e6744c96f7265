package twiliosim_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/twiliosim"
)

var _ = Describe("A phone", func() {
	It("shows what it got before anybody asked for it", func() {
		w := start(twiliosim.Options{Unpaced: true})
		w.send(ann, "1")
		w.send(bob, "not hers")
		w.send(ann, "2")
		Eventually(w.Phone(ann).Bodies).Should(Equal([]string{"1", "2"}))
		Expect(w.Phones()).To(HaveLen(1))
		text := w.Phone(ann).Inbox()[0]
		Expect(text).To(And(HaveField("From", room), HaveField("To", ann), HaveField("Segments", 1), HaveField("Status", twiliosim.Delivered)))
		Expect(text.Arrived).To(BeTemporally(">", text.Created))
	})

	It("hands each text out once, whoever waits", func(ctx SpecContext) {
		w := start(twiliosim.Options{Unpaced: true})
		phone := w.Phone(ann)
		got := make(chan string, 4)
		var waiters sync.WaitGroup
		for range 4 {
			waiters.Go(func() {
				text, err := phone.Next(ctx)
				if err == nil {
					got <- text.Body
				}
			})
		}
		for _, body := range []string{"a", "b", "c", "d"} {
			w.send(ann, body)
		}
		waiters.Wait()
		close(got)
		var bodies []string
		for body := range got {
			bodies = append(bodies, body)
		}
		Expect(bodies).To(ConsistOf("a", "b", "c", "d"))
	}, SpecTimeout(10*time.Second))

	It("stops waiting with its caller and with the simulator", func() {
		w := start(twiliosim.Options{})
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
		defer cancel()
		_, err := w.Phone(ann).Next(ctx)
		Expect(err).To(MatchError(context.DeadlineExceeded))
		done := make(chan error, 1)
		go func() { _, err := w.Phone(ann).Next(context.Background()); done <- err }()
		Expect(w.Close()).To(Succeed())
		Eventually(done).Should(Receive(HaveOccurred()))
		_, err = w.Phone(ann).Text(context.Background(), room, "too late")
		Expect(err).To(HaveOccurred())
	})

	It("sends no more than a phone can", func(ctx SpecContext) {
		w := start(twiliosim.Options{})
		_, err := w.Phone(ann).Text(ctx, room, string(make([]byte, 1601)))
		Expect(err).To(HaveOccurred())
	})
})

var _ = Describe("The simulator", func() {
	It("works behind another server, and refuses work once closed", func() {
		sim := twiliosim.New(twiliosim.Options{BaseURL: "https://twilio.example.com"})
		recorder := httptest.NewRecorder()
		request := httptest.NewRequest(http.MethodGet, "/2010-04-01/Accounts/"+twiliosim.DefaultAccountSID+".json", nil)
		request.SetBasicAuth(twiliosim.DefaultAccountSID, twiliosim.DefaultAuthToken)
		sim.ServeHTTP(recorder, request)
		Expect(recorder.Code).To(Equal(http.StatusOK))
		Expect(sim.BaseURL()).To(Equal("https://twilio.example.com"))
		Expect(sim.Close()).To(Succeed())
		Expect(sim.Close()).To(Succeed(), "closing twice is harmless")
		late := httptest.NewRecorder()
		sim.ServeHTTP(late, request)
		Expect(late.Code).To(Equal(http.StatusServiceUnavailable))
	})

	It("says when it can't listen", func() {
		w := start(twiliosim.Options{})
		_, err := twiliosim.New(twiliosim.Options{}).Start(w.base[len("http://"):])
		Expect(err).To(MatchError(ContainSubstring("start the carrier simulator")))
	})

	It("is as slow as it is told to be", func() {
		w := start(twiliosim.Options{Latency: 30 * time.Millisecond})
		before := time.Now()
		w.get("Messages.json")
		Expect(time.Since(before)).To(BeNumerically(">=", 30*time.Millisecond))
	})

	It("makes other SIDs from another seed", func() {
		one, two := start(twiliosim.Options{Seed: 1}), start(twiliosim.Options{Seed: 2})
		Expect(one.number.SID()).NotTo(Equal(two.number.SID()))
	})
})
