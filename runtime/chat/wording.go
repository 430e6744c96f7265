package chat

// The catalogue: every word that the room says, to be read and translated as a whole.
// "{room}" is the room's name, "#" its prefix; other names in braces are explained by
// their use. Plain GSM-7, and one segment with ordinary names; a test holds both.

// Joining and names.
const (
	msgWelcome message = "Welcome to {room}, {name}! #help for commands, #stop to pause, STOP to leave, " +
		"HELP for help. Msg frequency varies, msg&data rates may apply."
	msgJoined            message = "{name} joined"
	msgRenamed           message = "{old} is now {name}"
	msgAlreadyMember     message = "You are {name} here already. To change that, text #update and a new nickname."
	msgUpdated           message = "You are {name} now."
	msgSameName          message = "You are {name} already."
	msgNicknameTaken     message = "{name} is taken. {free} is free: text #{command} {free}"
	msgNicknameTakenOnly message = "{name} is taken. Please choose another nickname."
	msgNicknameRule      message = "A nickname has 1 to 20 letters, digits, _ - or . and begins with a letter. Example: #{command} Ann"
	msgNicknameReserved  message = "{name} can't be a nickname. Please choose another one."
	msgInviteOnly        message = "Sorry, {room} is for invited people only. Ask a member to invite you."
	msgFull              message = "Sorry, {room} is full: {count} members are the most."
)

// People who are no members.
const (
	msgStranger message = "This is {room}, a group chat by SMS. To join, text #join and a nickname, like #join Ann. " +
		"Msg&data rates may apply. STOP for no texts."
	msgStrangerUninvited message = "This is {room}, a group chat by SMS for invited people only. Ask a member to invite you."
	msgInvitation        message = "{name} invites you to {room}, a group chat by SMS. To join, text #join and a nickname. " +
		"To refuse, ignore this or text STOP."
)

// The carrier's keywords, where the room answers them itself.
const (
	msgOptedOut    message = "You get no more texts from {room}. To come back, text START."
	msgStartFirst  message = "You have texted STOP, so {room} can't text you. Text START first."
	msgKeywordHelp message = "{room}, a group chat by SMS. Text #help for commands. Msg frequency varies, " +
		"msg&data rates may apply. Text STOP to get no more texts."
)

// Chat.
const (
	msgPicture     message = "(picture)"
	msgPictures    message = "({count} pictures)"
	msgAttachment  message = "(attachment)"
	msgStopped     message = "Not sent: you have stopped. #start to talk again."
	msgTooLong     message = "Not sent: your message has {count} characters, {limit} are the most."
	msgTooLarge    message = "Pictures over 5 MB can't be sent. Yours was left out."
	msgRateLimited message = "Not sent: {limit} messages a minute are the most. Please wait a minute."
	msgBacklog     message = "The room is busy: it takes about {wait} until everyone has your message."
	msgRests       message = "The room has sent all it may today and rests until {time}. Your message goes out then."
	msgSpent       message = "{room} has sent the {count} segments of today's limit and rests until {time}. Commands still work."
	msgMinutes     message = "{count} minutes"
	msgHours       message = "{count} hours"
)

// Commands in general.
const (
	msgUsage             message = "Usage: #{command}{usage}"
	msgUnknown           message = "There is no command #{command}. Text #help for all commands."
	msgUnknownNear       message = "There is no command #{command}. Did you mean #{near}? Text #help for all commands."
	msgAdminsOnly        message = "Sorry, only admins can use #{command}."
	msgCustomUnavailable message = "Sorry, #{command} can't be used right now. Please try again later."
	msgNobody            message = "There is no {name} here. Text #list to see who is."
	msgNobodyNear        message = "There is no {name} here. Did you mean {near}?"
)

// #invite
const (
	msgInviteOnItsWay  message = "If that number can take it, an invitation is on its way."
	msgInvitesOff      message = "Sorry, {room} takes no invitations."
	msgInviteNoNumber  message = "I can't read that as a phone number. Try it with the country code: #{command} +14155550123"
	msgInviteNotMobile message = "Not invited: that is no mobile number, as far as I can tell."
	msgInviteCountry   message = "Sorry, {room} can't invite numbers of that country."
	msgInviteLimit     message = "Not invited: {limit} invitations in 24 hours are the most. Please try again later."
)

