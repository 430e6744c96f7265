package admin

import (
	"net/http"
	"slices"
	"time"
)

// memberRoutes are the members, what is done to them, and who is banned.
func (a *API) memberRoutes() []route {
	return []route{
		{"GET", "/members", a.members, []string{"search", "cursor", "limit"}},
		{"GET", "/members/{id}", a.member, nil},
		{"POST", "/members/{id}/{verb}", a.act, nil},
		{"GET", "/bans", func(r *http.Request, actor Actor) (any, error) { return a.desk.Banned(r.Context(), actor) }, nil},
		{"PUT", "/bans/{number}", func(r *http.Request, actor Actor) (any, error) {
			if err := readJSON(r, &struct{}{}); err != nil {
				return nil, err
			}
			return a.desk.BanNumber(r.Context(), actor, r.PathValue("number"), r.Header.Get(keyHeader))
		}, nil},
		{"DELETE", "/bans/{number}", func(r *http.Request, actor Actor) (any, error) {
			if err := readJSON(r, &struct{}{}); err != nil {
				return nil, err
			}
			return a.desk.Unban(r.Context(), actor, r.PathValue("number"), r.Header.Get(keyHeader))
		}, nil},
	}
}

func (a *API) members(r *http.Request, actor Actor) (any, error) {
	limit, err := queryLimit(r)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	return a.desk.Members(r.Context(), actor, MemberQuery{After: q.Get("cursor"), Search: q.Get("search"), Limit: limit})
}

func (a *API) member(r *http.Request, actor Actor) (any, error) {
	id, err := pathMember(r)
	if err != nil {
		return nil, err
	}
	return a.desk.Member(r.Context(), actor, id)
}

// deedBody is what a deed needs besides its verb.
type deedBody struct {
	// For is a duration as Go writes it, such as "1h30m".
	For      string `json:"for"`
	Nickname string `json:"nickname"`
}

func (a *API) act(r *http.Request, actor Actor) (any, error) {
	id, err := pathMember(r)
	if err != nil {
		return nil, err
	}
	verb := Verb(r.PathValue("verb"))
	if !slices.Contains(Verbs(), verb) {
		return nil, refuse(NotFound, "Nothing is called %q here; there are %v.", verb, Verbs())
	}
	var body deedBody
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	deed := Deed{Member: id, Verb: verb, Nickname: body.Nickname, Key: r.Header.Get(keyHeader)}
	if body.For != "" {
		if deed.For, err = time.ParseDuration(body.For); err != nil {
			return nil, wrong("for", "%q is no duration. Write it like 30m or 24h.", body.For)
		}
	}
	return a.desk.Act(r.Context(), actor, deed)
}
