package admin

import (
	"context"
	"fmt"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/smackdev/smack/api/roomfile"
	"github.com/smackdev/smack/runtime/carrier"
	"github.com/smackdev/smack/runtime/chat"
	"github.com/smackdev/smack/runtime/rules"
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
// room's where written is empty, else those that are written in it, as in a room file. The
// sender is whoever has the sample's From. Nothing is sent.
func (d *Desk) TryRules(ctx context.Context, a Actor, written string, sms map[string]string) (RuleTrial, error) {
	if err := d.mayLook(a); err != nil {
		return RuleTrial{}, err
	}
	set, _, err := d.ruleSet(written)
	if err != nil {
		return RuleTrial{}, err
	}
	from := chat.E164(sms["From"])
	if a.Role != Admin {
		from = "" // or a rule could tell whose number it is
	}
	facts, err := d.Store.Facts(ctx, from, chat.Need{})
	if err != nil {
		return RuleTrial{}, err
	}
	room := d.Settings().Room
	v := set.Apply(ctx, rules.TextOf(room, facts, sms), rules.ReaderOf(room))
	found := rules.Describe(v, func(text string) int { return carrier.Segments(carrier.Plain(text)).Segments })
	trial := RuleTrial{Steps: []RuleStep{}, Acts: []RuleAct{}, Body: found.Body, Dropped: found.Dropped}
	for _, step := range found.Rules {
		trial.Steps = append(trial.Steps, RuleStep(step))
	}
	for _, act := range found.Does {
		trial.Acts = append(trial.Acts, RuleAct(act))
	}
	return trial, nil
}

// maxRules is the most rules of a room.
const maxRules = 100

// ruleSet compiles what is written, or the room's own rules.
func (d *Desk) ruleSet(written string) (*rules.Set, []roomfile.Rule, error) {
	list := d.Settings().File.Rules
	if written != "" {
		var err error
		if list, err = readRules(written); err != nil {
			return nil, nil, wrong("yaml", "These are no rules: %s.", err)
		}
	}
	if len(list) > maxRules {
		return nil, nil, wrong("yaml", "A room has at most %d rules.", maxRules)
	}
	set, err := rules.Compile(list)
	if err != nil {
		return nil, nil, wrong("yaml", "%s", err)
	}
	return set, list, nil
}

// readRules takes a list of rules, or one under rules: as in a room file.
func readRules(written string) ([]roomfile.Rule, error) {
	var shape any
	if err := yaml.Unmarshal([]byte(written), &shape); err != nil {
		return nil, err
	}
	var whole struct {
		Rules []roomfile.Rule `json:"rules"`
	}
	if _, isList := shape.([]any); isList {
		err := yaml.UnmarshalStrict([]byte(written), &whole.Rules)
		return whole.Rules, err
	}
	err := yaml.UnmarshalStrict([]byte(written), &whole)
	return whole.Rules, err
}

// RuleReach is how often a rule would have matched.
type RuleReach struct {
	Rule string `json:"rule"`
	// Matched and Skipped are of the Of last messages.
	Matched int `json:"matched"`
	Skipped int `json:"skipped"`
	Of      int `json:"of"`
}

const (
	// lastTexts is to how many messages rules are applied.
	lastTexts = 200
	// reachTime bounds it; what has not been looked at by then is not counted.
	reachTime = 2 * time.Second
)

// ReachOfRules applies rules to the last 200 messages. written as in TryRules; who may only look
// can ask for the room's own alone, because a rule can ask what is in a text.
func (d *Desk) ReachOfRules(ctx context.Context, a Actor, written string) ([]RuleReach, error) {
	if err := d.mayLook(a); err != nil {
		return nil, err
	}
	if written != "" && a.Role != Admin {
		return nil, refuse(Forbidden, "Only admins can try other rules than the room's own on what members wrote.")
	}
	set, list, err := d.ruleSet(written)
	if err != nil {
		return nil, err
	}
	texts, err := d.Store.ReceivedTexts(ctx, lastTexts)
	if err != nil {
		return nil, err
	}
	facts, err := d.Store.Facts(ctx, "", chat.Need{})
	if err != nil {
		return nil, fmt.Errorf("trying rules: %w", err)
	}
	reach := make([]RuleReach, len(list))
	for i, r := range list {
		reach[i].Rule = r.Name
	}
	room, read := d.Settings().Room, rules.ReaderOf(d.Settings().Room)
	for begun, i := d.Now(), 0; i < len(texts) && d.Now().Sub(begun) < reachTime; i++ {
		facts.Sender, facts.Now = texts[i].Author, texts[i].At
		count(reach, set.Apply(ctx, rules.TextOf(room, facts, texts[i].Fields), read))
	}
	return reach, nil
}

// count adds what became of the rules; a text that one of them ended is none of those behind.
func count(reach []RuleReach, v rules.Verdict) {
	for i := range reach {
		reach[i].Of++
	}
	for i, step := range v.Trace {
		switch {
		case step.Err != nil:
			reach[i].Skipped++
		case step.Matched:
			reach[i].Matched++
		}
	}
}
