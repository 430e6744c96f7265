package admin

import "fmt"

// Because says why the desk refuses, for who has to choose a status or a page.
type Because string

// Why the desk refuses.
const (
	// Forbidden: the actor's role does not allow it.
	Forbidden Because = "forbidden"
	// RoomReadOnly: the room file says admin.readOnly.
	RoomReadOnly Because = "read-only"
	// NotFound: there is no such member, letter or command.
	NotFound Because = "not-found"
	// Invalid: what was sent makes no sense; Field names what.
	Invalid Because = "invalid"
	// Conflict: it makes sense, but not for the room as it is.
	Conflict Because = "conflict"
	// TooMany: it was tried too often; the same may work in a while.
	TooMany Because = "too-many"
	// UnderWay: the same request is being answered just now.
	UnderWay Because = "under-way"
	// Unavailable: Redis does not answer; the same may work soon.
	Unavailable Because = "unavailable"
)

// Refusal is why nothing was done, in words for the person who asked.
type Refusal struct {
	Because Because
	// Field is the name of the value that is wrong; empty where it is none alone.
	Field string
	// Text says what is the matter and what to do next.
	Text string
}

func (r *Refusal) Error() string { return r.Text }

func refuse(because Because, format string, values ...any) *Refusal {
	return &Refusal{Because: because, Text: fmt.Sprintf(format, values...)}
}

// wrong refuses a value.
func wrong(field, format string, values ...any) *Refusal {
	return &Refusal{Because: Invalid, Field: field, Text: fmt.Sprintf(format, values...)}
}
