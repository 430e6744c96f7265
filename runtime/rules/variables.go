package rules

import (
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
	"cel.dev/cel-go/common/types/traits"
	"cel.dev/cel-go/interpreter"
)

// variables are what expressions can name, as CEL's values.
type variables struct {
	sms, member, room, command, clock ref.Val
}

// values adapts what rules see, once for all rules.
func values(adapter types.Adapter, text Text) *variables {
	return &variables{
		sms:    &parameters{Mapper: types.NewStringStringMap(adapter, text.SMS)},
		member: adapter.NativeToValue(&text.Member), room: adapter.NativeToValue(&text.Room),
		command: adapter.NativeToValue(&text.Command), clock: types.Timestamp{Time: text.Now},
	}
}

// ResolveName makes variables an Activation.
func (v *variables) ResolveName(name string) (any, bool) {
	switch name {
	case "sms":
		return v.sms, true
	case "member":
		return v.member, true
	case "room":
		return v.room, true
	case "command":
		return v.command, true
	case "now":
		return v.clock, true
	}
	return nil, false
}

// Parent makes variables an Activation.
func (*variables) Parent() interpreter.Activation { return nil }

// parameters are the carrier's: what it did not send reads as empty, so that a rule need not
// ask first whether it is there.
type parameters struct{ traits.Mapper }

// Find makes parameters a Mapper.
func (p *parameters) Find(key ref.Val) (ref.Val, bool) {
	if value, ok := p.Mapper.Find(key); ok || value != nil {
		return value, ok
	}
	return types.String(""), true
}

// Get makes parameters a Mapper.
func (p *parameters) Get(key ref.Val) ref.Val {
	value, _ := p.Find(key)
	return value
}
