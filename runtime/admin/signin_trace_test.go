package admin_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/store"
)

// signIns are those that were counted, as "way outcome".
func (w *world) signIns() map[string]float64 {
	GinkgoHelper()
	families, err := w.meters.Gather()
	Expect(err).NotTo(HaveOccurred())
	all := map[string]float64{}
	for _, family := range families {
		Expect(family.GetName()).To(Equal("smack_admin_sign_ins_total"))
		for _, m := range family.GetMetric() {
			labels := map[string]string{}
			for _, label := range m.GetLabel() {
				labels[label.GetName()] = label.GetValue()
			}
			all[labels["way"]+" "+labels["outcome"]] = m.GetCounter().GetValue()
		}
	}
	return all
}

// refusals are the audit log's records of refused sign-ins.
func (w *world) refusals() (list []store.Audit) {
	GinkgoHelper()
	all, err := w.store.Audits(context.Background(), "", 1000)
	Expect(err).NotTo(HaveOccurred())
	for _, one := range all {
		if one.Verb == "sign-in refused" {
			list = append(list, one)
		}
	}
	return list
}

var _ = Describe("What is left of signing in", func() {
	It("is a count of each outcome, whichever the way", func() {
		w := newWorld()
		Expect(w.signIns()).To(Equal(map[string]float64{
			"code ok": 0, "code refused": 0, "code limited": 0, "token ok": 0, "token refused": 0, "token limited": 0,
		}), "they begin at nothing, so that the first refused one is an increase")

		b := w.browser()
		b.post("/sign-in", "who", "Ann")
		b.post("/sign-in/code", "code", other(w.codes(annNumber)[0]))
		b.post("/sign-in/code", "code", w.codes(annNumber)[0])
		w.browser().signInBy(viewerToken)
		for range 21 {
			b.post("/sign-in", "who", "nobody")
		}
		for range 10 {
			b.post("/sign-in/token", "token", "not-the-token-of-the-room")
		}
		b.header.Set("Authorization", "Bearer "+adminToken)
		b.get("/api/v1/overview")
		Expect(w.signIns()).To(Equal(map[string]float64{
			"code ok": 1, "code refused": 1, "code limited": 2, "token ok": 1, "token refused": 10, "token limited": 1,
		}))
	})

	It("is a line in the log for a refused code, with the number masked and never the code or the name", func() {
		w := newWorld()
		b := w.browser()
		b.post("/sign-in", "who", "Ann")
		typed := other(w.codes(annNumber)[0])
		b.post("/sign-in/code", "code", typed)
		Expect(w.log.String()).To(And(ContainSubstring("code was refused"), ContainSubstring(chat.Mask(annNumber)), ContainSubstring("127.0.0.1")))
		Expect(w.log.String()).NotTo(Or(ContainSubstring(typed), ContainSubstring("Ann"), ContainSubstring(annNumber)))
		stranger := w.browser()
		stranger.post("/sign-in", "who", "nobody")
		stranger.post("/sign-in/code", "code", "123456")
		Expect(w.log.String()).To(ContainSubstring("opens nothing"))
		Expect(w.log.String()).NotTo(ContainSubstring("123456"))
	})

	It("stays a few lines however much is guessed", func() {
		w := newWorld()
		b := w.browser()
		for range 20 {
			b.post("/sign-in/code", "code", "000000")
		}
		Expect(strings.Count(w.log.String(), "\n")).To(Equal(3))
		b.post("/sign-in", "who", "Ann")
		b.post("/sign-in/code", "code", other(w.codes(annNumber)[0]))
		Expect(w.log.String()).To(ContainSubstring(chat.Mask(annNumber)), "guesses at nothing hide no guess at an admin's code")
	})

	It("shows admins in the audit log that somebody guesses at the code of one of them", func() {
		w := newWorld()
		b := w.browser()
		b.post("/sign-in", "who", "Ann")
		typed := other(w.codes(annNumber)[0])
		b.post("/sign-in/code", "code", typed)
		Expect(w.refusals()).To(HaveExactElements(And(
			HaveField("Actor", "somebody"), HaveField("Member", BeZero()),
			HaveField("Object", fmt.Sprintf("member %d (%s)", w.member(annNumber).ID, chat.Mask(annNumber))),
			HaveField("Detail", "by code, from 127.0.0.1"))))
		page := w.browser().signInBy(viewerToken).get("/audit").Body
		Expect(page).To(ContainSubstring("sign-in refused"))
		Expect(page).NotTo(Or(ContainSubstring(typed), ContainSubstring(annNumber)))
	})

	It("is nothing in the audit log for who is no admin, or nobody", func() {
		w := newWorld()
		for _, who := range []string{"Bob", "nobody"} {
			b := w.browser()
			b.post("/sign-in", "who", who)
			b.post("/sign-in/code", "code", "000000")
		}
		w.browser().post("/sign-in/code", "code", "000000")
		Expect(w.refusals()).To(BeEmpty())
		Expect(w.signIns()).To(HaveKeyWithValue("code refused", 3.0))
	})

	It("can't push out of the audit log what admins did: ten a day for each admin", func() {
		w := newWorld()
		for range 3 {
			b := w.browser()
			b.post("/sign-in", "who", "Ann")
			for range 5 {
				Expect(b.post("/sign-in/code", "code", "no code").Status).To(Equal(http.StatusUnprocessableEntity))
			}
		}
		Expect(w.refusals()).To(HaveLen(10))
		Expect(w.signIns()).To(HaveKeyWithValue("code refused", 15.0))
	})

	It("takes a guesser as long for an admin as for nobody", func() {
		w := newWorld()
		for _, who := range []string{"Ann", "nobody"} {
			b := w.browser()
			b.post("/sign-in", "who", who)
			best := time.Hour
			for range 3 { // a busy machine is slow, but not each time
				begun := time.Now()
				b.post("/sign-in/code", "code", "no code")
				best = min(best, time.Since(begun))
			}
			Expect(best).To(And(BeNumerically(">=", 50*time.Millisecond), BeNumerically("<", 250*time.Millisecond)), who)
		}
	})
})
