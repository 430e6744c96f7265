package admin

import (
	"net/http"
	"strings"

	"github.com/smackdev/smack/api/roomfile"
)

// rulesPage is the rules in force, and what a try of them gave.
type rulesPage struct {
	Rules []roomfile.Rule
	Trial *RuleTrial
	Reach []RuleReach
	// YAML, From, Body and More are the try's, as they were typed.
	YAML, From, Body, More string
}

func (s *Screen) rules(w http.ResponseWriter, r *http.Request) error {
	return s.rulesWith(w, r, rulesPage{Body: "hello", From: "+14155550123"}, nil)
}

func (s *Screen) rulesWith(w http.ResponseWriter, r *http.Request, p rulesPage, wrong *Refusal) error {
	var err error
	if p.Rules, err = s.desk.Rules(r.Context(), actorOf(r.Context())); err != nil {
		return err
	}
	return s.render(w, r, "rules", view{Title: "Rules", Tab: "/rules", Content: p, Wrong: wrong})
}

func typedRules(r *http.Request) rulesPage {
	return rulesPage{YAML: r.PostFormValue("yaml"), From: r.PostFormValue("from"), Body: r.PostFormValue("body"), More: r.PostFormValue("more")}
}

// tryRules shows what rules would do with a sample; nothing is sent.
func (s *Screen) tryRules(w http.ResponseWriter, r *http.Request) error {
	p := typedRules(r)
	trial, err := s.desk.TryRules(r.Context(), actorOf(r.Context()), p.YAML, p.sample(s.number()))
	no := mended(err)
	if no == nil && err != nil {
		return err
	}
	if no == nil {
		p.Trial = &trial
	}
	return s.rulesWith(w, r, p, no)
}

func (s *Screen) number() string { return string(s.desk.Settings().Room.Number) }

// sample is what the carrier would send: what was typed, a name and a value a line.
func (p rulesPage) sample(to string) map[string]string {
	sms := map[string]string{
		"From": p.From, "To": to, "Body": p.Body, "SmsStatus": "received", "NumMedia": "0", "NumSegments": "1",
		"MessageSid": "SM00000000000000000000000000000000",
	}
	for line := range strings.Lines(p.More) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			sms[strings.TrimSpace(name)] = strings.TrimSpace(value)
		}
	}
	return sms
}

// reachOfRules shows how often rules would have matched lately.
func (s *Screen) reachOfRules(w http.ResponseWriter, r *http.Request) error {
	p := typedRules(r)
	reach, err := s.desk.ReachOfRules(r.Context(), actorOf(r.Context()), p.YAML)
	no := mended(err)
	if no == nil && err != nil {
		return err
	}
	if no == nil {
		p.Reach = reach
	}
	return s.rulesWith(w, r, p, no)
}
