package twiliosim

import (
	"net/http"
	"strings"
)

const accountsPath = "/2010-04-01/Accounts/"

// route finds the resource that a path names.
func (q *call) route() error {
	path := q.r.URL.Path
	if rest, ok := strings.CutPrefix(path, accountsPath); ok {
		return q.routeAccount(rest)
	}
	if rest, ok := strings.CutPrefix(path, "/v1/Services"); ok {
		return q.routeServices(rest)
	}
	if path == "/v1/Tollfree/Verifications" {
		return q.routeVerifications()
	}
	if rest, ok := strings.CutPrefix(path, "/v1/AuthTokens/"); ok {
		return q.routeTokens(rest)
	}
	return notFound(path)
}

// routeAccount goes on behind /2010-04-01/Accounts/.
func (q *call) routeAccount(rest string) (err error) {
	sid, resource, deeper := strings.Cut(rest, "/")
	if !deeper {
		return q.accountItself(strings.TrimSuffix(sid, ".json"))
	}
	if strings.HasPrefix(resource, "Messages/") && strings.Contains(resource, "/Media/") && !strings.HasSuffix(resource, ".json") {
		return q.mediaContent(sid, resource)
	}
	if q.account, err = q.sim.authorize(q.r, sid); err != nil {
		return err
	}
	name, ok := strings.CutSuffix(resource, ".json")
	if !ok {
		return notFound(q.r.URL.Path)
	}
	if name == "Messages" {
		return q.methods(q.listMessages, q.createMessage, nil)
	}
	return q.routeResource(strings.Split(name, "/"))
}

// routeResource goes on behind the account.
func (q *call) routeResource(parts []string) error {
	switch {
	case parts[0] == "Messages":
		return q.routeMessage(parts[1:])
	case parts[0] == "IncomingPhoneNumbers":
		return q.routeNumbers(parts[1:])
	case parts[0] == "AvailablePhoneNumbers":
		return q.routeAvailable(parts[1:])
	case parts[0] == "SMS" && len(parts) > 1 && parts[1] == "ShortCodes":
		return q.routeShortCodes(parts[2:])
	}
	return notFound(q.r.URL.Path)
}

// accountItself serves an account, which only its token may touch.
func (q *call) accountItself(sid string) error {
	who, ok := q.sim.authenticate(q.r)
	if !ok || who.key {
		return unauthorized()
	}
	account, err := q.sim.authorize(q.r, sid)
	if err != nil {
		return err
	}
	return q.methods(func() error { return q.json(http.StatusOK, account.body()) }, nil, nil)
}

// methods picks what to do by the request's method.
func (q *call) methods(get, post, del func() error) error {
	switch {
	case q.r.Method == http.MethodGet && get != nil:
		return get()
	case q.r.Method == http.MethodPost && post != nil:
		return post()
	case q.r.Method == http.MethodDelete && del != nil:
		return del()
	}
	return methodNotAllowed()
}

// noContent answers a deletion.
func (q *call) noContent() error {
	q.w.Header().Del("Content-Type")
	q.w.WriteHeader(http.StatusNoContent)
	return nil
}

// form reads the parameters of a POST.
func (q *call) form() (map[string][]string, error) {
	q.r.Body = http.MaxBytesReader(q.w, q.r.Body, 1<<20)
	if err := q.r.ParseForm(); err != nil {
		return nil, bad(20001, "The form can't be read: %s", err)
	}
	return q.r.PostForm, nil
}

// routeTokens rotates the account's tokens, as accounts.twilio.com does.
func (q *call) routeTokens(what string) error {
	who, ok := q.sim.authenticate(q.r)
	if !ok || who.key {
		return unauthorized()
	}
	token := map[string]string{"account_sid": who.account.sid, "date_created": iso8601(q.sim.now()),
		"date_updated": iso8601(q.sim.now()), "url": q.sim.origin(q.r) + q.r.URL.Path}
	switch what {
	case "Secondary":
		return q.methods(nil, func() error {
			token["secondary_auth_token"] = who.account.CreateSecondaryToken()
			return q.json(http.StatusCreated, token)
		}, nil)
	case "Promote":
		return q.methods(nil, func() error {
			token["auth_token"] = who.account.PromoteToken()
			return q.json(http.StatusOK, token)
		}, nil)
	}
	return notFound(q.r.URL.Path)
}

// origin is the address under which the client reached the simulator.
func (s *Sim) origin(r *http.Request) string {
	if base := s.BaseURL(); base != "" {
		return base
	}
	return "http://" + r.Host
}
