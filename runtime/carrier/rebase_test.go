package carrier_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"github.com/smackdev/smack/runtime/carrier"
)

var _ = DescribeTable("An address of twilio.com moves under the base URL", func(base, address, want string) {
	Expect(carrier.Rebase(base, address)).To(Equal(want))
},
	Entry("the default", "", "https://api.twilio.com/2010-04-01/A.json?x=1", "https://api.twilio.com/2010-04-01/A.json?x=1"),
	Entry("another product", "", "https://messaging.twilio.com/v1/Services", "https://messaging.twilio.com/v1/Services"),
	Entry("a region", "https://api.dublin.ie1.twilio.com", "https://api.twilio.com/a", "https://api.dublin.ie1.twilio.com/a"),
	Entry("another product in a region", "https://api.dublin.ie1.twilio.com", "https://messaging.twilio.com/a", "https://messaging.dublin.ie1.twilio.com/a"),
	Entry("another carrier", "https://x.signalwire.com/api/laml", "https://api.twilio.com/2010-04-01/A.json", "https://x.signalwire.com/api/laml/2010-04-01/A.json"),
	Entry("a next page that brings the prefix along", "https://x.signalwire.com/api/laml", "https://api.twilio.com/api/laml/2010-04-01/A.json?Page=1", "https://x.signalwire.com/api/laml/2010-04-01/A.json?Page=1"),
	Entry("a simulator", "http://127.0.0.1:8000", "https://messaging.twilio.com/v1/S?PageToken=a%2Fb", "http://127.0.0.1:8000/v1/S?PageToken=a%2Fb"),
	Entry("an escaped SID", "http://h/p", "https://api.twilio.com/2010-04-01/a%2Fb.json", "http://h/p/2010-04-01/a%2Fb.json"),
)

var _ = DescribeTable("Metrics name a call without any SID", func(method, path, want string) {
	Expect(carrier.Operation(method, path)).To(Equal(want))
},
	Entry("a list", "GET", "/2010-04-01/Accounts/AC0123/Messages.json", "GET Messages"),
	Entry("one of a list", "GET", "/2010-04-01/Accounts/AC0123/IncomingPhoneNumbers/PN99.json", "GET IncomingPhoneNumbers"),
	Entry("short codes", "POST", "/2010-04-01/Accounts/AC0123/SMS/ShortCodes/SC1.json", "POST ShortCodes"),
	Entry("a search", "GET", "/2010-04-01/Accounts/AC0123/AvailablePhoneNumbers/US/TollFree.json", "GET TollFree"),
	Entry("a service", "POST", "/v1/Services/MG1/PhoneNumbers", "POST PhoneNumbers"),
	Entry("nothing known", "GET", "/1/2", "GET API"),
)

var _ = DescribeTable("Numbers are masked", func(text, want string) {
	Expect(carrier.MaskNumbers(text)).To(Equal(want))
},
	Entry("a US number", "to +14155550101 failed", "to +1415•••0101 failed"),
	Entry("two numbers", "+14155550101,+442071838750", "+1415•••0101,+4420•••8750"),
	Entry("a short number", "+4912345", "+491•••2345"),
	Entry("no number", "error 21211 (HTTP 400)", "error 21211 (HTTP 400)"),
)
