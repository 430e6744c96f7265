package chat

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// ErrNoNumber is what ParseE164 says of text that is no phone number anywhere.
var ErrNoNumber = errors.New("not a phone number")

// ErrNoCarrierNumber is what CarrierNumber says of a From or To that no carrier sends.
var ErrNoCarrierNumber = errors.New("not a carrier's number")

// maxCarrierNumber bounds a From or To in bytes; "whatsapp:+" and 15 digits are 25.
const maxCarrierNumber = 64

// ParseE164 reads a number as people type it, without a country code as one of region
// (ISO 3166). An extension is dropped: no SMS reaches one. The error wraps ErrNoNumber.
func ParseE164(s, region string) (E164, error) {
	parsed, err := parseNumber(s, region)
	if err != nil {
		return "", err
	}
	return formatNumber(parsed), nil
}

func parseNumber(s, region string) (*phonenumbers.PhoneNumber, error) {
	parsed, err := phonenumbers.Parse(s, region)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoNumber, err)
	}
	if !phonenumbers.IsValidNumber(parsed) {
		return nil, fmt.Errorf("%w: no country has it", ErrNoNumber)
	}
	return parsed, nil
}

func formatNumber(parsed *phonenumbers.PhoneNumber) E164 {
	return E164(phonenumbers.Format(parsed, phonenumbers.E164))
}

// CarrierNumber takes From or To of a carrier's request as it is: an E.164 number, a
// short code, a sender's name. The error wraps ErrNoCarrierNumber.
func CarrierNumber(s string) (E164, error) {
	switch {
	case s == "":
		return "", fmt.Errorf("%w: it is empty", ErrNoCarrierNumber)
	case len(s) > maxCarrierNumber:
		return "", fmt.Errorf("%w: it is longer than %d bytes", ErrNoCarrierNumber, maxCarrierNumber)
	case strings.ContainsFunc(s, unicode.IsControl):
		return "", fmt.Errorf("%w: it holds control characters", ErrNoCarrierNumber)
	}
	return E164(s), nil
}

// Mask hides enough of a number to log it: "+14155556225" is "+1415•••6225". Of short
// ones less is shown.
func Mask(n E164) string {
	const dots = "•••"
	switch {
	case len(n) >= 12:
		return string(n[:5]) + dots + string(n[len(n)-4:])
	case len(n) >= 8:
		return string(n[:3]) + dots + string(n[len(n)-2:])
	case len(n) > 4:
		return dots + string(n[len(n)-2:])
	default:
		return dots
	}
}

// Country is the ISO 3166 country that the number belongs to, on whatever channel; "" for
// short codes and numbers of no country.
func (n E164) Country() string {
	parsed, err := phonenumbers.Parse(string(n.bare()), "")
	if err != nil {
		return ""
	}
	return country(parsed)
}

func country(parsed *phonenumbers.PhoneNumber) string {
	region := phonenumbers.GetRegionCodeForNumber(parsed)
	if len(region) != 2 || region == "ZZ" {
		return ""
	}
	return region
}

// MobileCapable says whether a mobile phone may be behind the number, as far as the
// numbering plan tells.
func (n E164) MobileCapable() bool {
	parsed, err := phonenumbers.Parse(string(n), "")
	if err != nil {
		return false
	}
	return mobileCapable(parsed)
}

func mobileCapable(parsed *phonenumbers.PhoneNumber) bool {
	kind := phonenumbers.GetNumberType(parsed)
	return kind == phonenumbers.MOBILE || kind == phonenumbers.FIXED_LINE_OR_MOBILE
}

// typedNumber is a number that somebody typed, and what its numbering plan tells. The
// zero typedNumber is text that is no number.
type typedNumber struct {
	number  E164
	country string
	mobile  bool
}

func readNumber(s, region string) typedNumber {
	parsed, err := parseNumber(s, region)
	if err != nil {
		return typedNumber{}
	}
	return typedNumber{number: formatNumber(parsed), country: country(parsed), mobile: mobileCapable(parsed)}
}

// bare is the number without a channel's name in front ("whatsapp:+14155550100").
func (n E164) bare() E164 { return n[strings.LastIndexByte(string(n), ':')+1:] }

// answerable says whether a text can be sent there: a sender's name ("MYBANK") takes
// none.
func (n E164) answerable() bool {
	n = n.bare()
	return n != "" && (n[0] == '+' || n[0] >= '0' && n[0] <= '9')
}
