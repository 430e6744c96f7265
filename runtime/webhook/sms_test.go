package webhook

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
)

var _ = Describe("A text", func() {
	It("takes effect before it is answered, and the answer makes the carrier say nothing", func() {
		e := newEdge(newRoom())
		res := e.answer(signedBy(token, "/sms", join()))
		Expect(res.StatusCode).To(Equal(http.StatusOK))
		Expect(res.Header.Get("Content-Type")).To(Equal("text/xml; charset=utf-8"))
		Expect(body(res)).To(Equal(`<?xml version="1.0" encoding="UTF-8"?><Response/>`))
		Expect(e.members()).To(Equal([]string{"Ann"}))
		Expect(e.took("join")).To(Equal(1.0))
	})

	It("keeps where its sender is", func() {
		e := newEdge(newRoom())
		e.hears("SM1", annNumber, "#join Ann")
		e.hears("SM2", annNumber, "hello")
		members, err := e.store.Members(context.Background())
		Expect(err).NotTo(HaveOccurred())
		Expect(members[0].Place).To(Equal(chat.Place{City: "MILL VALLEY", State: "CA", Country: "US"}))
	})

	It("goes to the room once, however often it comes, to whichever pod", func() {
		room := newRoom()
		one, other := newEdge(room), newEdge(room)
		one.hears("SM1", annNumber, "#join Ann")
		one.hears("SM2", bobNumber, "#join Bob")
		one.hears("SM3", annNumber, "hello")
		other.hears("SM3", annNumber, "hello")
		one.hears("SM3", annNumber, "hello")
		Expect(one.logged()).To(HaveLen(1))
		Expect(other.took("duplicate")).To(Equal(1.0))
	})

	It("is made plain where that saves a segment, and only there", func() {
		e := newEdge(newRoom())
		e.hears("SM1", annNumber, "#join Ann")
		e.hears("SM2", bobNumber, "#join Bob")
		long := strings.Repeat("It’s fine. ", 10)
		e.hears("SM3", annNumber, long)
		e.hears("SM4", annNumber, "It’s fine.")
		heard := e.logged()
		Expect(heard[0].Body).To(HavePrefix("Ann: It's fine."))
		Expect(heard[1].Body).To(Equal("Ann: It’s fine."))
	})

	It("may hold bytes that are no text", func() {
		e := newEdge(newRoom())
		e.hears("SM1", annNumber, "#join Ann")
		e.hears("SM2", bobNumber, "#join Bob")
		e.hears("SM3", annNumber, "a\xffb")
		Expect(e.logged()[0].Body).To(Equal("Ann: a\ufffdb"))
	})

	It("is taken at the address of a changed room file", func() {
		e := newEdge(newRoom())
		e.settings.BaseURL = "https://sms.example.com/other"
		Expect(e.answer(signedJoin()).StatusCode).To(Equal(http.StatusNotFound))
		r := httptest.NewRequest(http.MethodPost, "https://sms.example.com/other/sms", strings.NewReader(join().Encode()))
		r.Header.Set("Content-Type", contentForm)
		r.Header.Set(carrier.SignatureHeader, carrier.Sign(token, "https://sms.example.com/other/sms", join()))
		Expect(e.answer(r).StatusCode).To(Equal(http.StatusOK))
	})
})

var _ = Describe("Two pods", func() {
	It("make one member of two joins that race", func() {
		for round := range 20 {
			room := newRoom()
			one, other := newEdge(room), newEdge(room)
			atOnce(
				func() { one.hears("SM1", annNumber, "#join Ann") },
				func() { other.hears("SM2", annNumber, "#join Annie") },
			)
			Expect(one.members()).To(HaveLen(1), "round %d", round)
		}
	})

	It("give a nickname to one of two who ask for it", func() {
		room := newRoom()
		one, other := newEdge(room), newEdge(room)
		atOnce(
			func() { one.hears("SM1", annNumber, "#join Sam") },
			func() { other.hears("SM2", bobNumber, "#join sam") },
		)
		Expect(one.members()).To(HaveLen(1))
	})

	It("take all of a crowd that joins at once", func() {
		room := newRoom()
		pods := []*edge{newEdge(room), newEdge(room)}
		var joins []func()
		for i := range 16 {
			joins = append(joins, func() {
				pods[i%2].hears(fmt.Sprintf("SM%d", i), fmt.Sprintf("+1415555%04d", i), fmt.Sprintf("#join m%d", i))
			})
		}
		atOnce(joins...)
		names := pods[0].members()
		slices.Sort(names)
		Expect(slices.Compact(names)).To(HaveLen(16))
	})
})

