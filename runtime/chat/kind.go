package chat

// What an Outcome's Kind may be, besides the names of the built-in commands.
const (
	// KindIgnored is white space, or a text from the room's own number.
	KindIgnored = "ignored"
	// KindBanned is a text from a banned number.
	KindBanned = "banned"
	// KindStranger is a text from someone who is no member.
	KindStranger = "stranger"
	// KindFlood is a text from someone who is no member, and gets no answer because too
	// many others did.
	KindFlood = "flood"
	// KindOptedOut is a text from someone whom the carrier blocks.
	KindOptedOut = "opted-out"
	// KindKeywordStop, KindKeywordStart and KindKeywordHelp are the carrier's keywords.
	KindKeywordStop  = "keyword-stop"
	KindKeywordStart = "keyword-start"
	KindKeywordHelp  = "keyword-help"
	// KindChat is a text that went to the room.
	KindChat = "chat"
	// KindReaction is a tapback that did not go to the room.
	KindReaction = "reaction"
	// KindStopped is a chat text of a member who has stopped.
	KindStopped = "stopped"
	// KindTooLong is a chat text over the limit.
	KindTooLong = "too-long"
	// KindTooLarge is a picture over the limit, without words.
	KindTooLarge = "too-large"
	// KindRateLimited is a chat text over the sender's rate.
	KindRateLimited = "rate-limited"
	// KindIntakeHeld is a chat text while the room takes none.
	KindIntakeHeld = "intake-held"
	// KindSilenced is a chat text of a member whose chat is kept from everyone.
	KindSilenced = "silenced"
	// KindDropped is a text that a rule has kept from commands and chat.
	KindDropped = "dropped"
	// KindUnknownCommand is a command that the room does not have.
	KindUnknownCommand = "unknown-command"
	// KindUsage is a command with wrong arguments.
	KindUsage = "usage"
	// KindCustomCommand is a command that the room's owner has defined.
	KindCustomCommand = "custom-command"
	// KindAnswer is what a service said to a custom command.
	KindAnswer = "answer"
)
