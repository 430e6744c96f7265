package carrier

import "unicode/utf16"

// MaxBody is how long a body may be, in UTF-16 units; Twilio refuses longer ones with 21617.
// Source: https://www.twilio.com/docs/api/errors/21617
const MaxBody = 1600

// Encoding is how a text travels.
type Encoding string

// The encodings of SMS (3GPP TS 23.038).
const (
	GSM7 Encoding = "GSM-7"
	UCS2 Encoding = "UCS-2"
)

// Count is what a text costs.
type Count struct {
	Encoding Encoding
	// Segments is what the carrier charges and rates are counted in; at least 1.
	Segments int
	// Units are septets in GSM-7 and UTF-16 units in UCS-2.
	Units int
}

// capacity is how many units fit one segment: alone, and as one of several, where a
// header takes six bytes (3GPP TS 23.040).
type capacity struct{ alone, joined int }

var capacities = map[Encoding]capacity{GSM7: {160, 153}, UCS2: {70, 67}}

// Segments counts a text as the carrier does. One character outside GSM-7 turns the
// whole text to UCS-2; an escaped character, a surrogate pair and what a reader sees as
// one character are never split between segments.
func Segments(body string) Count {
	if units, ok := septets(body); ok {
		return Count{Encoding: GSM7, Units: units, Segments: pack(GSM7, units, func(yield func(int)) {
			for _, r := range body {
				yield(gsmUnits(r))
			}
		})}
	}
	units := utf16Units(body)
	return Count{Encoding: UCS2, Units: units, Segments: pack(UCS2, units, func(yield func(int)) {
		clusters(body, yield)
	})}
}

// pack fills segments in order; cells yields the sizes of what cannot be split.
func pack(e Encoding, units int, cells func(yield func(int))) int {
	fits := capacities[e]
	if units <= fits.alone {
		return 1
	}
	segments, used := 1, 0
	cells(func(size int) {
		if used+size > fits.joined {
			segments, used = segments+1, 0
		}
		used += size
	})
	return segments
}

// septets counts a text in GSM-7, or says that it has a character outside it.
func septets(body string) (int, bool) {
	n := 0
	for _, r := range body {
		u := gsmUnits(r)
		if u == 0 {
			return 0, false
		}
		n += u
	}
	return n, true
}

func utf16Units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
