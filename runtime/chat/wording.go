package chat

// english is the catalogue: every word that the room says, to be read and translated as a
// whole. "{room}" is the room's name, "#" its prefix; other names in braces are explained
// by their use. Plain GSM-7, and one segment with ordinary names; a test holds both.
var english = catalogue{
	// Joining and names.
	msgWelcome: "Welcome to {room}, {name}! #help for commands, #leave to leave. HELP for help, STOP to end. " +
		"Msg frequency varies, msg&data rates may apply.",
	msgWelcomeTopic:      "\nTopic: {topic}",
	msgJoined:            "{name} joined",
	msgRenamed:           "{old} is now {name}",
	msgAlreadyMember:     "You are {name} here already. To change that, text #update and a new nickname.",
	msgUpdated:           "You are {name} now.",
	msgSameName:          "You are {name} already.",
	msgNicknameTaken:     "{name} is taken. {free} is free: text #{command} {free}",
	msgNicknameTakenOnly: "{name} is taken. Please choose another nickname.",
	msgLooksLike:         "{name} looks like the name of someone here. {free} is free: text #{command} {free}",
	msgLooksLikeOnly:     "{name} looks like the name of someone here. Please choose another nickname.",
	msgNicknameRule:      "A nickname has 1 to 20 letters, digits, _ - or . and begins with a letter. Example: #{command} Ann",
	msgNicknameReserved:  "{name} can't be a nickname. Please choose another one.",
	msgInviteOnly:        "Sorry, {room} is for invited people only. Ask a member to invite you.",
	msgFull:              "Sorry, {room} is full: {count} members are the most.",
	msgCountry:           "Sorry, {room} takes no numbers of that country.",

	// People who are no members.
	msgStranger: "This is {room}, a group chat by SMS. To join, text #join and a nickname, like #join Ann. " +
		"Msg&data rates may apply. STOP for no texts.",
	msgStrangerUninvited: "This is {room}, a group chat by SMS for invited people only. Ask a member to invite you.",
	msgInvitation: "{name} invites you to {room}, a group chat by SMS. To join, text #join and a nickname. " +
		"To refuse, ignore this or text STOP.",

	// The carrier's keywords, where the room answers them itself.
	msgOptedOut:   "You get no more texts from {room}. To come back, text START.",
	msgStartFirst: "You have texted STOP, so {room} can't text you. Text START first.",
	msgKeywordHelp: "{room}, a group chat by SMS. Text #help for commands. Msg frequency varies, " +
		"msg&data rates may apply. Text STOP to get no more texts.",

	// Chat.
	msgPicture:     "(picture)",
	msgPictures:    "({count} pictures)",
	msgAttachment:  "(attachment)",
	msgStopped:     "Not sent: you have stopped. #start to talk again.",
	msgTooLong:     "Not sent: your message has {count} characters, {limit} are the most.",
	msgTooLarge:    "Pictures over 5 MB and other files over 500 KB can't be sent. Yours was left out.",
	msgRateLimited: "Not sent: {limit} messages a minute are the most. Please wait a minute.",
	msgIntakeHeld:  "Not sent: {room} is paused. Please try again later; commands still work.",
	msgSilenced:    "Not sent: your messages go to nobody until {until}. Commands still work.",
	msgBacklog:     "The room is busy: it takes about {wait} until everyone has your message.",
	msgRests:       "The room has sent all it may today and rests until {time}. Your message goes out then.",
	msgSpent:       "{room} has sent the {count} segments of today's limit and rests until {time}. Commands still work.",
	msgCap:         "The carrier takes no more texts today; {room} rests until {time}. Your message goes out then.",
	msgCapAdmins:   "The carriers' daily limit of {room} is used up: it rests until {time}. Commands still work.",
	msgMinute:      "1 minute",
	msgMinutes:     "{count} minutes",
	msgHours:       "{count} hours",
	timeLayout:     "15:04 MST",

	// Commands in general.
	msgUsage:             "Usage: #{command}{usage}",
	msgUnknown:           "There is no command #{command}. Text #help for all commands.",
	msgUnknownNear:       "There is no command #{command}. Did you mean #{near}? Text #help for all commands.",
	msgAdminsOnly:        "Sorry, only admins can use #{command}.",
	msgCustomUnavailable: "Sorry, #{command} can't be used right now. Please try again later.",
	msgCalledTooOften:    "Not sent: #{command} can be used {limit} times a minute. Please wait a minute.",
	msgNobody:            "There is no {name} here. Text #list to see who is.",
	msgNobodyNear:        "There is no {name} here. Did you mean {near}?",
	wordOn:               "on",
	wordOff:              "off",

	// #invite
	msgInviteOnItsWay:  "If that number can take it, an invitation is on its way.",
	msgInvitesOff:      "Sorry, {room} takes no invitations.",
	msgInviteNoNumber:  "I can't read that as a phone number. Try it with the country code: #{command} +14155550123",
	msgInviteNotMobile: "Not invited: that is no mobile number, as far as I can tell.",
	msgInviteCountry:   "Sorry, {room} can't invite numbers of that country.",
	msgInviteLimit:     "Not invited: {limit} invitations in 24 hours are the most. Please try again later.",

	// #who and #private
	msgProfile:        "{name}: {number}, member since {since}{admin}{place}.",
	msgProfileAdmin:   ", admin",
	msgProfilePlace:   ", {place}",
	msgProfilePrivate: "The profile of {name} is private.",
	msgOwnPrivate:     " Your profile is private.",
	msgOwnPublic:      " Your profile is public.",
	msgOwnStopped:     " You have stopped.",
	msgPrivateOn:      "Your profile is private: the others see your nickname and nothing more.",
	msgPrivateOff:     "Your profile is public: the others can see your number, your place and since when you are a member.",
	dateLayout:        "2 Jan 2006",

	// #stop and #start
	msgStop:         "You have stopped and get no more messages from {room}. To come back, text #start",
	msgStopAlready:  "You have stopped already. To come back, text #start",
	msgStartAlready: "You get the messages of {room} already.",
	msgBack:         "Welcome back to {room}, {name}!",
	msgBackMissed1:  "Welcome back to {room}, {name}! You missed 1 message. To get it, text #resend",
	msgBackMissed:   "Welcome back to {room}, {name}! You missed {count} messages. To get them, text #resend {count}",
	msgBackMany:     "Welcome back to {room}, {name}! You missed {count} messages. To get the last {limit}, text #resend {limit}",

	// #list
	msgList1:            "1 member: {names}",
	msgList:             "{count} members: {names}",
	msgListPage:         "{count} members, page {page} of {pages}: {names}",
	msgListMore:         ". More: #list {page}",
	msgListEnd:          "Page {pages} is the last one of #list.",
	markAdmin:           " (admin)",
	markStopped:         " (stopped)",
	markAdminAndStopped: " (admin, stopped)",

	// #resend
	msgResendNone: "There is nothing to resend.",
	msgResendOnly: "There are only {count} to resend:",
	msgResend1:    "There is only 1 to resend:",

	// #mute
	msgMuted:     "You get no messages from {name} any more. To undo: #mute {name} off",
	msgUnmuted:   "You get the messages of {name} again.",
	msgMuteSelf:  "You can't mute yourself.",
	msgMuteNone:  "You have muted nobody.",
	msgMutedList: "You have muted: {names}",

	// #admin
	msgAdminOn:         "{name} is an admin now.",
	msgAdminOff:        "{name} is no admin any more.",
	msgAdminOffSelf:    "You are no admin any more.",
	msgAdminAlready:    "{name} is an admin already.",
	msgAdminAlreadyNot: "{name} is no admin.",
	msgAdminLast:       "{name} is the last admin. Make someone else an admin first.",
	msgAdminGiven:      "{name} made you an admin of {room}. Text #help to see what you can do.",
	msgAdminTaken:      "{name} took back your admin rights in {room}.",
	wordSomeAdmin:      "An admin",

	// #leave, #kick and #ban
	msgLeave:          "You have left {room}; all that it knew of you is deleted. To come back, text #join and a nickname.",
	msgLeft:           "{name} left",
	msgKick:           "{name} is removed.",
	msgKickSelf:       "To remove yourself, text #leave",
	msgKicked:         "An admin of {room} has removed you. To come back, text #join and a nickname.",
	msgKickedInvite:   "An admin of {room} has removed you. To come back, ask a member for an invitation.",
	msgBanned:         "{name} is banned and gets no answer any more. To undo: #ban {name} off",
	msgBannedNumber:   "That number is banned and gets no answer any more.",
	msgUnbanned:       "{name} is banned no more and may join again.",
	msgUnbannedNumber: "That number is banned no more.",
	msgBanSelf:        "You can't ban yourself.",
	msgBanOwner:       "{name} can't be banned: the room's owner made {name} an admin.",
	msgBanAlready:     "{name} is banned already.",
	msgBanNot:         "{name} is not banned.",
	msgBanNobody:      "{name} is neither a member nor banned. Try a nickname, or a phone number with its country code.",

	// #dm and #me
	msgDM:       "Sent to {name}, if {name} takes messages from you.",
	msgDMSelf:   "You can't send a message to yourself.",
	labelDirect: "{name} (direct)",
	labelMe:     "* {name}",

	// #topic
	msgTopic:       "Topic: {topic}",
	msgTopicNone:   "{room} has no topic.",
	msgTopicSet:    "The topic is now: {topic}",
	msgTopicGone:   "{room} has no topic any more.",
	msgTopicLong:   "Not changed: a topic has {limit} characters at most; yours has {count}.",
	msgTopicForm:   "Not changed: a topic is one line of text that can be seen.",
	msgTopicAdmins: "Sorry, only admins can change the topic.",

	// #quiet
	msgQuiet:         "Quiet from {from} to {to}, {zone} time. Messages wait until {to}. To end: #quiet off",
	msgQuietShow:     "Your quiet hours are {from} to {to}, {zone} time. To end: #quiet off",
	msgQuietNone:     "You have no quiet hours. Example: #quiet 22:00-07:00",
	msgQuietOff:      "Your quiet hours are off. What waited is on its way.",
	msgQuietZone:     "I know no time zone {zone}. Example: #quiet 22-7 America/Los_Angeles",
	msgQuietZoneNear: "I know no time zone {zone}. Did you mean {near}?",

	// #stats
	msgStats:     "Members: {count}, active: {active}. Today: messages {messages}, segments {spent}{of}. Waiting: segments {backlog}, about {wait}.",
	msgStatsNone: "Members: {count}, active: {active}. Today: messages {messages}, segments {spent}{of}. Nothing waits.",
	msgStatsOf:   " of {limit}",

	// The admin screen.
	msgSignIn: "{code} is your code for the admin screen of {room}. It works for 5 minutes. Give it to nobody.",

	// Tapbacks: what their author is told of a message's reactions, like: Bob and Cid liked, Dora loved "see you at 8".
	msgReacted:        "{reactions} \"{quote}\"",
	reactedLoved:      "{names} loved",
	reactedLiked:      "{names} liked",
	reactedDisliked:   "{names} disliked",
	reactedLaughed:    "{names} laughed at",
	reactedEmphasized: "{names} emphasized",
	reactedQuestioned: "{names} questioned",
	reactedWith:       "{names} reacted {emoji} to",
	reacted:           "{names} reacted to",
	listAnd:           "{names} and {name}",
	listMore:          "{names} and {count} others",

	// #help
	msgHelp:       "{names}. For more: #help <command>",
	msgHelpOn:     "#{command}{usage}: {summary}",
	msgHelpAdmins: "#{command}{usage}: {summary} Admins only.",
	msgHelpBare:   "#{command}{usage}",

	// What #help and usage lines say of each command: its arguments and what it does.
	useAdmin:   " <nickname> <on|off>",
	sumAdmin:   "gives or takes admin rights.",
	useBan:     " <nickname|number> <on|off>",
	sumBan:     "shuts a number out for good.",
	useDM:      " <nickname> <text>",
	sumDM:      "sends a text to one member.",
	useHelp:    " <command>",
	sumHelp:    "explains a command; alone, lists all commands.",
	useInvite:  " <phone number>",
	sumInvite:  "sends one invitation to that number.",
	useJoin:    " <nickname>",
	sumJoin:    "makes you a member.",
	useKick:    " <nickname>",
	sumKick:    "removes a member.",
	sumLeave:   "leaves the room and deletes what it knows of you.",
	useList:    " <page>",
	sumList:    "lists the members; 50 a page.",
	useMe:      " <text>",
	sumMe:      "says what you do.",
	useMute:    " <nickname> <on|off>",
	sumMute:    "stops or brings back one member's messages; alone, lists whom you have muted.",
	usePrivate: " <on|off>",
	sumPrivate: "hides your profile from the others or shows it.",
	useQuiet:   " <22:00-07:00|off> <time zone>",
	sumQuiet:   "hours in which you get no messages.",
	useResend:  " <1 to 20>",
	sumResend:  "sends you the last messages again; alone, the last one.",
	sumStart:   "brings the room's messages back.",
	sumStats:   "shows the room in numbers.",
	sumStop:    "pauses the room's messages until you text #start.",
	useTopic:   " <text|off>",
	sumTopic:   "shows the topic; admins set it.",
	useUpdate:  " <new nickname>",
	sumUpdate:  "changes your nickname.",
	useWho:     " <nickname>",
	sumWho:     "shows a member's profile; alone, your own.",
}