// atOnce runs all of them side by side.
func atOnce(all ...func()) {
	GinkgoHelper()
	var done sync.WaitGroup
	for _, f := range all {
		done.Go(func() {
			defer GinkgoRecover()
			f()
		})
	}
	done.Wait()
}

var _ = Describe("While Redis is away", Serial, func() {
	It("asks the carrier to come again, and then loses nothing and doubles nothing", func(ctx context.Context) {
		room := newRoom()
		e := newEdge(room)
		e.hears("SM1", annNumber, "#join Ann")
		e.hears("SM2", bobNumber, "#join Bob")
		Expect(redisServer.Kill()).To(Succeed())

		for i := range 3 {
			res := e.answer(signedBy(token, "/sms", text(fmt.Sprintf("SM1%d", i), annNumber, fmt.Sprintf("text %d", i))))
			Expect(res.StatusCode).To(Equal(http.StatusServiceUnavailable))
			Expect(res.Header.Get("Retry-After")).To(Equal("1"))
		}
		Expect(e.counted("sms", "unavailable")).To(Equal(3.0))

		Expect(redisServer.Start(ctx)).To(Succeed())
		Expect(e.logged()).To(BeEmpty())
		for range 2 {
			for i := range 3 {
				e.hears(fmt.Sprintf("SM1%d", i), annNumber, fmt.Sprintf("text %d", i))
			}
		}
		var heard []string
		for _, m := range e.logged() {
			heard = append(heard, m.Body)
		}
		Expect(heard).To(Equal([]string{"Ann: text 0", "Ann: text 1", "Ann: text 2"}))
	})
})

var _ = Describe("What is logged", func() {
	It("shows no number and no text", func() {
		var log strings.Builder
		e := newEdge(newRoom(), func(c *Config) { c.Log = logTo(&log) })
		e.hears("SM1", annNumber, "#join Ann")
		e.hears("SM2", annNumber, "the secret plan")
		e.answer(signedBy("wrong", "/sms", text("SM3", annNumber, "the secret plan")))
		Expect(log.String()).To(ContainSubstring("+1415•••0101"))
		Expect(log.String()).To(ContainSubstring("no valid signature"))
		Expect(log.String()).NotTo(Or(ContainSubstring(annNumber), ContainSubstring("secret")))
	})

	It("warns of wrong signatures once a minute, not each time", func() {
		var log strings.Builder
		e := newEdge(newRoom(), func(c *Config) { c.Log = logTo(&log) })
		for range 5 {
			e.answer(signedBy("wrong", "/sms", join()))
		}
		Expect(strings.Count(log.String(), `"level":"WARN"`)).To(Equal(1))
		Expect(e.counted("sms", resultSignature)).To(Equal(5.0))
	})
})

// FuzzReadForm: no request makes the edge panic, and none without a signature gets through.
func FuzzReadForm(f *testing.F) {
	f.Add("Body=x&From=%2B1&To=2", contentForm, "c2ln")
	f.Add("a=%zz", "text/plain; charset=\x00", "")
	f.Add("NumMedia=99999999999999999999&MediaUrl0=:", contentForm+"; boundary=x", "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	h := &Handler{Config: Config{
		Settings:    func() Settings { return Settings{BaseURL: publicURL} },
		Credentials: func() carrier.Credentials { return carrier.Credentials{AuthToken: token} },
	}}
	f.Fuzz(func(t *testing.T, form, kind, signature string) {
		r := httptest.NewRequest(http.MethodPost, publicURL+"/sms", strings.NewReader(form))
		r.Header["Content-Type"] = []string{kind}
		r.Header[http.CanonicalHeaderKey(carrier.SignatureHeader)] = []string{signature}
		if _, err := h.signed(r, "/sms"); err == nil {
			t.Fatal("taken without a signature")
		}
		r.Body = io.NopCloser(strings.NewReader(form))
		if values, err := readForm(r); err == nil {
			_, _ = readText(first(values))
			_, _ = readReceipt(first(values), form)
		}
	})
}
