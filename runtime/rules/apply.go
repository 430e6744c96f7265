package rules

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"

	"github.com/smackdev/smack/api/roomfile"
)

// Reader reads the command that a body holds; rules that come after setBody see the new one.
type Reader func(body string) roomfile.RuleCommand

// Apply gives the verdict on a text. A rule that fails is skipped, whole: its Step has the
// reason, and the next rule goes on with what the ones before it said. Rules that come
// after a setBody see its text as sms.Body.
func (s *Set) Apply(ctx context.Context, text Text, read Reader) Verdict {
	return s.apply(ctx, text, read, true)
}

// Judge is Apply for texts that come in: it leaves out what small expressions cost.
func (s *Set) Judge(ctx context.Context, text Text, read Reader) Verdict {
	return s.apply(ctx, text, read, false)
}

func (s *Set) apply(ctx context.Context, text Text, read Reader, counts bool) Verdict {
	ctx, cancel := context.WithTimeout(ctx, timeLimit)
	defer cancel()
	v := Verdict{Body: text.SMS["Body"], Trace: make([]Step, 0, len(s.rules))}
	e := &evaluation{ctx: ctx, vars: values(s.adapter, text), counts: counts}
	begun := time.Now()
	for i := range s.rules {
		r := &s.rules[i]
		e.cost = 0
		matched, says, err := r.apply(e)
		ended := time.Now()
		v.Trace = append(v.Trace, Step{Rule: r.Name, Matched: matched, Err: err, Cost: e.cost, Took: ended.Sub(begun)})
		begun = ended
		if err != nil || !matched {
			continue
		}
		v.add(r, says)
		if r.SetBody != "" {
			text.SMS, text.Command = with(text.SMS, "Body", says.body), read(says.body)
			e.vars = values(s.adapter, text)
		}
		if r.Then == roomfile.ThenDrop || r.Then == roomfile.ThenStop {
			v.Drop = r.Then == roomfile.ThenDrop
			break
		}
	}
	return v
}

// sayings are the texts of a rule, filled in.
type sayings struct{ reply, announce, body, run, to, text string }

// apply fills in what the rule says before any of it takes effect.
func (r *rule) apply(e *evaluation) (matched bool, says sayings, err error) {
	if matched, err = e.holds(r.when); err != nil {
		return false, says, fmt.Errorf("when: %w", err)
	}
	if matched {
		says, err = r.fill(e)
	}
	return matched, says, err
}

func (r *rule) fill(e *evaluation) (says sayings, err error) {
	for _, t := range []struct {
		field string
		text  template
		into  *string
	}{
		{"reply", r.reply, &says.reply}, {"broadcast", r.announce, &says.announce}, {"setBody", r.body, &says.body},
		{"run", r.run, &says.run}, {"direct.to", r.to, &says.to}, {"direct.text", r.text, &says.text},
	} {
		if *t.into, err = e.say(t.text); err != nil {
			return says, fmt.Errorf("%s: %w", t.field, err)
		}
	}
	return says, nil
}

// add lets a matching rule take effect. What a rule has to say and is empty is not said.
func (v *Verdict) add(r *rule, says sayings) {
	v.Replies = append(v.Replies, notEmpty(says.reply)...)
	v.Broadcasts = append(v.Broadcasts, notEmpty(says.announce)...)
	v.Tags = append(v.Tags, notEmpty(r.Tag)...)
	if says.to != "" && says.text != "" {
		v.Directs = append(v.Directs, Direct{Rule: r.Name, To: says.to, Text: says.text})
	}
	if says.run != "" {
		v.Runs = append(v.Runs, Run{Rule: r.Name, Command: says.run})
	}
	if r.SetBody != "" {
		v.Body = says.body
	}
	if r.Mute != nil {
		v.Mute = max(v.Mute, r.Mute.For.Value())
	}
	if r.Forward != nil {
		v.Forwards = append(v.Forwards, Forward{Rule: r.Name, URL: r.Forward.URL})
	}
}

func notEmpty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

func with(fields map[string]string, name, value string) map[string]string {
	changed := maps.Clone(fields)
	if changed == nil {
		changed = map[string]string{}
	}
	changed[name] = value
	return changed
}

var (
	errTooMuch = errors.New("took too long")
	errTooLong = fmt.Errorf("says more than %d bytes", maxText)
)

// Failure is why the rule was skipped, in words that repeat nothing of the text; empty if it
// was not.
func (s Step) Failure() string {
	switch {
	case s.Err == nil:
		return ""
	case errors.Is(s.Err, errTooMuch):
		return errTooMuch.Error()
	case errors.Is(s.Err, errTooLong):
		return errTooLong.Error()
	case strings.Contains(s.Err.Error(), "limit exceeded"):
		return "took more work or memory than a rule may"
	}
	field, _, _ := strings.Cut(s.Err.Error(), ":")
	return field + " can't be worked out for this text; try it with smack-room rules test"
}

// eval runs an expression. One without loops ends by itself, long before the deadline.
func (e *evaluation) eval(x expression) (value ref.Val, err error) {
	var details *cel.EvalDetails
	switch {
	case x.light != nil && !e.counts:
		value, _, err = x.light.Eval(e.vars)
	case x.loops:
		value, details, err = x.ContextEval(e.ctx, e.vars)
	default:
		value, details, err = x.Eval(e.vars)
	}
	if details != nil && details.ActualCost() != nil {
		e.cost += *details.ActualCost()
	}
	if err != nil && e.ctx.Err() != nil {
		return nil, errTooMuch
	}
	return value, err
}

// print is what CEL's string() makes of a value.
func print(value ref.Val) (string, error) {
	if at, ok := value.(types.Timestamp); ok {
		return at.UTC().Format(time.RFC3339), nil
	}
	text := value.ConvertToType(types.StringType)
	if words, ok := text.(types.String); ok {
		return string(words), nil
	}
	return "", fmt.Errorf("gave %s, which is no text", value.Type().TypeName())
}
