package chat

import "time"

// E164 is a phone number in ITU-T E.164 form ("+14155550100"), or a short code's
// digits. ParseE164 is its constructor for what people type; what Twilio sends as From
// or To is taken by CarrierNumber.
type E164 string

// MemberID numbers members 1, 2, 3 … in order of joining; a number is never reused.
type MemberID uint32

// Seq numbers what the room has accepted for everyone, in the one order in which
// every member receives it. The zero Seq stands before the first.
type Seq int64

// Member is one person in the room.
type Member struct {
	ID       MemberID
	Number   E164
	Nickname Nickname
	JoinedAt time.Time
	// Active members receive chat; #stop and #start switch it.
	Active bool
	// Private hides the profile from the others.
	Private bool
	Admin   bool
	// OptedOut means the carrier blocks texts to this number: nothing at all is sent.
	OptedOut bool
	// Unreachable means the number could not be texted; its next text ends that.
	Unreachable bool
	// Quiet are the hours in which the member gets no chat.
	Quiet Quiet
	// StoppedAt is the last Seq accepted when the member stopped; 0 while active.
	StoppedAt Seq
	// Place is where Twilio last said the number is from.
	Place Place
	// Messages counts the member's accepted chat texts.
	Messages int64
	// SilencedUntil is until when the member's chat is kept from everyone; zero: it is not.
	SilencedUntil time.Time
	// SilenceTold says that the member was told of that.
	SilenceTold bool
}

// Silenced says whether the member's chat is kept from everyone.
func (m Member) Silenced(now time.Time) bool { return m.SilencedUntil.After(now) }

// Receives says whether chat goes to the member.
func (m Member) Receives() bool { return m.Active && !m.OptedOut && !m.Unreachable }

// Place is the FromCity, FromState and FromCountry of an inbound text.
type Place struct{ City, State, Country string }

// Nickname is a checked nickname. ParseNickname is its only constructor.
type Nickname struct{ display, key string }

// String is the nickname as its owner wrote it.
func (n Nickname) String() string { return n.display }

// Key is what nicknames are compared by: NFKC, case-folded.
func (n Nickname) Key() string { return n.key }

// IsZero reports whether n is no nickname.
func (n Nickname) IsZero() bool { return n.display == "" }

// StoredNickname restores a nickname that ParseNickname once accepted; the store uses
// it, so that a later change of the rule locks nobody out.
func StoredNickname(display, key string) Nickname { return Nickname{display: display, key: key} }
