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
