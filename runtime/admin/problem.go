package admin

import (
	"encoding/json"
	"net/http"
)

// problem is a refusal as programs read it.
// Source: https://www.rfc-editor.org/rfc/rfc9457
type problem struct {
	Type   string `json:"type"`
	Title  string `json:"title"`
	Status int    `json:"status"`
	// Detail says what is the matter and what to do next.
	Detail string `json:"detail"`
	// Field names the value that is wrong, where it is one.
	Field string `json:"field,omitempty"`
}

// problemTitles are what the reasons of a refusal are called.
var problemTitles = map[Because]string{
	Forbidden: "Not allowed", RoomReadOnly: "The room is read-only", NotFound: "Not found", Invalid: "Not understood",
	Conflict: "Not possible now", UnderWay: "Under way", TooMany: "Too many tries", Unavailable: "Unavailable",
}

func statusOf(no *Refusal) int {
	switch no.Because {
	case Forbidden, RoomReadOnly:
		return http.StatusForbidden
	case NotFound:
		return http.StatusNotFound
	case Invalid:
		return http.StatusUnprocessableEntity
	case Conflict, UnderWay:
		return http.StatusConflict
	case TooMany:
		return http.StatusTooManyRequests
	}
	return http.StatusServiceUnavailable
}

func writeProblem(w http.ResponseWriter, status int, no *Refusal) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(problem{
		Type: "urn:smack:problem:" + string(no.Because), Title: problemTitles[no.Because],
		Status: status, Detail: no.Text, Field: no.Field,
	})
}
