package chat

// german speaks to one person, as friends do. Of the letters beyond ASCII only ä ö ü ß and
// their capitals are plain GSM-7; German quotation marks and dashes are not.
var german = catalogue{
	// Joining and names.
	msgWelcome: "Willkommen bei {room}, {name}! Befehle: #help, Ende: #leave oder STOP, Hilfe: HELP. " +
		"Anzahl der SMS variiert, es gilt dein Tarif.",
	msgWelcomeTopic:      "\nThema: {topic}",
	msgJoined:            "{name} ist dabei",
	msgRenamed:           "{old} heißt jetzt {name}",
	msgAlreadyMember:     "Du bist hier schon {name}. Um das zu ändern, schreib #update und einen neuen Namen.",
	msgUpdated:           "Du heißt jetzt {name}.",
	msgSameName:          "Du heißt schon {name}.",
	msgNicknameTaken:     "{name} ist vergeben. {free} ist frei: schreib #{command} {free}",
	msgNicknameTakenOnly: "{name} ist vergeben. Bitte nimm einen anderen Namen.",
	msgLooksLike:         "{name} sieht aus wie ein Name, den es hier gibt. {free} ist frei: schreib #{command} {free}",
	msgLooksLikeOnly:     "{name} sieht aus wie ein Name, den es hier gibt. Bitte nimm einen anderen Namen.",
	msgNicknameRule:      "Ein Name hat 1 bis 20 Buchstaben, Ziffern, _ - oder . und beginnt mit einem Buchstaben. Beispiel: #{command} Anna",
	msgNicknameReserved:  "{name} geht nicht als Name. Bitte nimm einen anderen.",
	msgInviteOnly:        "{room} ist leider nur für Eingeladene. Bitte ein Mitglied, dich einzuladen.",
	msgFull:              "{room} ist leider voll: mehr als {count} Mitglieder gehen nicht.",
	msgCountry:           "{room} nimmt leider keine Nummern aus diesem Land.",

	// People who are no members.
	msgStranger: "Das ist {room}, ein Gruppenchat per SMS. Zum Beitreten: #join und ein Name, etwa #join Anna. " +
		"Es gilt dein Tarif. STOP: keine SMS.",
	msgStrangerUninvited: "Das ist {room}, ein Gruppenchat per SMS nur für Eingeladene. Bitte ein Mitglied, dich einzuladen.",
	msgInvitation: "{name} lädt dich zu {room} ein, einem Gruppenchat per SMS. Beitreten: #join und ein Name. " +
		"Ablehnen: nichts tun oder STOP.",

	// The carrier's keywords, where the room answers them itself.
	msgOptedOut:   "Du bekommst keine SMS von {room} mehr. Um zurückzukommen, schreib START.",
	msgStartFirst: "Du hast STOP geschrieben, darum kann {room} dir nichts senden. Schreib erst START.",
	msgKeywordHelp: "{room}, ein Gruppenchat per SMS. Befehle: schreib #help. Anzahl der SMS variiert, " +
		"es gilt dein Tarif. STOP: keine SMS mehr.",

	// Chat.
	msgPicture:     "(Bild)",
	msgPictures:    "({count} Bilder)",
	msgAttachment:  "(Anhang)",
	msgStopped:     "Nicht gesendet: du machst Pause. Schreib #start, um wieder mitzureden.",
	msgTooLong:     "Nicht gesendet: deine Nachricht hat {count} Zeichen, {limit} gehen höchstens.",
	msgTooLarge:    "Bilder über 5 MB und andere Dateien über 500 KB gehen nicht. Deine wurde weggelassen.",
	msgRateLimited: "Nicht gesendet: mehr als {limit} Nachrichten pro Minute gehen nicht. Bitte warte eine Minute.",
	msgIntakeHeld:  "Nicht gesendet: {room} macht Pause. Bitte versuch es später noch einmal; Befehle gehen weiter.",
	msgSilenced:    "Nicht gesendet: deine Nachrichten gehen bis {until} an niemanden. Befehle gehen weiter.",
	msgBacklog:     "Hier ist viel los: bis alle deine Nachricht haben, dauert es etwa {wait}.",
	msgRests:       "Der Raum hat heute alles gesendet, was er darf, und ruht bis {time}. Dann geht deine Nachricht hinaus.",
	msgSpent:       "{room} hat die {count} Segmente für heute gesendet und ruht bis {time}. Befehle gehen weiter.",
	msgCap:         "Der Anbieter nimmt heute keine SMS mehr an; {room} ruht bis {time}. Dann geht deine Nachricht hinaus.",
	msgCapAdmins:   "Das Tageslimit der Anbieter für {room} ist erreicht: Ruhe bis {time}. Befehle gehen weiter.",
	msgMinute:      "1 Minute",
	msgMinutes:     "{count} Minuten",
	msgHours:       "{count} Stunden",
	timeLayout:     "15:04 MST",

	// Commands in general.
	msgUsage:             "So geht es: #{command}{usage}",
	msgUnknown:           "Den Befehl #{command} gibt es nicht. Alle Befehle: #help",
	msgUnknownNear:       "Den Befehl #{command} gibt es nicht. Meinst du #{near}? Alle Befehle: #help",
	msgAdminsOnly:        "Nur Admins können #{command} verwenden.",
	msgCustomUnavailable: "#{command} geht gerade leider nicht. Bitte versuch es später noch einmal.",
	msgCalledTooOften:    "Nicht gesendet: #{command} geht {limit} Mal in der Minute. Bitte warte eine Minute.",
	msgNobody:            "{name} gibt es hier nicht. Wer da ist: #list",
	msgNobodyNear:        "{name} gibt es hier nicht. Meinst du {near}?",
	wordOn:               "an",
	wordOff:              "aus",

	// #invite
	msgInviteOnItsWay:  "Wenn diese Nummer sie empfangen kann, ist eine Einladung unterwegs.",
	msgInvitesOff:      "Zu {room} kann leider niemand eingeladen werden.",
	msgInviteNoNumber:  "Das kann ich nicht als Telefonnummer lesen. Versuch es mit der Landesvorwahl: #{command} +491713920012",
	msgInviteNotMobile: "Nicht eingeladen: soweit ich sehe, ist das keine Handynummer.",
	msgInviteCountry:   "{room} kann leider keine Nummern aus diesem Land einladen.",
	msgInviteLimit:     "Nicht eingeladen: mehr als {limit} Einladungen in 24 Stunden gehen nicht. Bitte versuch es später noch einmal.",

	// #who and #private
	msgProfile:        "{name}: {number}, dabei seit {since}{admin}{place}.",
	msgProfileAdmin:   ", Admin",
	msgProfilePlace:   ", {place}",
	msgProfilePrivate: "Das Profil von {name} ist privat.",
	msgOwnPrivate:     " Dein Profil ist privat.",
	msgOwnPublic:      " Dein Profil ist öffentlich.",
	msgOwnStopped:     " Du machst Pause.",
	msgPrivateOn:      "Dein Profil ist privat: die anderen sehen nur deinen Namen.",
	msgPrivateOff:     "Dein Profil ist öffentlich: die anderen können deine Nummer, deinen Ort und seit wann du dabei bist sehen.",
	dateLayout:        "2.1.2006",

	// #stop and #start
	msgStop:         "Du machst Pause und bekommst keine Nachrichten von {room} mehr. Um zurückzukommen, schreib #start",
	msgStopAlready:  "Du machst schon Pause. Um zurückzukommen, schreib #start",
	msgStartAlready: "Du bekommst die Nachrichten von {room} schon.",
	msgBack:         "Willkommen zurück bei {room}, {name}!",
	msgBackMissed1:  "Willkommen zurück bei {room}, {name}! Du hast 1 Nachricht verpasst. Um sie zu bekommen, schreib #resend",
	msgBackMissed:   "Willkommen zurück bei {room}, {name}! Du hast {count} Nachrichten verpasst. Um sie zu bekommen, schreib #resend {count}",
	msgBackMany:     "Willkommen zurück bei {room}, {name}! Du hast {count} Nachrichten verpasst. Die letzten {limit}: schreib #resend {limit}",

	// #list
	msgList1:            "1 Mitglied: {names}",
	msgList:             "{count} Mitglieder: {names}",
	msgListPage:         "{count} Mitglieder, Seite {page} von {pages}: {names}",
	msgListMore:         ". Mehr: #list {page}",
	msgListEnd:          "Seite {pages} ist die letzte von #list.",
	markAdmin:           " (Admin)",
	markStopped:         " (Pause)",
	markAdminAndStopped: " (Admin, Pause)",

	// #resend
	msgResendNone: "Es gibt nichts noch einmal zu senden.",
	msgResendOnly: "Es gibt nur {count}:",
	msgResend1:    "Es gibt nur 1:",

	// #mute
	msgMuted:     "Du bekommst keine Nachrichten von {name} mehr. Wieder an: #mute {name} aus",
	msgUnmuted:   "Du bekommst die Nachrichten von {name} wieder.",
	msgMuteSelf:  "Du kannst dich nicht selbst stumm schalten.",
	msgMuteNone:  "Du hast niemanden stumm geschaltet.",
	msgMutedList: "Stumm geschaltet: {names}",

	// #admin
	msgAdminOn:         "{name} ist jetzt Admin.",
	msgAdminOff:        "{name} ist nicht mehr Admin.",
	msgAdminOffSelf:    "Du bist nicht mehr Admin.",
	msgAdminAlready:    "{name} ist schon Admin.",
	msgAdminAlreadyNot: "{name} ist kein Admin.",
	msgAdminLast:       "{name} ist der letzte Admin. Mach erst jemand anderen zum Admin.",
	msgAdminGiven:      "{name} hat dich zum Admin von {room} gemacht. Was du jetzt kannst: #help",
	msgAdminTaken:      "{name} hat dir die Admin-Rechte in {room} genommen.",
	wordSomeAdmin:      "Ein Admin",

	// #leave, #kick and #ban
	msgLeave:          "Du hast {room} verlassen; alles über dich ist gelöscht. Um zurückzukommen, schreib #join und einen Namen.",
	msgLeft:           "{name} ist gegangen",
	msgKick:           "{name} ist entfernt.",
	msgKickSelf:       "Um selbst zu gehen, schreib #leave",
	msgKicked:         "Ein Admin von {room} hat dich entfernt. Um zurückzukommen, schreib #join und einen Namen.",
	msgKickedInvite:   "Ein Admin von {room} hat dich entfernt. Um zurückzukommen, bitte ein Mitglied um eine Einladung.",
	msgBanned:         "{name} ist gesperrt und bekommt keine Antwort mehr. Rückgängig: #ban {name} aus",
	msgBannedNumber:   "Die Nummer ist gesperrt und bekommt keine Antwort mehr.",
	msgUnbanned:       "{name} ist nicht mehr gesperrt und darf wieder beitreten.",
	msgUnbannedNumber: "Die Nummer ist nicht mehr gesperrt.",
	msgBanSelf:        "Du kannst dich nicht selbst sperren.",
	msgBanOwner:       "{name} lässt sich nicht sperren: wem der Raum gehört, hat {name} zum Admin gemacht.",
	msgBanAlready:     "{name} ist schon gesperrt.",
	msgBanNot:         "{name} ist nicht gesperrt.",
	msgBanNobody:      "{name} ist weder Mitglied noch gesperrt. Versuch es mit einem Namen oder einer Nummer mit Landesvorwahl.",

	// #dm and #me
	msgDM:       "An {name} gesendet, wenn {name} Nachrichten von dir nimmt.",
	msgDMSelf:   "Du kannst dir nicht selbst schreiben.",
	labelDirect: "{name} (direkt)",
	labelMe:     "* {name}",

	// #topic
	msgTopic:       "Thema: {topic}",
	msgTopicNone:   "{room} hat kein Thema.",
	msgTopicSet:    "Das Thema ist jetzt: {topic}",
	msgTopicGone:   "{room} hat kein Thema mehr.",
	msgTopicLong:   "Nicht geändert: ein Thema hat höchstens {limit} Zeichen, deines {count}.",
	msgTopicForm:   "Nicht geändert: ein Thema ist eine Zeile Text, die man sehen kann.",
	msgTopicAdmins: "Nur Admins können das Thema ändern.",

	// #quiet
	msgQuiet:         "Ruhe von {from} bis {to}, Zeit: {zone}. Nachrichten warten bis {to}. Beenden: #quiet aus",
	msgQuietShow:     "Deine Ruhe ist von {from} bis {to}, Zeit: {zone}. Beenden: #quiet aus",
	msgQuietNone:     "Du hast keine Ruhezeit. Beispiel: #quiet 22:00-07:00",
	msgQuietOff:      "Deine Ruhezeit ist aus. Was gewartet hat, ist unterwegs.",
	msgQuietZone:     "Ich kenne keine Zeitzone {zone}. Beispiel: #quiet 22-7 Europe/Berlin",
	msgQuietZoneNear: "Ich kenne keine Zeitzone {zone}. Meinst du {near}?",

	// #stats
	msgStats:     "Mitglieder: {count}, aktiv: {active}. Heute: Nachrichten {messages}, Segmente {spent}{of}. Es warten: Segmente {backlog}, etwa {wait}.",
	msgStatsNone: "Mitglieder: {count}, aktiv: {active}. Heute: Nachrichten {messages}, Segmente {spent}{of}. Nichts wartet.",
	msgStatsOf:   " von {limit}",

	// The admin screen.
	msgSignIn: "{code} ist dein Code für die Admin-Seite von {room}. Er gilt 5 Minuten. Gib ihn niemandem.",

	// Tapbacks: what their author is told of a message's reactions.
	msgReacted:        "{reactions}: \"{quote}\"",
	reactedLoved:      "Herz von {names}",
	reactedLiked:      "Daumen hoch von {names}",
	reactedDisliked:   "Daumen runter von {names}",
	reactedLaughed:    "Haha von {names}",
	reactedEmphasized: "!! von {names}",
	reactedQuestioned: "?? von {names}",
	reactedWith:       "{emoji} von {names}",
	reacted:           "Reaktion von {names}",
	listAnd:           "{names} und {name}",
	listMore:          "{names} und {count} anderen",

	// #help
	msgHelp:       "{names}. Mehr: #help <Befehl>",
	msgHelpOn:     "#{command}{usage}: {summary}",
	msgHelpAdmins: "#{command}{usage}: {summary} Nur für Admins.",
	msgHelpBare:   "#{command}{usage}",

	// What #help and usage lines say of each command: its arguments and what it does.
	useAdmin:   " <Name> <an|aus>",
	sumAdmin:   "gibt oder nimmt Admin-Rechte.",
	useBan:     " <Name|Nummer> <an|aus>",
	sumBan:     "sperrt eine Nummer für immer aus.",
	useDM:      " <Name> <Text>",
	sumDM:      "schreibt einem Mitglied allein.",
	useHelp:    " <Befehl>",
	sumHelp:    "erklärt einen Befehl; allein: nennt alle Befehle.",
	useInvite:  " <Telefonnummer>",
	sumInvite:  "schickt eine Einladung an diese Nummer.",
	useJoin:    " <Name>",
	sumJoin:    "macht dich zum Mitglied.",
	useKick:    " <Name>",
	sumKick:    "entfernt ein Mitglied.",
	sumLeave:   "verlässt den Raum und löscht, was er von dir weiß.",
	useList:    " <Seite>",
	sumList:    "nennt die Mitglieder, 50 pro Seite.",
	useMe:      " <Text>",
	sumMe:      "sagt, was du tust.",
	useMute:    " <Name> <an|aus>",
	sumMute:    "schaltet ein Mitglied für dich stumm oder wieder laut; allein: nennt die Stummen.",
	usePrivate: " <an|aus>",
	sumPrivate: "verbirgt dein Profil vor den anderen oder zeigt es.",
	useQuiet:   " <22:00-07:00|aus> <Zeitzone>",
	sumQuiet:   "Stunden, in denen du keine Nachrichten bekommst.",
	useResend:  " <1 bis 20>",
	sumResend:  "sendet dir die letzten Nachrichten noch einmal; allein: die letzte.",
	sumStart:   "bringt die Nachrichten des Raums zurück.",
	sumStats:   "zeigt den Raum in Zahlen.",
	sumStop:    "hält die Nachrichten des Raums an, bis du #start schreibst.",
	useTopic:   " <Text|aus>",
	sumTopic:   "zeigt das Thema; Admins setzen es.",
	useUpdate:  " <neuer Name>",
	sumUpdate:  "ändert deinen Namen.",
	useWho:     " <Name>",
	sumWho:     "zeigt das Profil eines Mitglieds; allein: dein eigenes.",
}
