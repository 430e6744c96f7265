package store

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"maps"
	"slices"
	"strings"
)

// What the carrier sent with a text is kept with the member and with the message, every
// parameter of it. As JSON that would be the largest part of both, most of it the names and
// the same SID three times over, so it is packed: for each parameter a byte for its name,
// or 0 and the name; a length and a kind; and the value. Where all that come with every text
// are there, one byte stands for their names. What takes six bytes more or less decides
// between two sizes of Redis's allocator, for each member (128, 160, 192 bytes).

// parameters are the names that Twilio sends with a text. A name's place is what is kept,
// so new ones go to the end.
// Source: https://www.twilio.com/docs/messaging/guides/webhook-request
var parameters = [...]string{
	"MessageSid", "From", "To", "Body", "AccountSid", "ApiVersion", "SmsSid", "SmsMessageSid", "SmsStatus",
	"NumMedia", "NumSegments", "FromCity", "FromState", "FromZip", "FromCountry", "ToCity", "ToState", "ToZip", "ToCountry",
	"MessagingServiceSid", "OptOutType", "MediaUrl0", "MediaContentType0", "MediaUrl1", "MediaContentType1",
	"ReferralNumMedia", "ProfileName", "WaId", "Forwarded", "FrequentlyForwarded", "ButtonText", "ButtonPayload",
	"MessageType", "ChannelMetadata", "OriginalRepliedMessageSid", "OriginalRepliedMessageSender",
}

// always is how many of parameters come with every text, from the first.
const always = 19

// allNames stands for the names of all that come with every text.
const allNames = 0xff

// usual are values that nearly every text has. Their place is kept, so new ones go to the end.
var usual = [...]string{"received", "2010-04-01", "0", "1", "US", "CA", "GB", "NY", "TX", "FL", "2"}

// The kinds of packed values.
const (
	asItIs = iota
	// asDigits is two letters and 32 hexadecimal digits in 18 bytes, or, in any other size,
	// a + and at most 18 decimal digits, two in a byte, the last f if they are odd.
	asDigits
	// asKnown is the value of MessageSid, or with a number the one at that place of usual.
	asKnown
	kinds
)

const (
	sidDigits = 32
	sidSize   = 2 + sidDigits/2
)

// packFields packs what the carrier sent; known names first, in a fixed order.
func packFields(fields map[string]string) []byte {
	packed := make([]byte, 0, 256)
	whole := hasAll(fields)
	if whole {
		packed = append(packed, allNames)
	}
	known := 0
	for i, name := range parameters {
		if value, ok := fields[name]; ok {
			if !whole || i >= always {
				packed = append(packed, byte(i+1))
			}
			packed = packValue(packed, name, value, fields)
			known++
		}
	}
	if known == len(fields) {
		return packed
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(parameters[:], name) {
			packed = binary.AppendUvarint(append(packed, 0), uint64(len(name)))
			packed = packValue(append(packed, name...), name, fields[name], fields)
		}
	}
	return packed
}

func hasAll(fields map[string]string) bool {
	for _, name := range parameters[:always] {
		if _, ok := fields[name]; !ok {
			return false
		}
	}
	return true
}

func packValue(packed []byte, name, value string, fields map[string]string) []byte {
	if name != "MessageSid" && value != "" && value == fields["MessageSid"] {
		return binary.AppendUvarint(packed, asKnown)
	}
	if i := slices.Index(usual[:], value); i >= 0 {
		return binary.AppendUvarint(packed, uint64(i+1)*kinds+asKnown) // #nosec G115 -- a place in usual
	}
	if isSID(value) {
		packed = binary.AppendUvarint(packed, sidSize*kinds+asDigits)
		packed, _ = hex.AppendDecode(append(packed, value[:2]...), []byte(value[2:])) // isSID has checked
		return packed
	}
	if isNumber(value) {
		digits := value[1:]
		if len(digits)%2 == 1 {
			digits += "f"
		}
		packed = binary.AppendUvarint(packed, uint64(len(digits)/2)*kinds+asDigits)
		packed, _ = hex.AppendDecode(packed, []byte(digits)) // isNumber has checked
		return packed
	}
	return append(binary.AppendUvarint(packed, uint64(len(value))*kinds+asItIs), value...)
}

// isSID knows what is restored to the same text: lower-case digits alone.
func isSID(value string) bool {
	return len(value) == 2+sidDigits && strings.Trim(value[2:], "0123456789abcdef") == ""
}

// isNumber knows an E.164 number, which has 15 digits at most; a few more are none of our
// business, as long as they take less than a SID.
func isNumber(value string) bool {
	return len(value) > 1 && len(value) <= 1+sidSize && value[0] == '+' && strings.Trim(value[1:], "0123456789") == ""
}

var errPacked = errors.New("the carrier's fields cannot be read")

// unpackFields is the inverse of packFields.
func unpackFields(packed string) (map[string]string, error) {
	fields := map[string]string{}
	rest, whole := strings.CutPrefix(packed, string([]byte{allNames}))
	if whole {
		for _, name := range parameters[:always] {
			var err error
			if rest, err = unpackInto(fields, name, rest); err != nil {
				return nil, err
			}
		}
	}
	for rest != "" {
		name, after, err := unpackName(rest)
		if err != nil {
			return nil, err
		}
		if rest, err = unpackInto(fields, name, after); err != nil {
			return nil, err
		}
	}
	return fields, nil
}

// unpackInto reads one value, and returns what is behind it.
func unpackInto(fields map[string]string, name, text string) (rest string, err error) {
	n, text, ok := cutUvarint(text)
	size, kind := n/kinds, n%kinds
	switch {
	case !ok, kind == asKnown && size > uint64(len(usual)), kind != asKnown && size > uint64(len(text)):
		return "", errPacked
	case kind == asKnown && size == 0:
		fields[name] = fields["MessageSid"]
		return text, nil
	case kind == asKnown:
		fields[name] = usual[size-1]
		return text, nil
	case kind == asDigits:
		fields[name] = unpackDigits(text[:size])
	default:
		fields[name] = text[:size]
	}
	return text[size:], nil
}

func unpackName(text string) (name, rest string, err error) {
	if i := int(text[0]); i > 0 {
		if i > len(parameters) {
			return "", "", errPacked
		}
		return parameters[i-1], text[1:], nil
	}
	n, rest, ok := cutUvarint(text[1:])
	if !ok || n > uint64(len(rest)) {
		return "", "", errPacked
	}
	return rest[:n], rest[n:], nil
}

// unpackSID reads a SID that is packed, or as it is.
func unpackSID(text string) string {
	if len(text) == sidSize {
		return text[:2] + hex.EncodeToString([]byte(text[2:]))
	}
	return text
}

func unpackDigits(text string) string {
	if len(text) == sidSize {
		return unpackSID(text)
	}
	return "+" + strings.TrimSuffix(hex.EncodeToString([]byte(text)), "f")
}

func cutUvarint(text string) (n uint64, rest string, ok bool) {
	n, size := binary.Uvarint([]byte(text[:min(len(text), binary.MaxVarintLen64)]))
	if size <= 0 {
		return 0, "", false
	}
	return n, text[size:], true
}
