package admin_test

import (
	"net/http"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/chat"
)

var _ = Describe("The page of the queue", func() {
	It("shows calls of services that wait, masked for who may only look, and empties them", func() {
		w := newWorld()
		w.commit(bobNumber, chat.Need{}, func(chat.Facts) chat.Outcome {
			return chat.Outcome{Calls: []chat.Call{{Command: "weather", Text: "oslo"}}}
		})
		page := w.browser().signInBy(adminToken).get("/queue").Body
		Expect(page).To(And(ContainSubstring("call of command weather"), ContainSubstring("oslo"), ContainSubstring(bobNumber[1:]),
			MatchRegexp(`<dt>Calls</dt><dd>1`)))
		page = w.browser().signInBy(viewerToken).get("/queue").Body
		Expect(page).To(And(ContainSubstring("call of command weather"), ContainSubstring(chat.Mask(bobNumber)[1:])))
		Expect(page).NotTo(Or(ContainSubstring("oslo"), ContainSubstring(bobNumber[1:])))

		b := w.browser().signInBy(adminToken)
		Expect(b.post("/queue/default/empty", "confirm", "yes").Status).To(Equal(http.StatusUnprocessableEntity))
		Expect(b.get("/queue").Body).To(ContainSubstring("call of command weather"))
		Expect(b.post("/queue/default/empty", "confirm", "default").Status).To(Equal(http.StatusSeeOther))
		Expect(b.get("/queue").Body).To(And(ContainSubstring("1 text was dropped"), ContainSubstring("Nothing waits")))
	})
})
