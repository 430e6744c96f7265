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
// or 0 and the name; a length and a kind; and the value.

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

// The kinds of packed values.
const (
	asItIs = iota
	// asSID is two letters and 32 hexadecimal digits, in 18 bytes.
	asSID
	// asMessage is the value of MessageSid.
	asMessage
	kinds
)

const sidDigits = 32

// packFields packs what the carrier sent; known names first, in a fixed order.
func packFields(fields map[string]string) []byte {
	packed := make([]byte, 0, 256)
	known := 0
	for i, name := range parameters {
		if value, ok := fields[name]; ok {
			packed = append(packed, byte(i+1))
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

func packValue(packed []byte, name, value string, fields map[string]string) []byte {
	if name != "MessageSid" && value != "" && value == fields["MessageSid"] {
		return binary.AppendUvarint(packed, asMessage)
	}
	if isSID(value) {
		packed = binary.AppendUvarint(packed, uint64(2+sidDigits/2)*kinds+asSID)
		packed, _ = hex.AppendDecode(append(packed, value[:2]...), []byte(value[2:])) // isSID has checked
		return packed
	}
	return append(binary.AppendUvarint(packed, uint64(len(value))*kinds+asItIs), value...)
}

// isSID knows what is restored to the same text: lower-case digits alone.
func isSID(value string) bool {
	return len(value) == 2+sidDigits && strings.Trim(value[2:], "0123456789abcdef") == ""
}

var errPacked = errors.New("the carrier's fields cannot be read")

// unpackFields is the inverse of packFields.
func unpackFields(packed string) (map[string]string, error) {
	fields := map[string]string{}
	for rest := packed; rest != ""; {
		name, after, err := unpackName(rest)
		if err != nil {
			return nil, err
		}
		n, text, ok := cutUvarint(after)
		size, kind := n/kinds, n%kinds
		if !ok || size > uint64(len(text)) {
			return nil, errPacked
		}
		fields[name], rest = unpackValue(kind, text[:size], fields), text[size:]
	}
	return fields, nil
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

func unpackValue(kind uint64, text string, fields map[string]string) string {
	switch {
	case kind == asMessage:
		return fields["MessageSid"]
	case kind == asSID && len(text) > 2:
		return text[:2] + hex.EncodeToString([]byte(text[2:]))
	}
	return text
}

func cutUvarint(text string) (n uint64, rest string, ok bool) {
	n, size := binary.Uvarint([]byte(text[:min(len(text), binary.MaxVarintLen64)]))
	if size <= 0 {
		return 0, "", false
	}
	return n, text[size:], true
}
