package twiliosim

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// offer is a number for sale.
type offer struct {
	address string
	kind    NumberType
	area    area
	rules   plan
}

// plan is a block of numbers that a country has for sale.
type plan struct {
	country string
	kind    NumberType
	// pattern has a # for each digit that differs between numbers.
	pattern string
	// address is the kind of address the buyer must have, bundle whether papers are wanted too.
	address  string
	bundle   bool
	sms, mms bool
}

// plans are the blocks outside the area codes of the US and Canada.
var plans = []plan{
	{"US", TollFree, "+1833#######", "none", false, true, true},
	{"US", TollFree, "+1844#######", "none", false, true, true},
	{"US", TollFree, "+1888#######", "none", false, true, true},
	{"CA", TollFree, "+1855#######", "none", false, true, true},
	{"GB", Local, "+44203#######", "any", true, false, false},
	{"GB", Mobile, "+4474########", "none", true, true, false},
	{"GB", TollFree, "+44808#######", "any", true, false, false},
	{"AU", Local, "+6128#######", "any", true, false, false},
	{"AU", Mobile, "+6148#######", "any", true, true, true},
	{"AU", TollFree, "+611800######", "any", true, false, false},
	{"DE", Local, "+4930########", "local", true, false, false},
	{"DE", Mobile, "+491573#######", "local", true, true, false},
	{"FR", Mobile, "+33644######", "any", true, true, false},
	{"SE", Mobile, "+46769######", "none", false, true, false},
	{"NL", Mobile, "+3197010######", "any", true, true, false},
	{"IE", Mobile, "+35387#######", "any", true, true, false},
	{"AT", Mobile, "+43676#######", "local", true, true, false},
	{"CH", Mobile, "+4176#######", "any", true, true, false},
}

// countryNames are the countries with numbers for sale.
var countryNames = map[string]string{"US": "United States", "CA": "Canada", "GB": "United Kingdom", "AU": "Australia",
	"DE": "Germany", "FR": "France", "SE": "Sweden", "NL": "Netherlands", "IE": "Ireland", "AT": "Austria", "CH": "Switzerland"}

// typesIn lists what kinds of numbers a country has, sorted.
func typesIn(country string) []NumberType {
	var kinds []NumberType
	if country == "US" || country == "CA" {
		kinds = append(kinds, Local)
	}
	for _, p := range plans {
		if p.country == country && !slices.Contains(kinds, p.kind) {
			kinds = append(kinds, p.kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// offers lists a country's stock of one type: the same in every run, areas mixed.
func (s *Sim) offers(country string, kind NumberType, areaCode string) []offer {
	var blocks []offer
	if kind == Local && (country == "US" || country == "CA") {
		for _, a := range areasOf(country) {
			rules := plan{country, Local, "+1" + a.code + "#######", "none", false, true, true}
			blocks = append(blocks, offer{kind: kind, area: a, rules: rules})
		}
	}
	for _, p := range plans {
		if p.country == country && p.kind == kind {
			code := ""
			if strings.HasPrefix(p.pattern, "+1") {
				code = p.pattern[2:5]
			}
			blocks = append(blocks, offer{kind: kind, area: area{code: code, country: country}, rules: p})
		}
	}
	blocks = slices.DeleteFunc(blocks, func(b offer) bool { return areaCode != "" && b.area.code != areaCode })
	return s.unfold(blocks)
}

// unfold makes the single numbers of blocks, leaving out what is sold.
func (s *Sim) unfold(blocks []offer) []offer {
	var stock []offer
	for i := range s.opts.StockPerArea {
		for _, b := range blocks {
			b.address = fill(b.rules.pattern, i)
			if s.numbers.forSale(b.area.code, b.address) {
				stock = append(stock, b)
			}
		}
	}
	return stock
}

// fill makes the i-th number of a pattern. Neighbours look unrelated and none repeats.
func fill(pattern string, i int) string {
	digits := strings.Count(pattern, "#")
	size := 1
	for range digits {
		size *= 10
	}
	hash := fnv.New32a()
	hash.Write([]byte(pattern))
	n := (int(hash.Sum32()) + i*7919) % size // 7919 is prime and divides no power of ten
	text := fmt.Sprintf("%0*d", digits, n)
	if digits == 7 && strings.HasPrefix(pattern, "+1") {
		text = exchange(text)
	}
	return strings.Replace(pattern, strings.Repeat("#", digits), text, 1)
}

// exchange makes seven digits a valid North American number: no leading 0 or 1, no N11, no 555.
func exchange(seven string) string {
	digits := []byte(seven)
	if digits[0] < '2' {
		digits[0] += 2 + digits[6]%6
	}
	if digits[1] == '1' && digits[2] == '1' || string(digits[:3]) == "555" {
		digits[1] = '4'
	}
	return string(digits)
}

// find returns the offer of an exact number, false if it is not for sale.
func (s *Sim) find(e164 string) (offer, bool) {
	for _, country := range []string{"US", "CA", "GB", "AU", "DE", "FR", "SE", "NL", "IE", "AT", "CH"} {
		for _, kind := range typesIn(country) {
			code := ""
			if strings.HasPrefix(e164, "+1") && len(e164) == 12 {
				code = e164[2:5]
			}
			for _, o := range s.offers(country, kind, code) {
				if o.address == e164 {
					return o, true
				}
			}
		}
	}
	return offer{}, false
}

// kindOf tells type and country of a number.
func kindOf(e164 string) (NumberType, string) {
	for _, p := range plans {
		prefix, _, _ := strings.Cut(p.pattern, "#")
		if strings.HasPrefix(e164, prefix) && len(e164) == len(p.pattern) {
			return p.kind, p.country
		}
	}
	if len(e164) == 12 && slices.Contains([]string{"+1800", "+1822", "+1833", "+1844", "+1855", "+1866", "+1877", "+1888"}, e164[:5]) {
		return TollFree, "US"
	}
	return Local, countryOf(e164)
}

// countryOf returns the ISO code of a number's country, "" if it has none.
func countryOf(e164 string) string {
	number, err := phonenumbers.Parse(e164, "")
	if err != nil {
		return ""
	}
	if country := phonenumbers.GetRegionCodeForNumber(number); country != "" {
		return country
	}
	return phonenumbers.GetRegionCodeForCountryCode(int(number.GetCountryCode()))
}

// nationalFormat writes a North American number as "(415) 555-0100" and leaves others alone.
func nationalFormat(e164 string) string {
	if len(e164) != 12 || !strings.HasPrefix(e164, "+1") {
		return e164
	}
	return "(" + e164[2:5] + ") " + e164[5:8] + "-" + e164[8:]
}
