package e2e_test

import (
	"context"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/sandbox/talk"
)

// The three phones.
var (
	ann = talk.Ann
	bob = talk.Bob
	cid = talk.Cid
)

// phones are those of people who text the sample.
func phones() talk.Phones {
	return talk.Phones{
		Carrier: talk.Carrier{URL: box.Carrier}, Room: box.Number,
		Broken: func(err error) { Fail("looking at a phone: " + err.Error()) },
	}
}

// owned are the numbers that are owned at the carrier.
func owned() []talk.Number {
	GinkgoHelper()
	numbers, err := talk.Carrier{URL: box.Carrier}.Numbers(context.Background())
	Expect(err).NotTo(HaveOccurred())
	return numbers
}
