package chat

import "time"

// Outcome is all that a text does. The store commits it whole or not at all.
type Outcome struct {
	// Kind says in one word what the text was, for metrics and logs: "chat", "join",
	// "stranger", "keyword-stop", "rate-limited", "unknown-command", "ignored" …
	Kind string
	// Changes to members and numbers, applied in order.
	Changes []Change
	// Directs are texts to single numbers, in the order in which they are sent.
	Directs []Direct
	// Broadcasts go to the room, in order; a long text is several parts.
	Broadcasts []Broadcast
	// Paced texts count for the sender's rate though they do not go to the room; chat always
	// counts.
	Paced bool
	// Calls are what services outside the room are asked because of it, in order. They are
	// made after the commit, and their answers are outcomes of their own.
	Calls []Call
	// Tags are kept with the message, if there is one, and counted.
	Tags []string
}

// Call asks a service outside the room once: for the answer to a custom command, or, with an
// empty Command, to take note of a text that a rule forwards, whose answer says nothing.
type Call struct {
	// Command is the custom command's own name, also when an alias was texted, and Text
	// what followed it.
	Command, Text string
	// PerMinute bounds the sender's uses of the command in any 60 seconds; 0 is no bound. It
	// is part of what the decision rests on.
	PerMinute int
	// Rule is the name of the rule that forwards, and URL where to.
	Rule, URL string
}

// Reword gives all texts other words that say the same, for example the carrier's plain
// characters where they save a segment.
func (o *Outcome) Reword(words func(string) string) {
	for i := range o.Directs {
		d := &o.Directs[i]
		d.Body, d.Words = words(d.Body), words(d.Words)
	}
	for i := range o.Broadcasts {
		b := &o.Broadcasts[i]
		b.Body, b.Words = words(b.Body), words(b.Words)
	}
}

// Direct is one text to one number.
type Direct struct {
	To   E164
	Body string
	// Media are sent along.
	Media []Media
	// Words is the text for phones that take no pictures; empty: Body.
	Words string
	// Kind says what it is for: "reply", "invitation", "resend", "notice", "sign-in", "opt-out".
	Kind DirectKind
	// Patient texts wait while the receiving member has quiet hours: what others have
	// caused. What answers the member's own text goes at once.
	Patient bool
}

// DirectKind says what a direct text is for.
type DirectKind string

// The kinds of direct texts. An OptOutConfirmation is the only text that passes the
// opt-out filter, and only when the room answers carrier keywords itself.
const (
	Reply              DirectKind = "reply"
	Invitation         DirectKind = "invitation"
	Resend             DirectKind = "resend"
	Notice             DirectKind = "notice"
	DirectMessage      DirectKind = "direct"
	Farewell           DirectKind = "farewell"
	RuleText           DirectKind = "rule"
	Summary            DirectKind = "summary"
	SignIn             DirectKind = "sign-in"
	OptOutConfirmation DirectKind = "opt-out"
)

// Broadcast is one SMS to everyone who is a member now and receives at the moment of
// sending. Broadcasts of one Outcome are parts of one text, up to the next that Begins one.
type Broadcast struct {
	// Author neither receives it nor finds it with #resend; 0 for nobody. Members who
	// mute the author do not receive it either.
	Author MemberID
	// Kind tells chat, which #resend repeats, from announcements, which it does not.
	Kind BroadcastKind
	// Body is the text as recipients see it.
	Body string
	// Media are sent along with this part.
	Media []Media
	// Words is the text for phones that take no pictures; empty: Body.
	Words string
	// About is whom an announcement names; 0 for nobody. AboutNew says that it names who
	// joins with the same Outcome, whose number nobody knows yet.
	About    MemberID
	AboutNew bool
	// Begins says that it is the first part of a text of its own, behind another one.
	Begins bool
}

// BroadcastKind tells chat from announcements.
type BroadcastKind string

// The kinds of broadcasts.
const (
	Chat         BroadcastKind = "chat"
	Announcement BroadcastKind = "announcement"
)

// Change is one change to members or numbers; the types below are all there are.
type Change interface{ change() }

