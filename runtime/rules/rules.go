// Package rules decides what the expressions of a room's owner make of a text, before
// commands and chat see it.
//
// It promises that a rule takes milliseconds and kilobytes at most, that one which fails is
// skipped and named while the others hold, and that the same text and facts give the same
// verdict.
//
// It leaves to others where facts come from, and to do what a verdict says.
package rules

import (
	"errors"
	"fmt"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"

	"github.com/smackdev/smack/api/roomfile"
)

// Set is a room's rules, ready to be applied. It may be used by many at once.
type Set struct {
	rules   []rule
	adapter types.Adapter
	sees    sight
}

// Empty says that there are no rules. A nil Set is empty.
func (s *Set) Empty() bool { return s == nil || len(s.rules) == 0 }

// Names are the rules' names, in order. A nil Set has none.
func (s *Set) Names() []string {
	if s == nil {
		return nil
	}
	names := make([]string, len(s.rules))
	for i := range s.rules {
		names[i] = s.rules[i].Name
	}
	return names
}

// rule is one, compiled.
type rule struct {
	roomfile.Rule
	when     expression
	reply    template
	announce template
	body     template
	run      template
	to, text template
	sees     sight
}

// Compile makes a set. The error joins a roomfile.RuleError for each mistake in them; without
// one there is a set.
func Compile(list []roomfile.Rule) (*Set, error) {
	var mistakes []error
	for _, mistake := range roomfile.CheckRules(list) {
		mistakes = append(mistakes, mistake)
	}
	if len(mistakes) > 0 {
		return nil, errors.Join(mistakes...)
	}
	env, err := roomfile.RuleLanguage()
	if err != nil {
		return nil, err
	}
	set := &Set{adapter: env.CELTypeAdapter()}
	for _, r := range list {
		made, err := compile(env, r)
		if err != nil {
			return nil, fmt.Errorf("rule %s: %w", r.Name, err)
		}
		set.rules = append(set.rules, made)
		set.sees = set.sees.and(made.sees)
	}
	return set, nil
}

func compile(env *cel.Env, r roomfile.Rule) (made rule, err error) {
	made.Rule = r
	if made.when, err = program(env, r.When); err != nil {
		return rule{}, err
	}
	direct := roomfile.RuleDirect{}
	if r.Direct != nil {
		direct = *r.Direct
	}
	for _, t := range []struct {
		field, text string
		into        *template
	}{
		{"reply", r.Reply, &made.reply}, {"broadcast", r.Broadcast, &made.announce}, {"setBody", r.SetBody, &made.body},
		{"run", r.Run, &made.run}, {"direct.to", direct.To, &made.to}, {"direct.text", direct.Text, &made.text},
	} {
		if *t.into, err = newTemplate(env, t.text); err != nil {
			return rule{}, fmt.Errorf("%s: %w", t.field, err)
		}
		for _, part := range *t.into {
			if part.value != nil {
				made.sees = made.sees.and(part.value.sees)
			}
		}
	}
	made.sees = made.sees.and(made.when.sees)
	return made, nil
}
