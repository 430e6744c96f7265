package twiliosim

import "net/http"

// magicValid is the sender that always works and reaches nobody's account in particular, and the
// number that can always be bought: +1 500 555 0006. See https://www.twilio.com/docs/iam/test-credentials.
const magicValid = "+15005550006"

// magicSender returns the error that a magic From number stands for.
func magicSender(from string) *Problem {
	switch from {
	case "+15005550001":
		return bad(21212, "The 'From' number %s is not a valid phone number, shortcode, or alphanumeric sender ID.", from)
	case "+15005550007":
		return bad(21606, "The 'From' phone number %s is not a valid, SMS-capable inbound phone number or short code for your account.", from)
	case "+15005550008":
		return bad(21611, "This 'From' number %s has exceeded the maximum number of queued messages", from)
	}
	return nil
}

// magicRecipient returns the error that a magic To number stands for.
func magicRecipient(to string) *Problem {
	switch to {
	case "+15005550001":
		return bad(21211, "The 'To' number %s is not a valid phone number.", to)
	case "+15005550002":
		return bad(21612, "The 'To' phone number %s is not currently reachable using the 'From' phone number via SMS.", to)
	case "+15005550003":
		return bad(21408, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: %s", to)
	case "+15005550004":
		return bad(21610, "Attempt to send to unsubscribed recipient")
	case "+15005550009":
		return bad(21614, "'To' number is not a valid mobile number: %s", to)
	}
	return nil
}

// magicPurchase returns the error that buying a magic number stands for.
func magicPurchase(number string) *Problem {
	switch number {
	case "+15005550000":
		return &Problem{Status: http.StatusBadRequest, Code: 21422, Message: "Invalid parameter: PhoneNumber " + number + " is not available"}
	case "+15005550001":
		return bad(21421, "The phone number %s is invalid", number)
	}
	return nil
}
