package roomfile

import (
	"fmt"
	"math"
	"reflect"
	"sync"
	"time"

	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/cost"
	"cel.dev/cel-go/ext"
)

// What one expression may take: characters to parse, depth, and CEL's own cost units (the
// Kubernetes API server allows a million for each call, about a tenth of a second).
const (
	maxRuleCharacters = 4096
	maxRuleDepth      = 50
	maxRuleCost       = 1_000_000
)

// RuleMember is the sender as rules see it, under the name "member".
//
// +kubebuilder:object:generate=false
type RuleMember struct {
	Nickname string    `cel:"nickname"`
	Admin    bool      `cel:"admin"`
	Active   bool      `cel:"active"`
	Private  bool      `cel:"private"`
	JoinedAt time.Time `cel:"joinedAt"`
	// Messages counts accepted chat texts, the one at hand included.
	Messages int64 `cel:"messages"`
	// Known is false for strangers; the other fields are empty then.
	Known bool `cel:"known"`
}

// RuleRoom is the room as rules see it, under the name "room".
//
// +kubebuilder:object:generate=false
type RuleRoom struct {
	Name     string `cel:"name"`
	Members  int64  `cel:"members"`
	Topic    string `cel:"topic"`
	TimeZone string `cel:"timeZone"`
}

// RuleCommand is the command that was texted, under the name "command"; empty for chat.
//
// +kubebuilder:object:generate=false
type RuleCommand struct {
	Name string   `cel:"name"`
	Args []string `cel:"args"`
}

// ruleEnv is what rules are compiled against. Building it takes milliseconds and the
// result never changes, so it is built once.
var ruleEnv = sync.OnceValues(func() (*cel.Env, error) {
	env, err := cel.NewEnv(
		ext.NativeTypes(ext.ParseStructTags(true),
			reflect.TypeFor[RuleMember](), reflect.TypeFor[RuleRoom](), reflect.TypeFor[RuleCommand]()),
		ext.Strings(),
		cel.Variable("sms", cel.MapType(cel.StringType, cel.StringType)),
		cel.Variable("member", cel.ObjectType("roomfile.RuleMember")),
		cel.Variable("room", cel.ObjectType("roomfile.RuleRoom")),
		cel.Variable("command", cel.ObjectType("roomfile.RuleCommand")),
		cel.Variable("now", cel.TimestampType),
		cel.ParserExpressionSizeLimit(maxRuleCharacters),
		cel.ParserRecursionLimit(maxRuleDepth),
		cel.ASTValidators(cel.ValidateRegexLiterals(), cel.ValidateDurationLiterals(),
			cel.ValidateTimestampLiterals(), cel.ValidateComprehensionNestingLimit(2)),
	)
	if err != nil {
		return nil, fmt.Errorf("preparing the language of rules: %w", err)
	}
	return env, nil
})

// RuleLanguage is what rules are compiled against: the variables sms, member, room, command
// and now, and CEL's string functions.
func RuleLanguage() (*cel.Env, error) { return ruleEnv() }

// affordable refuses an expression whose worst case costs too much.
func affordable(env *cel.Env, ast *cel.Ast) error {
	if most := RuleCost(env, ast); most > maxRuleCost {
		return fmt.Errorf("may take too much work (cost %d, at most %d): compare less text or fewer elements", most, maxRuleCost)
	}
	return nil
}

// RuleCost is what an expression of a rule costs at worst, in CEL's units; the largest number
// there is where nobody can tell.
func RuleCost(env *cel.Env, ast *cel.Ast) uint64 {
	estimate, err := env.EstimateCost(ast, ruleSizes{})
	if err != nil {
		return math.MaxUint64
	}
	return estimate.Max
}

// ruleSizes tells CEL how large the variables can get.
type ruleSizes struct{}

func (ruleSizes) EstimateCallCost(_, _ string, _ *cost.AstNode, _ []cost.AstNode) *cost.CallEstimate {
	return nil
}

// EstimateSize: a text has at most 2,048 characters, so at most half as many words; Twilio
// sends some 40 parameters with a text, 20 more with ten pictures.
func (ruleSizes) EstimateSize(element cost.AstNode) *cost.SizeEstimate {
	path := element.Path()
	switch {
	case len(path) == 0:
		return nil
	case path[0] == "sms" && len(path) == 1:
		return &cost.SizeEstimate{Max: 100}
	case path[0] == "command" && len(path) == 2 && path[1] == "args":
		return &cost.SizeEstimate{Max: 1024}
	case element.Type().Kind() == cel.StringKind:
		return &cost.SizeEstimate{Max: 2048}
	}
	return nil
}
