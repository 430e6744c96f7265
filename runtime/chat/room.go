package chat

import "time"

// Room is what chat knows of a room: settings with every default filled in.
type Room struct {
	// Name is what members see.
	Name string
	// Number is the room's own number. A short code is its digits.
	Number E164
	// NumberType decides who answers carrier keywords and which of them count.
	NumberType NumberType
	// Prefix begins a command; the full-width form of "#" counts as well.
	Prefix rune
	// Region is the ISO 3166 country in which numbers without a country code are read.
	Region string
	// TimeZone is the room's; never nil.
	TimeZone *time.Location
	// Admins become admin when they join.
	Admins []E164
	// InviteOnly refuses strangers without an invitation.
	InviteOnly bool
	// Invites says who may invite.
	Invites InvitePolicy
	// AnnounceJoins tells the others who joined, left or was renamed.
	AnnounceJoins bool
	// Language is the language of the replies.
	Language Language
	// Reactions says what becomes of tapbacks.
	Reactions Reactions
	// Welcome is added to the reply to #join.
	Welcome string
	// SelfOptOut is true when the room answers STOP, START and HELP itself.
	SelfOptOut bool
	// SegmentsPerSecond is the number's rate, for the notice of a long backlog.
	SegmentsPerSecond int
	// SegmentsPerDay is what the room may send in a day of the US carriers; 0 is no bound.
	SegmentsPerDay int64
	// MaxMembers bounds the room.
	MaxMembers int
	// ChatPerMinute bounds one member's chat texts in any 60 seconds; 0 is no bound.
	ChatPerMinute int
	// InvitesPerDay bounds one member's invitations in 24 hours; 0 is no bound.
	InvitesPerDay int
	// AllowedCountries may be invited, join and be answered; empty: all.
	AllowedCountries []string
	// Segments counts what a body costs; the carrier's own count, handed in.
	Segments func(body string) int
	// Commands are the custom commands that the room's owner has declared. Those made on
	// the screen come with the facts, and never take the name of one of these.
	Commands []CustomCommand
}

// NumberType is the kind of the room's number.
type NumberType int

// The kinds of numbers.
const (
	LongCode NumberType = iota
	TollFree
	ShortCode
)

// InvitePolicy says who may invite.
type InvitePolicy int

// Who may invite.
const (
	MembersInvite InvitePolicy = iota
	AdminsInvite
	NobodyInvites
)

// Reactions says what becomes of tapbacks.
type Reactions int

// What becomes of tapbacks: told to the author in a summary, sent to the room like chat,
// or dropped.
const (
	FoldReactions Reactions = iota
	BroadcastReactions
	DropReactions
)

// CustomCommand is a command that a service outside the room answers, as far as members
// notice.
type CustomCommand struct {
	Name    string
	Aliases []string
	// Summary and Usage are what #help says of it, in its owner's words.
	Summary   string
	Usage     string
	AdminOnly bool
	// ForRoom commands are answered to everybody, the others to the sender.
	ForRoom bool
	// PerMinute bounds one member's uses in any 60 seconds; 0 is no bound.
	PerMinute int
	// OnFailure is the reply when the service fails; empty: the catalogue's.
	OnFailure string
}
