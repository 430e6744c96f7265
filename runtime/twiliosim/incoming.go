package twiliosim

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// routeNumbers serves IncomingPhoneNumbers and what is below it.
func (q *call) routeNumbers(parts []string) error {
	if len(parts) == 0 {
		return q.methods(func() error { return q.listNumbers("") }, func() error { return q.buyNumber("") }, nil)
	}
	if kind, ok := typePaths[parts[0]]; ok && len(parts) == 1 {
		return q.methods(func() error { return q.listNumbers(kind) }, func() error { return q.buyNumber(kind) }, nil)
	}
	n := q.sim.numbers.bySID(q.account, parts[0])
	if n == nil || n.kind == ShortCode || len(parts) > 1 {
		return notFound(q.r.URL.Path)
	}
	return q.methods(
		func() error { return q.json(http.StatusOK, n.body()) },
		func() error { return q.updateNumber(n) },
		func() error { return q.releaseNumber(n) })
}

// listNumbers lists what the account owns: FriendlyName exactly, PhoneNumber in parts.
func (q *call) listNumbers(kind NumberType) error {
	query := q.r.URL.Query()
	pattern, err := numberPattern(query.Get("PhoneNumber"))
	if err != nil {
		return err
	}
	newest := q.sim.faults.listHorizon(q.r, q.sim.now())
	mine := slices.DeleteFunc(q.sim.numbers.of(q.account), func(n *Number) bool {
		return n.kind == ShortCode || kind != "" && n.kind != kind || !pattern.MatchString(n.address) ||
			query.Has("FriendlyName") && query.Get("FriendlyName") != n.FriendlyName() ||
			query.Get("Origin") == "hosted" || n.created.After(newest)
	})
	q.sim.counts.NumberLists.Add(1)
	return list(q, "incoming_phone_numbers", mine, (*Number).SID, func(n *Number) any { return n.body() })
}

// numberPattern turns a partial number, in which * is any digit, into an expression.
func numberPattern(text string) (*regexp.Regexp, error) {
	pattern, err := regexp.Compile(strings.ReplaceAll(regexp.QuoteMeta(text), `\*`, "[0-9]"))
	if err != nil {
		return nil, bad(20001, "PhoneNumber can't be matched: %s", err)
	}
	return pattern, nil
}

// buyNumber sells a number, by PhoneNumber or by AreaCode. It is not idempotent, like Twilio's.
func (q *call) buyNumber(kind NumberType) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	chosen, err := q.sim.choose(url.Values(form), kind)
	if err != nil {
		return err
	}
	n := q.sim.newNumber(q.account, chosen.address)
	n.kind, n.country = chosen.kind, chosen.rules.country
	if err := apply(&n.set, form); err != nil {
		return err
	}
	if err := papers(chosen.rules, n.set); err != nil {
		return err
	}
	if chosen.address != magicValid && !q.sim.numbers.add(n) {
		return bad(21422, "Invalid parameter: PhoneNumber %s is not available", chosen.address)
	}
	q.sim.counts.Purchases.Add(1)
	q.sim.publish(Event{Kind: EventNumberBought, Number: n.address, SID: n.sid})
	return q.json(http.StatusCreated, n.body())
}

// choose finds the number that a purchase asks for.
func (s *Sim) choose(form url.Values, kind NumberType) (offer, error) {
	address, code := form.Get("PhoneNumber"), form.Get("AreaCode")
	if problem := magicPurchase(address); problem != nil {
		return offer{}, problem
	}
	switch {
	case address == magicValid:
		return offer{address: address, kind: Local, rules: plan{country: "US", sms: true, mms: true}}, nil
	case address != "":
		return s.chooseExact(address, kind)
	case code != "":
		return s.chooseInArea(code)
	}
	return offer{}, bad(21421, "PhoneNumber or AreaCode is required")
}

func (s *Sim) chooseExact(address string, kind NumberType) (offer, error) {
	if !isE164(address) {
		return offer{}, bad(21421, "The phone number %s is invalid", address)
	}
	chosen, ok := s.find(address)
	if !ok || kind != "" && chosen.kind != kind {
		return offer{}, bad(21422, "Invalid parameter: PhoneNumber %s is not available", address)
	}
	return chosen, nil
}

func (s *Sim) chooseInArea(code string) (offer, error) {
	for _, country := range []string{"US", "CA"} {
		for _, kind := range typesIn(country) {
			if stock := s.offers(country, kind, code); len(stock) > 0 {
				return stock[0], nil
			}
		}
	}
	return offer{}, bad(21452, "No phone numbers found in area code %s", code)
}

// papers checks that the buyer has what the country asks for.
func papers(rules plan, set settings) error {
	if rules.address != "none" && rules.address != "" && set.addressSID == "" {
		return bad(21631, "Phone Number Requires an Address but the 'AddressSid' parameter was empty")
	}
	if rules.bundle && set.bundleSID == "" {
		return bad(21649, "Bundle required: Phone Number requires a regulatory bundle but the 'BundleSid' parameter was empty")
	}
	return nil
}

func (q *call) updateNumber(n *Number) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	set := n.settings()
	if err := apply(&set, form); err != nil {
		return err
	}
	n.change(func(s *settings) { *s = set })
	q.sim.counts.NumberUpdates.Add(1)
	q.sim.publish(Event{Kind: EventNumberUpdated, Number: n.address, SID: n.sid})
	return q.json(http.StatusOK, n.body())
}

// releaseNumber gives a number up. It is gone for good: Twilio has no undo and no grace period.
func (q *call) releaseNumber(n *Number) error {
	if n.settings().voice.emergencyAddressSID != "" {
		return bad(20001, "The number %s has an emergency address: unregister it before the number is released", n.address)
	}
	if !q.sim.numbers.remove(n) {
		return notFound(q.r.URL.Path)
	}
	if service := n.inService(); service != nil {
		service.remove(n)
	}
	q.sim.counts.Releases.Add(1)
	q.sim.publish(Event{Kind: EventNumberReleased, Number: n.address, SID: n.sid})
	return q.noContent()
}
