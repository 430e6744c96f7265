package admin

import (
	"errors"
	"net/http"
)

// page is the one place where failures are answered and logged.
func (s *Screen) page(p page) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := p(w, r); err != nil {
			_ = s.refused(w, r, err)
		}
	})
}

// refused shows why nothing was done. What is no refusal is trouble with Redis.
func (s *Screen) refused(w http.ResponseWriter, r *http.Request, err error) error {
	var no *Refusal
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &no):
	case errors.As(err, &big):
		no = refuse(Invalid, "That is too much: %d KB are the most.", maxBody>>10)
	default:
		if r.Context().Err() != nil {
			return nil // who asked has gone
		}
		s.desk.Config.Log.Error("an admin page failed", "path", r.URL.Path, "error", err)
		no = refuse(Unavailable, "Redis does not answer just now. Nothing is lost; try again in a moment.")
	}
	if no.Because == Unavailable {
		w.Header().Set("Retry-After", "2")
	}
	return s.renderStatus(w, r, statusOf(no), "refusal", view{Title: titles[no.Because], Content: no})
}

// titles are what a page of a refusal is called.
var titles = map[Because]string{
	Forbidden: "Not allowed", RoomReadOnly: "Read-only", NotFound: "Not found", Invalid: "Not done",
	Conflict: "Not done", TooMany: "Too many tries", Unavailable: "Not to be had just now",
}
