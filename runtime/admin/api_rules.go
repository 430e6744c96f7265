package admin

import (
	"net/http"

	"github.com/smackdev/smack/api/roomfile"
)

// ruleRoutes are the rules, and what they would do.
func (a *API) ruleRoutes() []route {
	return []route{
		{"GET", "/rules", a.rules, nil},
		{"POST", "/rules/try", a.tryRules, nil},
		{"POST", "/rules/reach", a.reachOfRules, nil},
	}
}

// rulesBody is the answer to which rules there are.
type rulesBody struct {
	Rules []roomfile.Rule `json:"rules"`
}

func (a *API) rules(r *http.Request, actor Actor) (any, error) {
	list, err := a.desk.Rules(r.Context(), actor)
	if list == nil {
		list = []roomfile.Rule{}
	}
	return rulesBody{list}, err
}

// rulesTrialBody is what rules are to be tried on.
type rulesTrialBody struct {
	YAML string            `json:"yaml"`
	SMS  map[string]string `json:"sms"`
}

func (a *API) tryRules(r *http.Request, actor Actor) (any, error) {
	var body rulesTrialBody
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	return a.desk.TryRules(r.Context(), actor, body.YAML, body.SMS)
}

// reachBody is the answer to how often rules would have matched.
type reachBody struct {
	Rules []RuleReach `json:"rules"`
}

func (a *API) reachOfRules(r *http.Request, actor Actor) (any, error) {
	var body struct {
		YAML string `json:"yaml"`
	}
	if err := readJSON(r, &body); err != nil {
		return nil, err
	}
	list, err := a.desk.ReachOfRules(r.Context(), actor, body.YAML)
	return reachBody{list}, err
}
