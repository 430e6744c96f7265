// Package chat decides what a text does: it parses, runs the built-in commands and
// says what must change, who gets which reply and what the room hears.
//
// It promises to be pure: the room's settings, the facts about the people involved,
// the text and the time go in, an Outcome comes out. No Redis, no HTTP, no clock, no
// randomness, so every line of behaviour is one row of a table test.
//
// It leaves to others: looking facts up and committing outcomes (store), the carrier's
// requests (webhook), sending (delivery).
//
// A text takes two steps. Read says what the text is and which facts deciding about
// it needs; the store fetches those in one round trip; Decide then says what happens.
package chat

// Decide says what the text does, given the facts that its Reading asked for.
func Decide(room Room, reading Reading, text Text, facts Facts) Outcome {
	t := &turn{room: room, reading: reading, text: text, facts: facts}
	if reading.kind == readDropped {
		t.out.Kind = KindIgnored
		return t.out
	}
	t.arrival()
	t.decide()
	if facts.Sender == nil {
		t.dam()
	}
	return t.out
}

// decide asks who texts before it asks what: the carrier's words come first, then
// those who get no answer, then those who are not in the room.
func (t *turn) decide() {
	switch {
	case t.reading.kind == readKeyword:
		t.keyword()
	case t.facts.SenderNumber.Banned:
		t.out.Kind = KindBanned
	case t.reading.kind == readNothing:
		t.out.Kind = KindIgnored
	case t.optedOut():
		t.optedOutText()
	case t.reading.kind == readCommand && (t.facts.Sender != nil || t.reading.command == "join"):
		t.command()
	case t.facts.Sender == nil:
		t.stranger()
	case t.reading.kind == readTapback:
		t.tapback()
	default:
		t.chat()
	}
}
