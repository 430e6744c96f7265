package rules

import (
	"context"
	"fmt"
	"strings"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"

	"github.com/smackdev/smack/api/roomfile"
)

// What one expression may take when it runs. Cost alone is not enough: three chained
// replace() made 167 MB of a text at a cost of 6 under an older version of CEL's string
// functions, and a deadline is looked at between the steps of a loop alone.
const (
	// costLimit is in CEL's units; an eighth of what the Kubernetes API server allows a call.
	costLimit = 125_000
	// lightCost is the most that an expression without loops may cost at worst to be run
	// without being counted, which takes most of the time of a small one. It makes no more of
	// a text than ten times as many characters.
	lightCost = 2_000
	// memoryLimit counts the elements and characters of values.
	memoryLimit = 100_000
	// interruptEvery is after how many steps of a loop the deadline is looked at.
	interruptEvery = 100
	// timeLimit is for all rules together, and looked at in loops.
	timeLimit = 100 * time.Millisecond
	// maxText bounds what a rule may say, in bytes: as much as a text of the longest kind.
	maxText = 2048 * 4
)

// expression is one, compiled.
type expression struct {
	cel.Program
	// loops is true where it has to be looked at the clock.
	loops bool
	sees  sight
	// light does the same without counting; nil where there may be something to count.
	light cel.Program
}

func program(env *cel.Env, text string) (expression, error) {
	tree, issues := env.Compile(text)
	if issues.Err() != nil {
		return expression{}, issues.Err()
	}
	made, err := env.Program(tree, cel.EvalOptions(cel.OptOptimize, cel.OptTrackCost), cel.CostLimit(costLimit),
		cel.MemoryLimit(memoryLimit), cel.InterruptCheckFrequency(interruptEvery))
	if err != nil {
		return expression{}, fmt.Errorf("preparing %q: %w", text, err)
	}
	x := expression{Program: made, loops: loops(tree), sees: seen(tree)}
	if !x.loops && roomfile.RuleCost(env, tree) <= lightCost {
		if x.light, err = env.Program(tree, cel.EvalOptions(cel.OptOptimize)); err != nil {
			return expression{}, fmt.Errorf("preparing %q: %w", text, err)
		}
	}
	return x, nil
}

func loops(tree *cel.Ast) (found bool) {
	ast.PostOrderVisit(tree.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		found = found || e.Kind() == ast.ComprehensionKind
	}))
	return found
}

// template is a rule's text: words and expressions by turns.
type template []piece

type piece struct {
	words string
	// value is nil for words.
	value *expression
}

func newTemplate(env *cel.Env, text string) (template, error) {
	var made template
	for _, part := range roomfile.RuleTextParts(text) {
		one := piece{words: part.Words}
		if part.Expression != "" {
			value, err := program(env, part.Expression)
			if err != nil {
				return nil, err
			}
			one.value = &value
		}
		made = append(made, one)
	}
	return made, nil
}

// evaluation is rules at work on one text.
type evaluation struct {
	ctx  context.Context
	vars *variables
	// counts says that all is to be counted.
	counts bool
	cost   uint64
}

func (e *evaluation) holds(x expression) (bool, error) {
	value, err := e.eval(x)
	if err != nil {
		return false, err
	}
	truth, ok := value.(types.Bool)
	if !ok {
		return false, fmt.Errorf("gave %s, not true or false", value.Type().TypeName())
	}
	return bool(truth), nil
}

// say fills in a text.
func (e *evaluation) say(t template) (string, error) {
	var b strings.Builder
	for _, part := range t {
		words := part.words
		if part.value != nil {
			value, err := e.eval(*part.value)
			if err != nil {
				return "", err
			}
			if words, err = print(value); err != nil {
				return "", err
			}
		}
		if b.Len()+len(words) > maxText {
			return "", errTooLong
		}
		b.WriteString(words)
	}
	return b.String(), nil
}
