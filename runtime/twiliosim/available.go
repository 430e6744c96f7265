package twiliosim

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// routeAvailable serves AvailablePhoneNumbers and what is below it.
func (q *call) routeAvailable(parts []string) error {
	switch len(parts) {
	case 0:
		return q.methods(q.listCountries, nil, nil)
	case 1:
		return q.methods(func() error { return q.fetchCountry(parts[0]) }, nil, nil)
	case 2:
		return q.methods(func() error { return q.searchNumbers(parts[0], parts[1]) }, nil, nil)
	}
	return notFound(q.r.URL.Path)
}

// typePaths are the last parts of the paths under which numbers are searched.
var typePaths = map[string]NumberType{"Local": Local, "TollFree": TollFree, "Mobile": Mobile}

func (q *call) countryBody(code string) map[string]any {
	uris := map[string]string{}
	for _, kind := range typesIn(code) {
		name := map[NumberType]string{Local: "Local", TollFree: "TollFree", Mobile: "Mobile"}[kind]
		key := map[NumberType]string{Local: "local", TollFree: "toll_free", Mobile: "mobile"}[kind]
		uris[key] = q.account.path("AvailablePhoneNumbers/" + code + "/" + name)
	}
	return map[string]any{"beta": false, "country": countryNames[code], "country_code": code,
		"subresource_uris": uris, "uri": q.account.path("AvailablePhoneNumbers/" + code)}
}

func (q *call) listCountries() error {
	var countries []any
	for _, code := range sortedKeys(countryNames) {
		countries = append(countries, q.countryBody(code))
	}
	return q.json(http.StatusOK, map[string]any{"countries": countries, "uri": q.r.URL.Path})
}

func (q *call) fetchCountry(code string) error {
	if countryNames[code] == "" {
		return notFound(q.r.URL.Path)
	}
	return q.json(http.StatusOK, q.countryBody(code))
}

// searchNumbers answers with all that fit, up to the page size: Twilio does not page this list.
func (q *call) searchNumbers(country, path string) error {
	kind, known := typePaths[path]
	if !known || !slices.Contains(typesIn(country), kind) {
		return notFound(q.r.URL.Path)
	}
	p, err := pageOf(q.r)
	if err != nil {
		return err
	}
	wanted, err := filterOf(p.query)
	if err != nil {
		return err
	}
	q.sim.counts.Searches.Add(1)
	found := []any{}
	for _, o := range q.sim.offers(country, kind, p.query.Get("AreaCode")) {
		if len(found) < p.size && wanted.fits(o) {
			found = append(found, o.body())
		}
	}
	return q.json(http.StatusOK, map[string]any{"available_phone_numbers": found, "uri": q.r.URL.RequestURI()})
}

// filter is what a search asks for.
type filter struct {
	query   url.Values
	pattern *regexp.Regexp
}

var areaCodePattern = regexp.MustCompile(`^[0-9]{3}$`)

func filterOf(query url.Values) (filter, error) {
	f := filter{query: query}
	if code := query.Get("AreaCode"); code != "" && !areaCodePattern.MatchString(code) {
		return f, bad(20001, "AreaCode must be three digits")
	}
	if contains := query.Get("Contains"); contains != "" {
		if len(contains) < 2 || len(contains) > 16 {
			return f, bad(20001, "Contains must have 2 to 16 characters")
		}
		pattern, err := containsPattern(contains)
		if err != nil {
			return f, err
		}
		f.pattern = pattern
	}
	return f, nil
}

// keypad maps letters to the digits of a telephone.
const keypad = "22233344455566677778889999"

// containsPattern turns Twilio's search pattern into an expression: * is one digit, % any
// number of them, + the start, $ the end, and letters stand for their digits on a keypad.
func containsPattern(text string) (*regexp.Regexp, error) {
	var b strings.Builder
	for i, r := range strings.ToUpper(text) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			b.WriteByte(keypad[r-'A'])
		case r == '*':
			b.WriteString("[0-9]")
		case r == '%':
			b.WriteString("[0-9]*")
		case r == '+' && i == 0:
			b.WriteString(`^\+`)
		case r == '$' && i == len(text)-1:
			b.WriteString("$")
		default:
			return nil, bad(20001, "Contains has a character that is not allowed: %c", r)
		}
	}
	return regexp.MustCompile(b.String()), nil
}

// fits tells whether a number is what the search asks for.
func (f filter) fits(o offer) bool {
	place := o.area.place
	if f.pattern != nil && !f.pattern.MatchString(o.address) {
		return false
	}
	return f.equal("InRegion", o.area.region) && f.equal("InLocality", place.locality) &&
		f.equal("InPostalCode", place.postalCode) && f.equal("InLata", place.lata) && f.equal("InRateCenter", place.rateCenter) &&
		f.flag("SmsEnabled", o.rules.sms) && f.flag("MmsEnabled", o.rules.mms) && f.flag("VoiceEnabled", true) && f.flag("FaxEnabled", false) &&
		!(f.query.Get("ExcludeAllAddressRequired") == "true" && o.rules.address != "none") &&
		!(f.query.Get("ExcludeLocalAddressRequired") == "true" && o.rules.address == "local") &&
		!(f.query.Get("ExcludeForeignAddressRequired") == "true" && o.rules.address == "foreign")
}

func (f filter) equal(name, value string) bool {
	wanted := f.query.Get(name)
	return wanted == "" || strings.EqualFold(wanted, value)
}

// flag matches a capability: "true" and "false" both select, as at Twilio.
func (f filter) flag(name string, has bool) bool {
	wanted, err := strconv.ParseBool(f.query.Get(name))
	return err != nil || wanted == has
}

// body is the JSON of a number for sale.
func (o offer) body() map[string]any {
	place := o.area.place
	return map[string]any{
		"address_requirements": o.rules.address, "beta": false,
		"capabilities":  map[string]bool{"voice": true, "sms": o.rules.sms, "mms": o.rules.mms},
		"friendly_name": nationalFormat(o.address), "iso_country": o.rules.country, "phone_number": o.address,
		"lata": orNull(place.lata), "latitude": orNull(place.latitude), "longitude": orNull(place.longitude),
		"locality": orNull(place.locality), "postal_code": orNull(place.postalCode),
		"rate_center": orNull(place.rateCenter), "region": orNull(o.area.region)}
}

// orNull is JSON's null for an empty text.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
