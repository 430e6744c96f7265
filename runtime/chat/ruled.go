package chat

import (
	"slices"
	"time"
)

// Decide says what the text does, given the facts that its first reading needed and those
// that Needs asks for, and what of the rules is left out. The Facts are all of them
// together, for the commit.
func (r Ruled) Decide(room Room, first Facts, further []Facts) (Outcome, Facts, []LeftOut) {
	all := further
	if r.read == 1 {
		all = append([]Facts{first}, further...)
	}
	known := together(all)
	d := ruledTurn{Ruled: r, turn: turn{room: room, text: r.Text, facts: all[0]}}
	d.arrival()
	wasSilenced := d.silence(all)
	own := d.step(r.own, r.Text, all[0])
	if r.ruling.Drop {
		own = Outcome{Kind: KindDropped}
	}
	d.runAll(&own, all)
	d.says(own, !wasSilenced, all[len(all)-1])
	d.merge(own)
	if d.facts.Sender == nil {
		d.dam()
	}
	return d.out, known, d.left
}

// ruledTurn is the deciding about a text on which rules have spoken.
type ruledTurn struct {
	Ruled
	turn
	ran  []Outcome
	left []LeftOut
}

// step decides about one reading, as if it were all.
func (d *ruledTurn) step(reading Reading, text Text, facts Facts) Outcome {
	t := &turn{room: d.room, reading: reading, text: text, facts: facts}
	t.decide()
	return t.out
}

// silence keeps the sender's chat from everyone from this text on, and says whether it was
// kept before. One that would end earlier than the one in force changes nothing.
func (d *ruledTurn) silence(all []Facts) (before bool) {
	if d.facts.Sender == nil {
		return false
	}
	sender, now := *d.facts.Sender, d.facts.Now
	before = sender.Silenced(now)
	until := now.Add(d.ruling.Mute).Truncate(time.Millisecond)
	if d.ruling.Mute <= 0 || !until.After(sender.SilencedUntil) {
		return before
	}
	d.change(Silence{Member: sender.ID, Until: until})
	sender.SilencedUntil, sender.SilenceTold = until, before && sender.SilenceTold
	d.facts.Sender = &sender
	for i := range all {
		all[i].Sender = &sender
	}
	return before
}

// runAll decides about the rules' commands.
func (d *ruledTurn) runAll(own *Outcome, all []Facts) {
	for i, run := range d.ruling.Runs {
		reading := d.runs[i]
		out := Outcome{}
		if reading.kind == readCommand {
			out = d.step(reading, Text{SID: d.Text.SID, From: d.Text.From, Body: d.Text.Body, Place: d.Text.Place}, all[1+i])
		}
		switch {
		case reading.kind != readCommand:
			d.leave(run.Rule, whyNoCommand)
		case out.Kind == KindStranger:
			d.leave(run.Rule, whyNoMember)
		case out.ends() && own.Kind == KindStranger:
			*own = Outcome{Kind: out.Kind}
			d.ran = append(d.ran, out)
		case d.clashes(out, *own):
			d.leave(run.Rule, whyManyAtOnce)
		default:
			d.ran = append(d.ran, out)
		}
	}
}

func (d *ruledTurn) leave(rule, why string) { d.left = append(d.left, LeftOut{rule, why}) }

// says is what the rules have to say. Who texts more than a member may is not answered by
// them: two machines never talk to each other for ever.
func (d *ruledTurn) says(own Outcome, aloud bool, named Facts) {
	fast := d.facts.Sender != nil && d.room.ChatPerMinute > 0 && d.facts.ChatLastMinute >= d.room.ChatPerMinute
	if fast || d.facts.Sender == nil && !d.fromHere() {
		return
	}
	for _, text := range d.ruling.Replies {
		d.reply(text)
	}
	if !aloud || d.facts.IntakeHeld {
		return
	}
	before := len(d.out.Directs)
	for i, direct := range d.ruling.Directs {
		d.tellOne(direct, d.to[i], named)
	}
	for _, text := range d.ruling.Broadcasts {
		d.tellAll(text)
	}
	said := len(d.out.Directs) - before + len(d.out.Broadcasts)
	ends := own.ends() || slices.ContainsFunc(d.ran, Outcome.ends)
	d.out.Paced = d.facts.Sender != nil && said > 0 && !ends
}

// tellOne lets a rule's text to others wait for the end of their quiet hours.
func (d *ruledTurn) tellOne(direct RuledDirect, to recipient, named Facts) {
	m, ok := named.ByNickname[to.key]
	if about := named.ByNumber[to.number]; !ok && about.Member != nil {
		m, ok = *about.Member, true
	}
	switch sender := d.facts.Sender; {
	case !ok:
		d.leave(direct.Rule, whyNobody)
	case !m.Receives() || named.ByNumber[to.number].Banned:
	case sender != nil && sender.ID == m.ID:
		d.direct(RuleText, m.Number, direct.Text)
	default:
		d.patient(RuleText, m, direct.Text)
	}
}

// tellAll says it as the room's own words; they are about the sender, whose leaving takes
// them away.
func (d *ruledTurn) tellAll(text string) {
	for i, part := range (opening{}).split(text) {
		b := Broadcast{Kind: Announcement, Body: part, Begins: i == 0}
		if d.facts.Sender != nil {
			b.About = d.facts.Sender.ID
		}
		d.out.Broadcasts = append(d.out.Broadcasts, b)
	}
}