type (
	// Join makes the number a member. The store gives the next MemberID; the new
	// member does not receive the Broadcasts of the same Outcome.
	Join struct {
		Number   E164
		Nickname Nickname
		Admin    bool
		// Consent is the text that the member sent, kept as the consent record.
		Consent string
		// Shown is the welcome that answered it, kept with it.
		Shown string
		// Place is where that text came from.
		Place Place
	}
	// Rename gives the member another nickname.
	Rename struct {
		Member   MemberID
		Nickname Nickname
	}
	// SetActive is #stop and #start.
	SetActive struct {
		Member MemberID
		Active bool
	}
	// SetPrivate is #private.
	SetPrivate struct {
		Member  MemberID
		Private bool
	}
	// SetAdmin is #admin.
	SetAdmin struct {
		Member MemberID
		Admin  bool
	}
	// SetMute is #mute: By stops or starts receiving Of's chat.
	SetMute struct {
		By, Of MemberID
		Muted  bool
	}
	// SetQuiet is #quiet; the zero Quiet switches it off. What is held for the member
	// goes at once then, or when the new hours end.
	SetQuiet struct {
		Member MemberID
		Quiet  Quiet
	}
	// Silence keeps a member's chat from everyone until then; the zero Until ends that.
	Silence struct {
		Member MemberID
		Until  time.Time
	}
	// SilenceTold records that a member was told of the silence.
	SilenceTold struct{ Member MemberID }
	// SetOptedOut records the carrier's STOP and START, for members and strangers.
	SetOptedOut struct {
		Number   E164
		OptedOut bool
		// Keyword is the word that was texted, for the consent record.
		Keyword string
	}
	// SetReachable ends a member's unreachability: a text came from there.
	SetReachable struct{ Member MemberID }
	// SetPlace keeps where the last text came from.
	SetPlace struct {
		Member MemberID
		Place  Place
	}
	// Invited records an invitation, for the inviter's limit and the 24 hours' peace of
	// the invited.
	Invited struct {
		By     MemberID
		Number E164
		At     time.Time
		// Shown is the invitation, with {name} in the inviter's place, kept as consent record.
		Shown string
		// Unsent invitations count for the inviter's limit alone: nothing was sent, and
		// the limit must not tell the inviter so.
		Unsent bool
	}
	// StrangerTold records that a stranger was told how to join.
	StrangerTold struct {
		Number E164
		At     time.Time
	}
	// RestTold records that a sender was told that the room rests.
	RestTold struct {
		Number E164
		At     time.Time
	}
	// RestKnown records that the admins were told that the room rests that day.
	RestKnown struct{ Day string }
	// RateTold records that a sender was told of the rate limit, or of a held intake.
	RateTold struct {
		Number E164
		At     time.Time
	}
	// Leave ends a membership: all records of the member are deleted.
	Leave struct {
		Member MemberID
		Number E164
		Why    Leaving
	}
	// Ban keeps a number from getting any answer. Nickname is the last one, by which the ban
	// can be found; zero for a number that was no member's.
	Ban struct {
		Number   E164
		Nickname Nickname
	}
	// Unban ends a ban.
	Unban struct{ Number E164 }
	// SetTopic is #topic; the empty one takes it away.
	SetTopic struct{ Topic string }
	// React counts a tapback to a message; the zero What takes back what was counted.
	React struct {
		Of   Seq
		By   MemberID
		What Reaction
	}
)

// Leaving says why somebody is no member any more.
type Leaving int

// Why somebody is no member any more.
const (
	Left Leaving = iota
	Kicked
	Banned
)

// Reaction is what a tapback says: one of those below, or an emoji. The zero Reaction is
// none.
type Reaction string

// The reactions that have a name.
const (
	Loved      Reaction = "loved"
	Liked      Reaction = "liked"
	Disliked   Reaction = "disliked"
	Laughed    Reaction = "laughed"
	Emphasized Reaction = "emphasized"
	Questioned Reaction = "questioned"
	Sticker    Reaction = "sticker"
)

func (Join) change()         {}
func (Rename) change()       {}
func (SetActive) change()    {}
func (SetPrivate) change()   {}
func (SetAdmin) change()     {}
func (SetMute) change()      {}
func (SetQuiet) change()     {}
func (Silence) change()      {}
func (SilenceTold) change()  {}
func (SetOptedOut) change()  {}
func (SetReachable) change() {}
func (SetPlace) change()     {}
func (Invited) change()      {}
func (StrangerTold) change() {}
func (RestTold) change()     {}
func (RestKnown) change()    {}
func (RateTold) change()     {}
func (Leave) change()        {}
func (Ban) change()          {}
func (Unban) change()        {}
func (SetTopic) change()     {}
func (React) change()        {}
