package chat

import "time"

// Ruling is what the room's rules say about a text, before commands and chat see it.
type Ruling struct {
	// Body is the text that commands and chat are to see.
	Body string
	// Replies go to the sender, Broadcasts to everyone as words of the room itself.
	Replies, Broadcasts []string
	Directs             []RuledDirect
	// Runs are commands that happen as if the sender had texted them.
	Runs []RuledCommand
	// Mute is for how long the sender's chat is kept from everyone, this text included; 0 is
	// not at all.
	Mute time.Duration
	// Calls are the services that get the whole SMS.
	Calls []Call
	Tags  []string
	// Drop keeps the text from commands and chat.
	Drop bool
}

// RuledDirect is a rule's text to one member; To is a nickname or a number.
type RuledDirect struct{ Rule, To, Text string }

// RuledCommand is a rule's command.
type RuledCommand struct{ Rule, Text string }

// LeftOut is what a rule asks for and the room can't do.
type LeftOut struct{ Rule, Why string }

// Why a rule's outcome is left out.
const (
	whyNobody     = "direct.to names nobody here"
	whyNoCommand  = "run holds no command"
	whyNoMember   = "run is for members, and the sender is none"
	whyManyAtOnce = "run can't happen together with what else the text does; add then: Drop, or run less at once"
)

// MayBeRuled says whether rules are to look at a text. The carriers' keywords come before
// them, and so do those who get no answer: whom the room has banned, whom the carrier blocks.
func (r Reading) MayBeRuled(facts Facts) bool {
	t := turn{facts: facts}
	return r.kind != readDropped && r.kind != readKeyword && !facts.SenderNumber.Banned && !t.optedOut()
}

// Ruled is a text on which rules have spoken, on its way to a decision.
type Ruled struct {
	// Text is as the sender sent it.
	Text Text

	ruling Ruling
	own    Reading
	runs   []Reading
	to     []recipient
	needs  []Need
	read   int // how many of needs are met by what the text's first reading needed
}

// recipient is whom a rule's direct text names.
type recipient struct {
	key    string
	number E164
}

// Rule reads a text anew where the rules want it so, and what else they want done.
func Rule(room Room, text Text, reading Reading, ruling Ruling) Ruled {
	r := Ruled{Text: text, ruling: ruling, own: reading, needs: []Need{reading.Need}, read: 1}
	if !ruling.Drop && ruling.Body != text.Body {
		r.own = readAnew(room, text, ruling.Body)
		r.needs[0], r.read = r.own.Need, 0
	}
	if len(ruling.Broadcasts)+len(ruling.Directs) > 0 && !r.needs[0].Chat {
		r.needs[0].Chat, r.read = true, 0
	}
	for _, run := range ruling.Runs {
		read := readAnew(room, Text{From: text.From}, run.Text)
		r.runs = append(r.runs, read)
		r.needs = append(r.needs, read.Need)
	}
	r.address(room)
	return r
}

// readAnew reads what a rule has written: no rule can text STOP for somebody.
func readAnew(room Room, text Text, body string) Reading {
	text.Body = body
	return readWords(room, text, cleaned(body))
}

// address asks for all whom direct texts name at once.
func (r *Ruled) address(room Room) {
	if len(r.ruling.Directs) == 0 {
		return
	}
	var need Need
	for _, d := range r.ruling.Directs {
		to := recipient{key: nicknameKey(d.To), number: readNumber(d.To, room.Region).number}
		need.Nicknames = append(need.Nicknames, to.key)
		if to.number != "" {
			need.Numbers = append(need.Numbers, to.number)
		}
		r.to = append(r.to, to)
	}
	r.needs = append(r.needs, need)
}

// Needs are the facts that deciding needs besides those that the text's first reading
// needed: one Facts for each, in this order.
func (r Ruled) Needs() []Need { return r.needs[r.read:] }
