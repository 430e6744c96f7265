package chat

import "strings"

// keyword is what a carrier makes of a text that is one word only.
type keyword int

const (
	noKeyword keyword = iota
	stopKeyword
	startKeyword
	// yesKeyword starts too, but only who had stopped, and not on toll-free numbers.
	yesKeyword
	helpKeyword
)

// longestKeyword is the length of UNSUBSCRIBE.
const longestKeyword = 11

// keywordOf tells the keywords of US carriers. Twilio's OptOutType comes where a
// Messaging Service has words of its own.
// https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out
func keywordOf(body, optOutType string) keyword {
	switch optOutType {
	case "STOP":
		return stopKeyword
	case "HELP":
		return helpKeyword
	case "START":
		if strings.EqualFold(body, "YES") {
			return yesKeyword
		}
		return startKeyword
	}
	if len(body) > longestKeyword {
		return noKeyword
	}
	return bareKeyword(strings.ToUpper(body))
}

func bareKeyword(word string) keyword {
	switch word {
	case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT":
		return stopKeyword
	case "START", "UNSTOP":
		return startKeyword
	case "YES":
		return yesKeyword
	case "HELP", "INFO":
		return helpKeyword
	}
	return noKeyword
}

func readKeywordText(body, optOutType string) Reading {
	reading := Reading{kind: readKeyword, keyword: keywordOf(body, optOutType), body: body}
	switch reading.keyword {
	case startKeyword:
		reading.Need.Missed = true
	case yesKeyword:
		// Whether it is the carrier's word or somebody's answer depends on the sender.
		reading.Need.Missed = true
		reading.Need.Chat = true
	}
	return reading
}

// keyword acts on a carrier's keyword. None of them is ever chat, but the YES of
// someone who had not opted out.
func (t *turn) keyword() {
	switch t.reading.keyword {
	case stopKeyword:
		t.keywordStop()
	case helpKeyword:
		t.keywordHelp()
	default:
		t.keywordStart()
	}
}

func (t *turn) keywordStop() {
	t.out.Kind = KindKeywordStop
	if t.optedOut() {
		return
	}
	t.change(SetOptedOut{Number: t.text.From, OptedOut: true, Keyword: t.keywordText()})
	if t.answersKeywords() {
		t.direct(OptOutConfirmation, t.text.From, t.say(msgOptedOut))
	}
}

func (t *turn) keywordHelp() {
	t.out.Kind = KindKeywordHelp
	if !t.answersKeywords() {
		return
	}
	kind := Reply
	if t.optedOut() {
		kind = OptOutConfirmation
	}
	t.direct(kind, t.text.From, t.say(msgKeywordHelp))
}

func (t *turn) keywordStart() {
	switch {
	case !t.optedOut() && t.reading.keyword == yesKeyword:
		t.chat()
	case !t.optedOut():
		t.startAnew()
	case t.reading.keyword == yesKeyword && t.room.NumberType == TollFree:
		// The toll-free network keeps its block until START or UNSTOP.
		t.optedOutText()
	default:
		t.optIn()
	}
}

// startAnew is START from someone whom the carrier never blocked: what #start does.
func (t *turn) startAnew() {
	if t.facts.SenderNumber.Banned || t.facts.Sender == nil {
		t.stranger()
		return
	}
	t.out.Kind = KindKeywordStart
	startCommand{}.run(t)
}

// optIn takes back an opt-out, and a pause with it: who texts START wants texts.
func (t *turn) optIn() {
	t.out.Kind = KindKeywordStart
	t.change(SetOptedOut{Number: t.text.From, Keyword: t.keywordText()})
	switch {
	case t.facts.SenderNumber.Banned:
	case t.facts.Sender == nil:
		t.tellHowToJoin()
	default:
		t.resume()
	}
}

// keywordText is the word for the consent record.
func (t *turn) keywordText() string { return clip(strings.ToUpper(t.reading.body)) }

// answersKeywords says whether the answer is the room's: where Twilio has sent an
// OptOutType it has answered as well.
func (t *turn) answersKeywords() bool {
	return t.room.SelfOptOut && t.text.OptOutType == "" && !t.facts.SenderNumber.Banned
}

// optedOut says whether the carrier, or the room in its place, blocks the sender.
func (t *turn) optedOut() bool {
	return t.facts.SenderNumber.OptedOut || t.facts.Sender != nil && t.facts.Sender.OptedOut
}

// optedOutText is any other text of someone who has opted out. It does nothing: no
// answer would arrive. Only where the room keeps the block itself can it say so, and
// then it does to those who try to come back.
func (t *turn) optedOutText() {
	t.out.Kind = KindOptedOut
	returns := t.reading.command == "start" || t.reading.command == "join"
	if returns && t.answersKeywords() {
		t.direct(OptOutConfirmation, t.text.From, t.say(msgStartFirst))
	}
}
