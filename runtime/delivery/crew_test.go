package delivery

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("a crew", func() {
	It("does everything at once, and its hands stay for what comes next", func() {
		c := newCrew()
		inside, out := make(chan bool), make(chan bool)
		task := func() {
			inside <- true
			<-out
		}
		for range 3 {
			c.do(task)
			Eventually(inside).Should(Receive())
		}
		close(out)
		for range 3 {
			Eventually(c.tasks).Should(BeSent(func() { inside <- true }), "an idle hand")
			Eventually(inside).Should(Receive())
		}
		c.dismiss()
	})
})