// #who and #private
const (
	msgProfile        message = "{name}: {number}, member since {since}{admin}{place}."
	msgProfileAdmin   message = ", admin"
	msgProfilePlace   message = ", {place}"
	msgProfilePrivate message = "The profile of {name} is private."
	msgOwnPrivate     message = " Your profile is private."
	msgOwnPublic      message = " Your profile is public."
	msgOwnStopped     message = " You have stopped."
	msgPrivateOn      message = "Your profile is private: the others see your nickname and nothing more."
	msgPrivateOff     message = "Your profile is public: the others can see your number, your place and since when you are a member."
	dateLayout                = "2 Jan 2006"
)

// #stop and #start
const (
	msgStop         message = "You have stopped and get no more messages from {room}. To come back, text #start"
	msgStopAlready  message = "You have stopped already. To come back, text #start"
	msgStartAlready message = "You get the messages of {room} already."
	msgBack         message = "Welcome back to {room}, {name}!"
	msgBackMissed1  message = "Welcome back to {room}, {name}! You missed 1 message. To get it, text #resend"
	msgBackMissed   message = "Welcome back to {room}, {name}! You missed {count} messages. To get them, text #resend {count}"
	msgBackMany     message = "Welcome back to {room}, {name}! You missed {count} messages. To get the last {limit}, text #resend {limit}"
)

// #list
const (
	msgList1    message = "1 member: {names}"
	msgList     message = "{count} members: {names}"
	msgListPage message = "{count} members, page {page} of {pages}: {names}"
	msgListMore message = ". More: #list {page}"
	msgListEnd  message = "Page {pages} is the last one of #list."

	markAdmin           message = " (admin)"
	markStopped         message = " (stopped)"
	markAdminAndStopped message = " (admin, stopped)"
)

// #resend
const (
	msgResendNone message = "There is nothing to resend."
	msgResendOnly message = "There are only {count} to resend:"
	msgResend1    message = "There is only 1 to resend:"
)

// #mute
const (
	msgMuted     message = "You get no messages from {name} any more. To undo: #mute {name} off"
	msgUnmuted   message = "You get the messages of {name} again."
	msgMuteSelf  message = "You can't mute yourself."
	msgMuteNone  message = "You have muted nobody."
	msgMutedList message = "You have muted: {names}"
)

// #admin
const (
	msgAdminOn         message = "{name} is an admin now."
	msgAdminOff        message = "{name} is no admin any more."
	msgAdminOffSelf    message = "You are no admin any more."
	msgAdminAlready    message = "{name} is an admin already."
	msgAdminAlreadyNot message = "{name} is no admin."
	msgAdminLast       message = "{name} is the last admin. Make someone else an admin first."
	msgAdminGiven      message = "{name} made you an admin of {room}. Text #help to see what you can do."
	msgAdminTaken      message = "{name} took back your admin rights in {room}."
)

// #help
const (
	msgHelp       message = "{names}. For more: #help <command>"
	msgHelpOn     message = "#{command}{usage}: {summary}"
	msgHelpAdmins message = "#{command}{usage}: {summary} Admins only."
	msgHelpBare   message = "#{command}{usage}"
)

// What #help and usage lines say of each command: its arguments and what it does.
const (
	useAdmin   = " <nickname> <on|off>"
	sumAdmin   = message("gives or takes admin rights.")
	useHelp    = " <command>"
	sumHelp    = message("explains a command; alone, lists all commands.")
	useInvite  = " <phone number>"
	sumInvite  = message("sends one invitation to that number.")
	useJoin    = " <nickname>"
	sumJoin    = message("makes you a member.")
	useList    = " <page>"
	sumList    = message("lists the members; 50 a page.")
	useMute    = " <nickname> <on|off>"
	sumMute    = message("stops or brings back one member's messages; alone, lists whom you have muted.")
	usePrivate = " <on|off>"
	sumPrivate = message("hides your profile from the others or shows it.")
	useResend  = " <1 to 20>"
	sumResend  = message("sends you the last messages again; alone, the last one.")
	useStart   = ""
	sumStart   = message("brings the room's messages back.")
	useStop    = ""
	sumStop    = message("pauses the room's messages until you text #start.")
	useUpdate  = " <new nickname>"
	sumUpdate  = message("changes your nickname.")
	useWho     = " <nickname>"
	sumWho     = message("shows a member's profile; alone, your own.")
)
