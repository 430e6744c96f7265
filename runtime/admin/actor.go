package admin

import (
	"context"

	"github.com/smackdev/smack/runtime/chat"
)

// Role is what somebody may do.
type Role string

// The roles. The zero Role may do nothing.
const (
	// Admin sees numbers and texts, and changes what the room file leaves open.
	Admin Role = "admin"
	// ReadOnly sees masked numbers, no texts, and changes nothing.
	ReadOnly Role = "readOnly"
)

// Actor is who looks or acts.
type Actor struct {
	// Member is who signed in by an SMS code; 0 for a token.
	Member chat.MemberID
	// Name is what the audit log calls the actor: a nickname, or what a token is called.
	Name string
	// Number is the member's, empty for a token.
	Number chat.E164
	Role   Role
	// Token says that a bearer token was shown.
	Token bool
}

// sees is a number as the actor may see it.
func (a Actor) sees(n chat.E164) string {
	if a.Role == Admin {
		return string(n)
	}
	return chat.Mask(n)
}

// reads is a text as the actor may read it: whole, or not at all.
func (a Actor) reads(text string) string {
	if a.Role == Admin {
		return text
	}
	return ""
}

type actorKey struct{}

// WithActor lets handlers know who asks.
func WithActor(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// ActorFrom is who asks; false where nobody has signed in.
func ActorFrom(ctx context.Context) (Actor, bool) {
	a, ok := ctx.Value(actorKey{}).(Actor)
	return a, ok
}
