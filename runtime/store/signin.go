package store

import (
	"context"
	"fmt"
	"time"

	"github.com/smackdev/smack/runtime/chat"
)

// How often codes may be asked for and tried. Together they leave a guesser 50 of a million
// codes of one member in a day, and cost a room that is asked by strangers ten texts a day
// for each admin.
const (
	// SignInLife is how long a code works.
	SignInLife = 5 * time.Minute
	// SignInTries is how often a code may be mistyped.
	SignInTries = 5
	// signInWindow is the time in which the limits but the last count.
	signInWindow    = 15 * time.Minute
	signInPerClient = 20
	signInInTotal   = 60
	signInPerMember = 3
	signInPerDay    = 10
)

// SignIn is what a browser may sign in with.
type SignIn struct {
	// ID and Code are hashes: what is kept opens nothing.
	ID, Code string
	// Member is who gets the code; nil if nobody is who may have one.
	Member *chat.Member
	// Client is where the request came from.
	Client string
	// Text brings the code to the member.
	Text chat.Direct
}

// AskSignIn keeps the code and queues its text at once. It is false if this client or all
// clients have asked too often; whether there is such an admin makes no difference to that.
func (s *Store) AskSignIn(ctx context.Context, in SignIn) (bool, error) {
	member, line, item := "0", "", ""
	if in.Member != nil {
		member, line, item = idText(in.Member.ID), directLine(in.Text.To), encodeDirect(in.Text, s.options.Segments)
	}
	kept, err := s.scripts.signInAsk.run(ctx, s.client, in.ID, member, in.Code, in.Client, line, item,
		signInWindow.Milliseconds(), signInPerClient, signInInTotal, signInPerMember, signInPerDay,
		SignInLife.Milliseconds(), SignInTries).Int()
	if err != nil {
		return false, fmt.Errorf("keeping a sign-in: %w", err)
	}
	return kept == 1, nil
}

// TrySignIn counts a try and asks right whether the hash is the code's. The member is whose
// code it is, 0 where it is nobody's; the rest says whether that member has signed in, once.
func (s *Store) TrySignIn(ctx context.Context, id string, right func(code string) bool) (chat.MemberID, bool, error) {
	reply, err := s.scripts.signInTry.run(ctx, s.client, id).Slice()
	if err != nil {
		return 0, false, fmt.Errorf("trying a code: %w", err)
	}
	if len(reply) == 0 {
		return 0, false, nil
	}
	member := memberID(asText(item(reply, 0)))
	if member == 0 || !right(asText(item(reply, 1))) {
		return member, false, nil
	}
	if asInt(item(reply, 2)) > 0 {
		// Of two who type the right code at once, one signs in.
		n, err := s.client.Del(ctx, s.keys.of(familySignIn, id)).Result()
		if err != nil {
			return 0, false, fmt.Errorf("ending a code: %w", err)
		}
		return member, n > 0, nil
	}
	return member, true, nil
}

// Limit is how often something may be tried in a while.
type Limit struct {
	// What names it; each name counts apart.
	What string
	// Window begins with the first try.
	Window time.Duration
	// PerClient bounds one client, InTotal all of them.
	PerClient, InTotal int
}

// Attempt counts a try and says whether it was within the limit.
func (s *Store) Attempt(ctx context.Context, l Limit, client string) (bool, error) {
	return s.attempt(ctx, l, client, true)
}

// Open says, without counting, whether one more try would be within the limit.
func (s *Store) Open(ctx context.Context, l Limit, client string) (bool, error) {
	return s.attempt(ctx, l, client, false)
}

func (s *Store) attempt(ctx context.Context, l Limit, client string, add bool) (bool, error) {
	n, err := s.scripts.attempt.run(ctx, s.client, l.What, client, flag(add), l.Window.Milliseconds(), l.PerClient, l.InTotal).Int()
	if err != nil {
		return false, fmt.Errorf("counting tries of %s: %w", l.What, err)
	}
	return n == 1, nil
}
