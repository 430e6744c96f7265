package roomfile

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/cel"
)

// RuleError is one mistake in the CEL of a rule.
//
// +kubebuilder:object:generate=false
type RuleError struct {
	// Rule is the rule's name, Index its place in the list, from 0.
	Rule  string
	Index int
	// Field is the field of the rule that holds the mistake: "when", "reply", "direct.text" …
	Field string
	// Line and Column count from 1 inside that field.
	Line, Column int
	Message      string
}

// Error names the rule, the place and the mistake.
func (e RuleError) Error() string {
	return fmt.Sprintf("rule %s: %s: %s", e.Rule, e.Field, e.where())
}

func (e RuleError) where() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Message)
}

// CheckRules compiles every CEL expression of the rules, conditions and ${…} in texts
// alike, and returns every mistake. Nothing is evaluated.
func CheckRules(rules []Rule) []RuleError {
	var found []RuleError
	for i, r := range rules {
		found = append(found, checkRule(i, r)...)
	}
	return found
}

func checkRule(index int, r Rule) []RuleError {
	env, err := ruleEnv()
	if err != nil {
		return []RuleError{{Rule: r.Name, Index: index, Field: "when", Message: err.Error()}}
	}
	c := ruleChecker{env: env, rule: r.Name, index: index}
	c.compile("when", expression{r.When, 1, 1}, isBool)
	c.text("reply", r.Reply)
	c.text("broadcast", r.Broadcast)
	c.text("setBody", r.SetBody)
	c.text("run", r.Run)
	if r.Direct != nil {
		c.text("direct.to", r.Direct.To)
		c.text("direct.text", r.Direct.Text)
	}
	return c.found
}

type ruleChecker struct {
	env   *cel.Env
	rule  string
	index int
	found []RuleError
}

func (c *ruleChecker) add(field string, line, column int, message string) {
	c.found = append(c.found, RuleError{
		Rule: c.rule, Index: c.index, Field: field, Line: line, Column: column, Message: message,
	})
}

func (c *ruleChecker) text(field, text string) {
	expressions, open := interpolations(text)
	if open != nil {
		c.add(field, open.line, open.column, "${ is never closed by }")
	}
	for _, e := range expressions {
		c.compile(field, e, isPrintable)
	}
}

func (c *ruleChecker) compile(field string, e expression, fits func(*cel.Type) error) {
	if strings.TrimSpace(e.text) == "" {
		c.add(field, e.line, e.column, "is empty; write a CEL expression")
		return
	}
	ast, issues := c.env.Compile(e.text)
	for _, mistake := range issues.Errors() {
		line, column := e.at(mistake.Location.Line(), mistake.Location.Column())
		c.add(field, line, column, mistake.Message)
	}
	if issues.Err() != nil {
		return
	}
	if err := fits(ast.OutputType()); err != nil {
		c.add(field, e.line, e.column, err.Error())
	}
	if err := affordable(c.env, ast); err != nil {
		c.add(field, e.line, e.column, err.Error())
	}
}

func isBool(t *cel.Type) error {
	if t.IsExactType(cel.BoolType) || t.IsExactType(cel.DynType) {
		return nil
	}
	return fmt.Errorf("must be true or false, but gives %s", t)
}

// isPrintable takes what CEL's string() takes.
func isPrintable(t *cel.Type) error {
	switch t.Kind() {
	case cel.BoolKind, cel.BytesKind, cel.DoubleKind, cel.DurationKind, cel.DynKind, cel.IntKind,
		cel.StringKind, cel.TimestampKind, cel.UintKind:
		return nil
	}
	return fmt.Errorf("gives %s, which is no text; pick one of its fields or elements", t)
}
