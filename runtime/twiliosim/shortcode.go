package twiliosim

import (
	"net/http"
	"slices"
	"strings"
)

// routeShortCodes serves SMS/ShortCodes: they can be listed and changed, but not bought or released.
func (q *call) routeShortCodes(parts []string) error {
	if len(parts) == 0 {
		return q.methods(q.listShortCodes, nil, nil)
	}
	n := q.sim.numbers.bySID(q.account, parts[0])
	if n == nil || n.kind != ShortCode || len(parts) > 1 {
		return notFound(q.r.URL.Path)
	}
	return q.methods(func() error { return q.json(http.StatusOK, n.shortBody()) },
		func() error { return q.updateShortCode(n) }, nil)
}

func (q *call) listShortCodes() error {
	query := q.r.URL.Query()
	mine := slices.DeleteFunc(q.sim.numbers.of(q.account), func(n *Number) bool {
		return n.kind != ShortCode || query.Has("FriendlyName") && query.Get("FriendlyName") != n.FriendlyName() ||
			!strings.Contains(n.address, query.Get("ShortCode"))
	})
	return list(q, "short_codes", mine, (*Number).SID, func(n *Number) any { return n.shortBody() })
}

func (q *call) updateShortCode(n *Number) error {
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
	return q.json(http.StatusOK, n.shortBody())
}

// shortBody is the JSON of a short code.
func (n *Number) shortBody() map[string]any {
	n.mu.RLock()
	defer n.mu.RUnlock()
	set := n.set
	return map[string]any{"account_sid": n.account.sid, "api_version": "2010-04-01", "date_created": rfc2822(n.created),
		"date_updated": rfc2822(n.updated), "friendly_name": set.friendlyName, "short_code": n.address, "sid": n.sid,
		"sms_fallback_method": set.smsFallbackMethod, "sms_fallback_url": orNull(set.smsFallbackURL),
		"sms_method": set.smsMethod, "sms_url": orNull(set.smsURL), "uri": n.account.path("SMS/ShortCodes/" + n.sid)}
}
