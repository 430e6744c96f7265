package admin

import (
	"context"

	"github.com/smackdev/smack/api/roomfile"
)

// Rules lists the rules in force, in their order.
func (d *Desk) Rules(_ context.Context, a Actor) ([]roomfile.Rule, error) {
	if err := d.mayLook(a); err != nil {
		return nil, err
	}
	return d.Settings().File.Rules, nil
}

// RuleStep is what became of one rule.
type RuleStep struct {
	Rule    string `json:"rule"`
	Matched bool   `json:"matched"`
	// Skipped is why the rule failed; nothing of it would happen.
	Skipped string `json:"skipped,omitempty"`
	// Cost is in CEL's units of work.
	Cost uint64 `json:"cost"`
}

// RuleAct is one thing that would happen.
type RuleAct struct {
	// Act is reply, broadcast, direct, run, forward, tag or mute.
	Act string `json:"act"`
	// To is a nickname, a number or a URL.
	To       string `json:"to,omitempty"`
	Text     string `json:"text,omitempty"`
	Segments int    `json:"segments,omitempty"`
}

// RuleTrial is what the rules would do with a text.
type RuleTrial struct {
	Steps []RuleStep `json:"steps"`
	Acts  []RuleAct  `json:"acts"`
	// Body is what commands and chat would see; Dropped says that they would see nothing.
	Body    string `json:"body"`
	Dropped bool   `json:"dropped"`
}

// TryRules applies rules to a sample: the carrier's parameters by their names. Rules are the
// room's where yaml is empty, else those that are written in it. Nothing is sent.
func (d *Desk) TryRules(ctx context.Context, a Actor, yaml string, sms map[string]string) (RuleTrial, error) {
	if err := d.mayLook(a); err != nil {
		return RuleTrial{}, err
	}
	return RuleTrial{}, errLater
}

// RuleReach is how often a rule would have matched.
type RuleReach struct {
	Rule string `json:"rule"`
	// Matched and Skipped are of the Of last messages.
	Matched int `json:"matched"`
	Skipped int `json:"skipped"`
	Of      int `json:"of"`
}

// ReachOfRules applies rules to the last 200 messages. yaml as in TryRules.
func (d *Desk) ReachOfRules(ctx context.Context, a Actor, yaml string) ([]RuleReach, error) {
	if err := d.mayLook(a); err != nil {
		return nil, err
	}
	return nil, errLater
}
