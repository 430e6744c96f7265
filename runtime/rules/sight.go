package rules

import (
	"cel.dev/cel-go/cel"
	"cel.dev/cel-go/common/ast"
)

// sight is which of the things that change without the text expressions look at: a verdict
// is as good as what is known of those.
type sight struct {
	// sender is of what changes of a member's record: messages, admin, private.
	sender bool
	// room is of the room's members and topic.
	room bool
}

func (s sight) and(more sight) sight { return sight{s.sender || more.sender, s.room || more.room} }

// SeesSender says whether a rule looks at how many messages the sender has sent, or whether
// the sender is an admin or private.
func (s *Set) SeesSender() bool { return s != nil && s.sees.sender }

// SeesRoom says whether a rule looks at the room's members or topic.
func (s *Set) SeesRoom() bool { return s != nil && s.sees.room }

// seen finds the fields that an expression names. One that takes a whole variable looks at
// all of it.
func seen(tree *cel.Ast) (s sight) {
	whole := map[string]int{}
	ast.PostOrderVisit(tree.NativeRep().Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		switch e.Kind() {
		case ast.IdentKind:
			whole[e.AsIdent()]++
		case ast.SelectKind:
			of := e.AsSelect()
			if of.Operand().Kind() != ast.IdentKind {
				return
			}
			whole[of.Operand().AsIdent()]--
			switch of.Operand().AsIdent() + "." + of.FieldName() {
			case "member.messages", "member.admin", "member.private":
				s.sender = true
			case "room.members", "room.topic":
				s.room = true
			}
		}
	}))
	s.sender = s.sender || whole["member"] > 0
	s.room = s.room || whole["room"] > 0
	return s
}
