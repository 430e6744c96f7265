package chat

import "time"

// Text is one inbound SMS or MMS.
type Text struct {
	// SID is Twilio's MessageSid, an opaque string.
	SID  string
	From E164
	Body string
	// Media are the pictures that came along, in order.
	Media []Media
	// TooLarge counts the pictures that came along and are too large to send on.
	TooLarge int
	// OptOutType is Twilio's OptOutType parameter: "STOP", "START", "HELP" or "".
	OptOutType string
	Place      Place
}

// Media is one picture of an inbound message.
type Media struct {
	URL         string
	ContentType string
	// Public pictures are where everybody may fetch them; all others are the carrier's.
	Public bool `json:",omitempty"`
}

// Reading is what Read made of a text, before anything is known about its sender.
// The caller hands it back to Decide unchanged; only Need concerns the caller.
type Reading struct {
	// Need are the facts to fetch, besides the sender, which is always needed.
	Need Need

	kind    readingKind
	keyword keyword
	command string   // lower case, no prefix
	args    []string // split at white space
	rest    string   // everything behind the command's name, trimmed
	body    string   // chat: the text to send, prefix unescaped
	phone   typedNumber
	tapback tapback
}

// Plain says that the text is chat whatever was said before it, so that Decide needs to know
// of the sender alone to say what becomes of it.
func (r Reading) Plain() bool { return r.kind == readChat }

type readingKind int

// Need lists what Decide has to know about others. Zero values need nothing.
type Need struct {
	// Nicknames to look up, as keys.
	Nicknames []string
	// Numbers to look up: are they members, opted out, banned, recently invited?
	Numbers []E164
	// Members asks for every member in join order (#list).
	Members bool
	// MembersIfUnknown asks for Members only if one of Nicknames is nobody's, so that
	// the closest one can be suggested.
	MembersIfUnknown bool
	// Muted asks for the nicknames that the sender has muted.
	Muted bool
	// Recent asks for the last n chat texts addressed to the sender, each with all its parts.
	Recent int
	// Missed asks how many chat messages the sender missed since StoppedAt.
	Missed bool
	// Budget asks for the admins if so many segments of today are spent, or the carriers take
	// no more, and they have not been told; 0 never asks for what is spent.
	Budget int64
	// Chat asks for the facts that a chat text needs: rate and backlog.
	Chat bool
	// Log asks for the last n messages of the room, as far as the sender may have seen them.
	Log int
	// MutesSender asks which of the members found by Nicknames mute the sender.
	MutesSender bool
	// BannedAs are nickname keys under which a banned number may be known.
	BannedAs []string
	// Today asks for the room's figures of the day in that zone (#stats); nil does not.
	Today *time.Location
	// Commands asks for the commands that were made on the screen.
	Commands bool
	// Calls asks how often the sender has used custom commands in the last minute.
	Calls bool
}

// Facts are what the store knows, read in one round trip at one moment. Rev guards the
// decision: a commit against other facts than those it was made with is refused.
type Facts struct {
	// Rev is the room's membership revision; opaque to chat.
	Rev int64
	// Seq is the last accepted Seq.
	Seq Seq
	// Now is the time of the facts; Decide has no other clock.
	Now time.Time
	// Sender is the member who texts; nil for a stranger.
	Sender *Member
	// SenderNumber tells of the number itself, member or not.
	SenderNumber NumberFacts
	// MemberCount and AdminCount count all members and the admins among them.
	MemberCount int
	AdminCount  int
	// ByNickname has the members found for Need.Nicknames, by key.
	ByNickname map[string]Member
	// ByNumber has what is known of Need.Numbers.
	ByNumber map[E164]NumberFacts
	// Members are all members in join order, when asked for.
	Members []Member
	// Muted are the members whom the sender has muted, when asked for.
	Muted []Member
	// Recent are the last chat texts addressed to the sender, oldest first, part by part.
	Recent []Message
	// Missed counts chat messages addressed to the sender since StoppedAt.
	Missed int
	// ChatLastMinute counts the sender's chat texts in the last 60 seconds.
	ChatLastMinute int
	// InvitesToday counts the sender's invitations in the last 24 hours.
	InvitesToday int
	// ReceiverCount counts members who receive chat now.
	ReceiverCount int
	// SpentToday counts the segments of this day of the US carriers, when there is a budget
	// or figures are asked for.
	SpentToday int64
	// RestKnown says that admins have been told of today's rest.
	RestKnown bool
	// Admins are all admins, where the room rests and they do not know it.
	Admins []Member
	// BacklogSegments estimates the segments that wait to be sent.
	BacklogSegments int64
	// Topic is the room's topic; empty if there is none.
	Topic string
	// Log are the last messages, newest first, announcements and the sender's own too, when
	// asked for.
	Log []Message
	// MutesSender are those of ByNickname who mute the sender.
	MutesSender map[MemberID]bool
	// BannedAs are the banned numbers found for Need.BannedAs, by key.
	BannedAs map[string]E164
	// MessagesToday counts the chat texts since the room's midnight; MessagesMore says
	// that there were more than are counted.
	MessagesToday int
	MessagesMore  bool
	// StrangersThisHour counts the answers of this hour to people who are no members, where
	// the sender is none.
	StrangersThisHour int
	// IntakeHeld says that nothing may be said to others until somebody lets it go on.
	IntakeHeld bool
	// Resting says until when the room sends nothing; zero: it sends.
	Resting Resting
	// Commands are those made on the screen that may be used, when asked for.
	Commands []CustomCommand
	// CallsLastMinute counts the sender's uses of each custom command in the last 60
	// seconds, when asked for.
	CallsLastMinute map[string]int
}

// Resting is a pause of all that the room sends.
type Resting struct {
	Until time.Time
	// Cap says that the carrier wants it so, and not the room's own budget.
	Cap bool
}

// NumberFacts is what is known about a number.
type NumberFacts struct {
	// Member is the member with this number, if any.
	Member *Member
	// OptedOut numbers have told the carrier STOP.
	OptedOut bool
	// Banned numbers get no answer at all.
	Banned bool
	// InvitedAt is when the number was last invited; zero: never.
	InvitedAt time.Time
	// StrangerToldAt is when a stranger was last told how to join; zero: never.
	StrangerToldAt time.Time
	// RestToldAt is when the sender was last told that the room rests; zero: never.
	RestToldAt time.Time
	// RateToldAt is when the sender was last told of the rate limit; zero: never.
	RateToldAt time.Time
}

// Message is one SMS worth of what the room said, as it stands in the log.
type Message struct {
	Seq Seq
	// First is the Seq of the first part of the text this is a part of.
	First Seq
	// Author is who said it; 0 for nobody.
	Author MemberID
	// Body is the text as recipients see it, nickname and part number included.
	Body  string
	Media []Media
	// Words is the text for phones that take no pictures; empty: Body.
	Words string
	At    time.Time
}
