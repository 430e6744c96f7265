package chat

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A picture that is too large", func() {
	told := notice(annNumber, "Pictures over 5 MB and other files over 500 KB can't be sent. Yours was left out.")
	small := Media{URL: "https://sms.example.com/media/1", ContentType: "image/jpeg"}
	large := func(body string, media ...Media) Text {
		text := sms(annNumber, body, media...)
		text.TooLarge = 1
		return text
	}

	DescribeTable("is left out, the rest goes, the sender is told",
		func(text Text, want Outcome) {
			Expect(fridayClub().hears(text)).To(Equal(want))
		},
		Entry("with words", large("look"), outcome(KindChat, told, said(1, "Ann: look"))),
		Entry("with another picture", large("", small), outcome(KindChat, told, said(1, "Ann: (picture)", small))),
		Entry("alone", large(""), outcome(KindTooLarge, told)),
	)
})
