package twiliosim

import (
	"net/http"
	"slices"
)

// routeCampaigns serves /v1/Services/{MG}/Compliance/Usa2p: campaigns are read here, and registered
// in the console, where people review them.
func (q *call) routeCampaigns(service *Service, parts []string) error {
	if len(parts) == 0 || parts[0] != "Usa2p" || len(parts) > 2 {
		return notFound(q.r.URL.Path)
	}
	c := service.registered()
	if len(parts) == 2 {
		if c == nil || c.sid != parts[1] {
			return notFound(q.r.URL.Path)
		}
		return q.methods(func() error { return q.json(http.StatusOK, q.campaignBody(service, c)) }, nil, nil)
	}
	var list []*Campaign
	if c != nil {
		list = append(list, c)
	}
	return q.methods(func() error {
		return listV1(q, "compliance", list, func(c *Campaign) string { return c.sid }, func(c *Campaign) any { return q.campaignBody(service, c) })
	}, nil, nil)
}

func (q *call) campaignBody(s *Service, c *Campaign) map[string]any {
	errors := []map[string]any{}
	for _, text := range c.Errors {
		errors = append(errors, map[string]any{"error_code": 30897, "fields": []string{"MESSAGE_FLOW"},
			"url": "https://www.twilio.com/docs/api/errors/30897", "description": text})
	}
	return map[string]any{"sid": c.sid, "account_sid": s.account.sid, "brand_registration_sid": "BN" + c.sid[2:],
		"messaging_service_sid": s.sid, "description": "A chat by text among people who know each other",
		"message_samples": []string{"Ann: who brings the tent?", "Ben: I do, see you at nine"}, "us_app_to_person_usecase": c.UseCase,
		"has_embedded_links": false, "has_embedded_phone": false, "subscriber_opt_in": true, "age_gated": false, "direct_lending": false,
		"campaign_status": c.Status, "campaign_id": "C" + c.sid[len(c.sid)-6:], "is_externally_registered": false,
		"rate_limits": map[string]any{}, "message_flow": "Members text #join", "opt_in_message": "You are in. STOP ends it.",
		"opt_out_message": "You are out.", "help_message": "Text #help.", "opt_in_keywords": []string{"START"},
		"opt_out_keywords": []string{"STOP"}, "help_keywords": []string{"HELP"}, "date_created": iso8601(c.created),
		"date_updated": iso8601(q.sim.now()), "url": q.sim.origin(q.r) + "/v1/Services/" + s.sid + "/Compliance/Usa2p/" + c.sid,
		"mock": false, "errors": errors, "privacy_policy_url": nil, "terms_and_conditions_url": nil}
}

// routeVerifications serves /v1/Tollfree/Verifications, for reading.
func (q *call) routeVerifications() error {
	who, ok := q.sim.authenticate(q.r)
	if !ok {
		return unauthorized()
	}
	q.account = who.account
	return q.methods(q.listVerifications, nil, nil)
}

func (q *call) listVerifications() error {
	query := q.r.URL.Query()
	mine := slices.DeleteFunc(q.sim.numbers.of(q.account), func(n *Number) bool {
		v := n.verified()
		return v == nil || query.Has("TollfreePhoneNumberSid") && query.Get("TollfreePhoneNumberSid") != n.sid ||
			query.Has("Status") && query.Get("Status") != v.status
	})
	return listV1(q, "verifications", mine, (*Number).SID, func(n *Number) any { return q.verificationBody(n, n.verified()) })
}

func (q *call) verificationBody(n *Number, v *verification) map[string]any {
	body := map[string]any{"sid": v.sid, "account_sid": n.account.sid, "tollfree_phone_number_sid": n.sid,
		"tollfree_phone_number": n.address, "status": v.status, "date_created": iso8601(v.created), "date_updated": iso8601(q.sim.now()),
		"url":           q.sim.origin(q.r) + "/v1/Tollfree/Verifications/" + v.sid,
		"business_name": "Smack", "business_website": "https://example.com", "notification_email": "owner@example.com",
		"use_case_categories": []string{"CUSTOMER_CARE"}, "use_case_summary": "A chat by text", "production_message_sample": "Ann: hello",
		"opt_in_image_urls": []string{"https://example.com/join.png"}, "opt_in_type": "VIA_TEXT", "message_volume": "1,000",
		"rejection_reason": nil, "rejection_reasons": nil, "error_code": nil, "edit_allowed": nil, "edit_expiration": nil}
	for _, unset := range []string{"customer_profile_sid", "trust_product_sid", "regulated_item_sid", "business_street_address",
		"business_street_address2", "business_city", "business_state_province_region", "business_postal_code", "business_country",
		"business_contact_first_name", "business_contact_last_name", "business_contact_email", "business_contact_phone",
		"additional_information", "business_registration_number", "business_registration_authority", "business_registration_country",
		"business_type", "business_registration_phone_number", "doing_business_as", "opt_in_confirmation_message", "help_message_sample",
		"privacy_policy_url", "terms_and_conditions_url", "opt_in_keywords", "external_reference_id", "vetting_id", "vetting_provider",
		"vetting_id_expiration", "resource_links"} {
		body[unset] = nil
	}
	body["age_gated_content"] = false
	if v.status == tollFreeRejected {
		reasons := []map[string]any{}
		for _, text := range v.reasons {
			reasons = append(reasons, map[string]any{"code": 30475, "reason": text})
		}
		body["rejection_reasons"], body["edit_allowed"] = reasons, true
		body["edit_expiration"] = iso8601(v.created.Add(editTime))
		if len(v.reasons) > 0 {
			body["rejection_reason"], body["error_code"] = v.reasons[0], 30475
		}
	}
	return body
}
