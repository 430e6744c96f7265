package delivery

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("a pool", func() {
	It("tells who gives back the first worker after all were busy", func() {
		p := newPool(2)
		p.take()
		Expect(p.free()).To(BeTrue())
		p.take()
		Expect(p.free()).To(BeFalse())
		Expect(p.give()).To(BeTrue())
		Expect(p.give()).To(BeFalse())
	})
})
