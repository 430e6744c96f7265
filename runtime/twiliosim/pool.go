package twiliosim

import (
	"net/http"
	"net/url"
	"slices"
)

// routePool serves the numbers or the short codes of a Messaging Service.
func (q *call) routePool(service *Service, parts []string, short bool) error {
	if len(parts) == 0 {
		return q.methods(func() error { return q.listPool(service, short) }, func() error { return q.joinPool(service, short) }, nil)
	}
	members := poolOf(service, short)
	i := slices.IndexFunc(members, func(n *Number) bool { return n.sid == parts[0] })
	if i < 0 || len(parts) > 1 {
		return notFound(q.r.URL.Path)
	}
	return q.methods(func() error { return q.json(http.StatusOK, q.poolBody(service, members[i])) }, nil,
		func() error { service.remove(members[i]); return q.noContent() })
}

func poolOf(service *Service, short bool) []*Number {
	return slices.DeleteFunc(service.Numbers(), func(n *Number) bool { return (n.kind == ShortCode) != short })
}

func (q *call) listPool(service *Service, short bool) error {
	key := "phone_numbers"
	if short {
		key = "short_codes"
	}
	return listV1(q, key, poolOf(service, short), (*Number).SID, func(n *Number) any { return q.poolBody(service, n) })
}

// joinPool adds a number, which can be in one service only.
func (q *call) joinPool(service *Service, short bool) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	name := "PhoneNumberSid"
	if short {
		name = "ShortCodeSid"
	}
	n := q.sim.numbers.bySID(q.account, url.Values(form).Get(name))
	switch {
	case n == nil || (n.kind == ShortCode) != short:
		return notFound(q.r.URL.Path)
	case n.inService() == service:
		return &Problem{Status: http.StatusConflict, Code: 21710, Message: "Phone Number or Short Code is already in the Messaging Service."}
	case !service.Add(n):
		return &Problem{Status: http.StatusConflict, Code: 21712, Message: "Phone Number or Short Code is associated with another Messaging Service."}
	}
	return q.json(http.StatusCreated, q.poolBody(service, n))
}

func (q *call) poolBody(service *Service, n *Number) map[string]any {
	key, path := "phone_number", "PhoneNumbers"
	if n.kind == ShortCode {
		key, path = "short_code", "ShortCodes"
	}
	capabilities := []string{"SMS"}
	if n.canMMS() {
		capabilities = append(capabilities, "MMS")
	}
	return map[string]any{"sid": n.sid, "account_sid": q.account.sid, "service_sid": service.sid, "date_created": iso8601(n.created),
		"date_updated": iso8601(n.created), key: n.address, "country_code": n.country, "capabilities": capabilities,
		"url": q.sim.origin(q.r) + "/v1/Services/" + service.sid + "/" + path + "/" + n.sid}
}

// listV1 answers with one page of a list of a v1 API: a meta object with absolute addresses.
func listV1[T any](q *call, key string, items []T, sid func(T) string, body func(T) any) error {
	p, err := pageOf(q.r)
	if err != nil {
		return err
	}
	shown, token := cut(p, items, sid)
	bodies := make([]any, len(shown))
	for i, item := range shown {
		bodies[i] = body(item)
	}
	base := q.sim.origin(q.r)
	meta := map[string]any{"page": p.number, "page_size": p.size, "key": key, "url": base + p.uri(p.number, p.token),
		"first_page_url": base + p.uri(0, ""), "previous_page_url": nil, "next_page_url": nil}
	if token != "" {
		meta["next_page_url"] = base + p.uri(p.number+1, token)
	}
	if p.number > 0 {
		meta["previous_page_url"] = base + p.uri(p.number-1, "")
	}
	return q.json(http.StatusOK, map[string]any{"meta": meta, key: bodies})
}
