package twiliosim

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// routeServices serves /v1/Services, as messaging.twilio.com does.
func (q *call) routeServices(rest string) error {
	who, ok := q.sim.authenticate(q.r)
	if !ok {
		return unauthorized()
	}
	if q.account = who.account; q.account.isSuspended() {
		return &Problem{Status: http.StatusForbidden, Code: 20005, Message: "Account not active"}
	}
	parts := strings.Split(strings.Trim(rest, "/"), "/")
	if parts[0] == "" {
		return q.methods(q.listServices, q.createService, nil)
	}
	service := q.sim.services.find(q.account, parts[0])
	switch {
	case service == nil:
		return notFound(q.r.URL.Path)
	case len(parts) == 1:
		return q.methods(func() error { return q.json(http.StatusOK, q.serviceBody(service)) },
			func() error { return q.updateService(service) },
			func() error { q.sim.services.remove(service); return q.noContent() })
	case parts[1] == "Compliance":
		return q.routeCampaigns(service, parts[2:])
	case parts[1] == "PhoneNumbers":
		return q.routePool(service, parts[2:], false)
	case parts[1] == "ShortCodes":
		return q.routePool(service, parts[2:], true)
	}
	return notFound(q.r.URL.Path)
}

func (q *call) listServices() error {
	return listV1(q, "services", q.sim.services.of(q.account), (*Service).SID, func(s *Service) any { return q.serviceBody(s) })
}

func (q *call) createService() error {
	form, err := q.form()
	if err != nil {
		return err
	}
	if url.Values(form).Get("FriendlyName") == "" {
		return bad(20001, "Missing required parameter FriendlyName in the post body")
	}
	var set ServiceSettings
	if err := set.apply(form); err != nil {
		return err
	}
	return q.json(http.StatusCreated, q.serviceBody(q.account.AddService(set)))
}

func (q *call) updateService(service *Service) error {
	form, err := q.form()
	if err != nil {
		return err
	}
	set := service.Settings()
	if err := set.apply(form); err != nil {
		return err
	}
	service.Change(func(s *ServiceSettings) { *s = set })
	return q.json(http.StatusOK, q.serviceBody(service))
}

// apply writes the parameters of a create or update. What is not given stays.
func (set *ServiceSettings) apply(form url.Values) error {
	assign(map[string]*string{"FriendlyName": &set.FriendlyName, "InboundRequestUrl": &set.InboundRequestURL,
		"InboundMethod": &set.InboundMethod, "FallbackUrl": &set.FallbackURL, "FallbackMethod": &set.FallbackMethod,
		"StatusCallback": &set.StatusCallback, "Usecase": &set.Usecase}, form)
	for name, field := range map[string]*bool{"UseInboundWebhookOnNumber": &set.UseInboundWebhookOnNumber, "StickySender": &set.StickySender,
		"MmsConverter": &set.MmsConverter, "SmartEncoding": &set.SmartEncoding, "AreaCodeGeomatch": &set.AreaCodeGeomatch} {
		if form.Has(name) {
			*field = strings.EqualFold(form.Get(name), "true")
		}
	}
	if form.Has("ValidityPeriod") {
		seconds, err := strconv.Atoi(form.Get("ValidityPeriod"))
		if err != nil || seconds < 1 || seconds > 36000 {
			return bad(20001, "ValidityPeriod must be a number of seconds from 1 to 36000")
		}
		set.ValidityPeriod = seconds
	}
	return nil
}

// iso8601 writes a date as the v1 APIs do.
func iso8601(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func (q *call) serviceBody(s *Service) map[string]any {
	s.mu.RLock()
	set, updated := s.set, s.updated
	registered := s.campaign != nil && s.campaign.Status == campaignVerified
	s.mu.RUnlock()
	base := q.sim.origin(q.r) + "/v1/Services/" + s.sid
	links := map[string]string{}
	for key, path := range map[string]string{"phone_numbers": "PhoneNumbers", "short_codes": "ShortCodes", "alpha_senders": "AlphaSenders",
		"messages": "Messages", "us_app_to_person": "Compliance/Usa2p", "us_app_to_person_usecases": "Compliance/Usa2p/Usecases",
		"channel_senders": "ChannelSenders", "destination_alpha_senders": "DestinationAlphaSenders"} {
		links[key] = base + "/" + path
	}
	return map[string]any{"account_sid": s.account.sid, "sid": s.sid, "friendly_name": set.FriendlyName,
		"date_created": iso8601(s.created), "date_updated": iso8601(updated), "sticky_sender": set.StickySender,
		"mms_converter": set.MmsConverter, "smart_encoding": set.SmartEncoding, "fallback_to_long_code": false,
		"area_code_geomatch": set.AreaCodeGeomatch, "validity_period": set.ValidityPeriod, "scan_message_content": "inherit",
		"synchronous_validation": false, "inbound_request_url": orNull(set.InboundRequestURL), "inbound_method": set.InboundMethod,
		"fallback_url": orNull(set.FallbackURL), "fallback_method": set.FallbackMethod, "status_callback": orNull(set.StatusCallback),
		"usecase": set.Usecase, "us_app_to_person_registered": registered,
		"use_inbound_webhook_on_number": set.UseInboundWebhookOnNumber, "links": links, "url": base}
}
