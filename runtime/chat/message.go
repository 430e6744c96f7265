package chat

// message names one entry of the catalogue.
type message int

// The entries, as they are grouped in the catalogue.
const (
	// noMessage says nothing.
	noMessage message = iota

	// Joining and names.
	msgWelcome
	msgWelcomeTopic
	msgJoined
	msgRenamed
	msgAlreadyMember
	msgUpdated
	msgSameName
	msgNicknameTaken
	msgNicknameTakenOnly
	msgLooksLike
	msgLooksLikeOnly
	msgNicknameRule
	msgNicknameReserved
	msgInviteOnly
	msgFull
	msgCountry

	// People who are no members.
	msgStranger
	msgStrangerUninvited
	msgInvitation

	// The carrier's keywords, where the room answers them itself.
	msgOptedOut
	msgStartFirst
	msgKeywordHelp

	// Chat.
	msgPicture
	msgPictures
	msgAttachment
	msgStopped
	msgTooLong
	msgTooLarge
	msgRateLimited
	msgIntakeHeld
	msgSilenced
	msgBacklog
	msgRests
	msgSpent
	msgCap
	msgCapAdmins
	msgMinute
	msgMinutes
	msgHours
	timeLayout

	// Commands in general.
	msgUsage
	msgUnknown
	msgUnknownNear
	msgAdminsOnly
	msgCustomUnavailable
	msgCalledTooOften
	msgNobody
	msgNobodyNear
	wordOn
	wordOff

	// #invite
	msgInviteOnItsWay
	msgInvitesOff
	msgInviteNoNumber
	msgInviteNotMobile
	msgInviteCountry
	msgInviteLimit

	// #who and #private
	msgProfile
	msgProfileAdmin
	msgProfilePlace
	msgProfilePrivate
	msgOwnPrivate
	msgOwnPublic
	msgOwnStopped
	msgPrivateOn
	msgPrivateOff
	dateLayout

	// #stop and #start
	msgStop
	msgStopAlready
	msgStartAlready
	msgBack
	msgBackMissed1
	msgBackMissed
	msgBackMany

	// #list
	msgList1
	msgList
	msgListPage
	msgListMore
	msgListEnd
	markAdmin
	markStopped
	markAdminAndStopped

	// #resend
	msgResendNone
	msgResendOnly
	msgResend1

	// #mute
	msgMuted
	msgUnmuted
	msgMuteSelf
	msgMuteNone
	msgMutedList

	// #admin
	msgAdminOn
	msgAdminOff
	msgAdminOffSelf
	msgAdminAlready
	msgAdminAlreadyNot
	msgAdminLast
	msgAdminGiven
	msgAdminTaken
	wordSomeAdmin

	// #leave, #kick and #ban
	msgLeave
	msgLeft
	msgKick
	msgKickSelf
	msgKicked
	msgKickedInvite
	msgBanned
	msgBannedNumber
	msgUnbanned
	msgUnbannedNumber
	msgBanSelf
	msgBanOwner
	msgBanAlready
	msgBanNot
	msgBanNobody

	// #dm and #me
	msgDM
	msgDMSelf
	labelDirect
	labelMe

	// #topic
	msgTopic
	msgTopicNone
	msgTopicSet
	msgTopicGone
	msgTopicLong
	msgTopicForm
	msgTopicAdmins

	// #quiet
	msgQuiet
	msgQuietShow
	msgQuietNone
	msgQuietOff
	msgQuietZone
	msgQuietZoneNear

	// #stats
	msgStats
	msgStatsNone
	msgStatsOf
	msgSignIn

	// Tapbacks: what their author is told of a message's reactions, like: Bob and Cid liked, Dora loved "see you at 8".
	msgReacted
	reactedLoved
	reactedLiked
	reactedDisliked
	reactedLaughed
	reactedEmphasized
	reactedQuestioned
	reactedWith
	reacted
	listAnd
	listMore

	// #help
	msgHelp
	msgHelpOn
	msgHelpAdmins
	msgHelpBare

	// What #help and usage lines say of each command: its arguments and what it does.
	useAdmin
	sumAdmin
	useBan
	sumBan
	useDM
	sumDM
	useHelp
	sumHelp
	useInvite
	sumInvite
	useJoin
	sumJoin
	useKick
	sumKick
	sumLeave
	useList
	sumList
	useMe
	sumMe
	useMute
	sumMute
	usePrivate
	sumPrivate
	useQuiet
	sumQuiet
	useResend
	sumResend
	sumStart
	sumStats
	sumStop
	useTopic
	sumTopic
	useUpdate
	sumUpdate
	useWho
	sumWho

	// messages is how many entries there are.
	messages
)

// catalogue is every word that the room says, in one language.
type catalogue [messages]string
